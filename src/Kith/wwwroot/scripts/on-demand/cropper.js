// Cutting a square out of a picture: drag or arrows move it, wheel, plus and minus or the slider zoom.
class Cropper {
    constructor(root) {
        this.canvas = root.querySelector('canvas');
        this.drop = root.querySelector('.drop');
        this.zoom = root.querySelector('input[type=range]');
        this.problem = root.querySelector('[data-problem]');
        this.root = root;
        Object.assign(this, { image: null, x: .5, y: .5 });
        root.querySelector('input[type=file]').addEventListener('change', event => this.open(event.target.files[0]));
        root.addEventListener('dragover', event => { event.preventDefault(); root.dataset.over = ''; });
        root.addEventListener('dragleave', () => delete root.dataset.over);
        root.addEventListener('drop', event => { event.preventDefault(); delete root.dataset.over; this.open(event.dataTransfer.files[0]); });
        this.paste = event => { if (!root.isConnected) document.removeEventListener('paste', this.paste); else if (event.clipboardData.files[0]) this.open(event.clipboardData.files[0]); };
        document.addEventListener('paste', this.paste);
        this.zoom.addEventListener('input', () => this.draw());
        this.canvas.addEventListener('wheel', event => { event.preventDefault(); this.zoomBy(event.deltaY < 0 ? 1.08 : 1 / 1.08); }, { passive: false });
        this.canvas.addEventListener('pointerdown', event => { this.canvas.setPointerCapture(event.pointerId); this.from = [event.offsetX, event.offsetY]; });
        this.canvas.addEventListener('pointermove', event => {
            if (!this.from) return;
            this.moveBy(this.from[0] - event.offsetX, this.from[1] - event.offsetY);
            this.from = [event.offsetX, event.offsetY];
        });
        this.canvas.addEventListener('pointerup', () => this.from = null);
        this.canvas.addEventListener('keydown', event => {
            const move = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
            if (move) this.moveBy(...move);
            else if (event.key === '+' || event.key === '=') this.zoomBy(1.1);
            else if (event.key === '-') this.zoomBy(1 / 1.1);
            else return;
            event.preventDefault();
            event.stopPropagation();
        });
    }
    async open(file) {
        if (!file) return;
        try { this.image = await createImageBitmap(file); } catch { this.problem.textContent = this.problem.dataset.problem; this.problem.hidden = false; return; }
        Object.assign(this, { x: .5, y: .5 });
        this.zoom.value = 1;
        this.problem.hidden = true;
        this.canvas.hidden = this.zoom.parentElement.hidden = false;
        this.draw();
        this.canvas.focus();
    }
    // How many pixels of the picture the square is wide.
    get side() { return Math.min(this.image.width, this.image.height) / Number(this.zoom.value); }
    zoomBy(factor) { this.zoom.value = Number(this.zoom.value) * factor; this.draw(); }
    moveBy(right, down) {
        const scale = this.side / this.canvas.clientWidth;
        this.x += right * scale / this.image.width;
        this.y += down * scale / this.image.height;
        this.draw();
    }
    draw(canvas = this.canvas) {
        const { width, height } = this.image, half = this.side / 2;
        this.x = Math.min(1 - half / width, Math.max(half / width, this.x));
        this.y = Math.min(1 - half / height, Math.max(half / height, this.y));
        const context = canvas.getContext('2d');
        context.fillStyle = '#fff';
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.imageSmoothingQuality = 'high';
        context.drawImage(this.image, this.x * width - half, this.y * height - half, this.side, this.side, 0, 0, canvas.width, canvas.height);
    }
    async cut() {
        if (!this.image) return new Uint8Array();
        const canvas = Object.assign(document.createElement('canvas'), { width: 512, height: 512 });
        this.draw(canvas);
        const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .92));
        return new Uint8Array(await blob.arrayBuffer());
    }
}
const croppers = new WeakMap();

export function cropper(root) { croppers.set(root, new Cropper(root)); }
export function cropped(root) { return croppers.get(root).cut(); }
