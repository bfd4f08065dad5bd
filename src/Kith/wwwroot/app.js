// What pages need of the browser that Blazor has no word for. No page depends on it to show what it has to show.

/* ---- Times: relative to now, absolute when pointed at, in the reader's zone and language ---- */
const language = document.documentElement.lang || 'en';
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
const units = [['year', 31557600], ['month', 2629800], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];

class KithTime extends HTMLElement {
    static observedAttributes = ['datetime', 'data-only'];
    static shown = new Set();
    // What is said is in a tree of its own: the page's is Blazor's.
    said = this.attachShadow({ mode: 'open' });
    connectedCallback() { KithTime.shown.add(this); this.say(); }
    disconnectedCallback() { KithTime.shown.delete(this); }
    attributeChangedCallback() { if (this.isConnected) this.say(); }
    say() {
        const moment = new Date(this.getAttribute('datetime'));
        if (isNaN(moment)) return;
        const seconds = (moment - Date.now()) / 1000;
        const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
        const isFar = Math.abs(seconds) > 30 * 86400;
        const text = this.dataset.only === 'date' || isFar ? day.format(moment) : relative.format(Math.round(seconds / length), unit);
        if (this.said.textContent !== text) this.said.textContent = text;
        this.title = absolute.format(moment);
    }
}
customElements.define('kith-time', KithTime);
setInterval(() => KithTime.shown.forEach(time => time.say()), 30000);

/* ---- Keys: an element says in data-keys which keys press it ---- */
const isTyping = target => target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]');
const isShown = element => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

function nameOf(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (event.ctrlKey ? 'Control+' : '') + (event.metaKey ? 'Meta+' : '') + (event.altKey ? 'Alt+' : '') + key;
}

document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = nameOf(event);
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isTyping(event.target) && isPlain) return;
    const dialog = document.querySelector('dialog[open]:modal');
    if (isPlain && !dialog && moveInList(event, key)) return;
    const inReach = [...document.querySelectorAll('[data-keys]')].filter(element => !dialog || dialog.contains(element));
    if (key === 'Escape' && document.querySelector('details.menu[open]')) return;
    const target = inReach.findLast(element => element.dataset.keys.split(' ').includes(key) && (element.matches('.hidden-action') || isShown(element)) && !element.disabled);
    if (!target) return;
    event.preventDefault();
    if (target.matches('input:not([type=checkbox]), textarea')) { target.focus(); target.select?.(); } else press(target);
});

// Who presses a key that opens a box, data-types, and types on, types into that box, though it is not there yet.
let ahead = null;

function press(button) {
    if (button.matches('[data-types]') && document.querySelector('[data-live]')) {
        clearTimeout(ahead?.waiting);
        ahead = { text: '', waiting: setTimeout(() => ahead = null, 4000) };
    }
    button.click();
}

document.addEventListener('keydown', event => {
    if (!ahead || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key.length === 1) ahead.text += event.key;
    else if (event.key === 'Backspace') ahead.text = ahead.text.slice(0, -1);
    else if (event.key === 'Escape') ahead = null;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
}, true);

document.addEventListener('focusin', event => {
    if (!ahead || !isTyping(event.target)) return;
    const { text } = ahead, box = event.target;
    clearTimeout(ahead.waiting);
    ahead = null;
    // Whoever gave it the focus may select what is in it, and is done before the next key.
    if (text) queueMicrotask(() => {
        box.value = text;
        if (['text', 'search'].includes(box.type)) box.setSelectionRange(text.length, text.length);
        box.dispatchEvent(new Event('input', { bubbles: true }));
    });
});

// J and K, or arrows, go from row to row; X selects, Shift+X as far as here, Enter opens. Rows say so themselves: data-row.
function moveInList(event, key) {
    const list = document.querySelector('[data-rows]');
    if (!list || !['j', 'k', 'x', ' ', 'F2', 'Enter', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp'].includes(key)) return false;
    const isInside = list.contains(event.target), isNowhere = event.target === document.body || event.target.matches('main, h1');
    if (key === 'Enter' && event.target.closest('a, button, summary') && !event.target.closest('[data-row]')) return false;
    if (event.target.closest('details.menu[open], [role=listbox]') || (key.length > 1 && !isInside && !isNowhere)) return false;
    const rows = [...list.querySelectorAll('[data-row]')];
    // The row that has the focus, or the one that had it last.
    const current = rows.find(row => row.contains(event.target)) ?? list.querySelector('[data-row][data-current]');
    const at = rows.indexOf(current);
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
    if (step) {
        const next = rows[at < 0 ? firstInView(list, rows) : at + step];
        if (next) setCurrent(list, next);
    } else if (key === 'x') {
        if (!current) return false;
        current.querySelector('input[type=checkbox]')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    } else if (key === ' ' || key === 'F2') {
        const isSpace = key === ' ';
        if (!current || (isSpace && event.target.closest('button, input, summary'))) return false;
        const button = isSpace ? current.querySelector('[data-peek]') : event.target.closest('td')?.querySelector('[data-cell]') ?? current.querySelector('[data-cell]');
        if (!button || !isShown(button)) return false;
        press(button);
    } else if (key === 'Enter') {
        if (!current || event.target.closest('button, input')) return false;
        current.querySelector('a[data-open]')?.click();
    } else if (isNowhere) {
        const page = list.clientHeight - 80;
        list.scrollTop = { Home: 0, End: list.scrollHeight, PageDown: list.scrollTop + page, PageUp: list.scrollTop - page }[key];
    } else return false;
    event.preventDefault();
    return true;
}

function firstInView(list, rows) {
    const top = list.getBoundingClientRect().top + (list.querySelector('thead')?.offsetHeight ?? 0);
    return Math.max(0, rows.findIndex(row => row.getBoundingClientRect().top >= top - 4));
}

function setCurrent(list, row) {
    list.querySelectorAll('[data-current]').forEach(other => other.removeAttribute('data-current'));
    row.setAttribute('data-current', '');
    list.dataset.current = row.dataset.row;
    row.scrollIntoView({ block: 'nearest' });
    (row.querySelector('a[data-open]') ?? row).focus({ preventScroll: true });
    lists.get(list)?.remember();
    // Who is shown beside the list is who is current in it.
    const peeking = list.closest('[data-peeking]');
    if (peeking && peeking.dataset.peeking !== row.dataset.row) row.querySelector('[data-peek]')?.click();
}

// A row opens wherever it is pressed, but for what stands in it; with Control or the middle button in another tab.
function openRow(event) {
    const row = event.target.closest?.('[data-row]');
    const link = row?.querySelector('a[data-open]');
    if (!link || event.defaultPrevented || event.target.closest('a, button, input, label, summary, form, [data-select]') || getSelection()?.toString()) return;
    if (event.ctrlKey || event.metaKey || event.button === 1) open(link.href, '_blank', 'noopener');
    else if (event.button === 0) link.click();
}
document.addEventListener('click', openRow);
document.addEventListener('auxclick', openRow);
document.addEventListener('click', event => {
    const row = event.target.closest?.('[data-row]'), list = row?.closest('[data-rows]');
    if (list) { list.dataset.current = row.dataset.row; lists.get(list)?.mark(); lists.get(list)?.remember(); }
}, true);

// Down goes from the search box to what it found.
document.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' || !event.target.matches?.('[data-search-list]')) return;
    const list = document.querySelector('[data-rows]'), rows = [...list?.querySelectorAll('[data-row]') ?? []];
    if (rows.length) { setCurrent(list, rows[firstInView(list, rows)]); event.preventDefault(); }
});

// Arrows and Enter in a box with a list of options belong to the list, not to the text.
document.addEventListener('keydown', event => {
    if (event.target.matches?.('[data-list-keys]') && ['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) event.preventDefault();
}, true);

// Control and Enter save: the form that one types in, or the element that says so.
document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const button = event.target.closest('form, [data-saves]')?.querySelector('[data-save], button[type=submit]');
    if (button && !button.disabled) { event.preventDefault(); event.target.dispatchEvent(new Event('change', { bubbles: true })); button.click(); }
});

/* ---- Messages go by themselves, but not while somebody reads or points at them ---- */
new MutationObserver(() => document.querySelectorAll('[data-toast]:not([data-counting])').forEach(toast => {
    toast.dataset.counting = '';
    const time = Number(toast.dataset.toast);
    if (!time) return;
    const close = () => toast.matches(':hover, :focus-within') ? setTimeout(close, 2000) : toast.querySelector('[data-toast-close]')?.click();
    setTimeout(close, time);
})).observe(document.body, { childList: true, subtree: true });

/* ---- Menus: <details class="menu"> closes when somebody goes elsewhere ---- */
document.addEventListener('click', event => document.querySelectorAll('details.menu[open]').forEach(menu => {
    if (event.target.closest('[data-toast]')) return;
    if (!menu.contains(event.target) || event.target.closest('[data-closes]')) menu.open = false;
}));
document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && document.querySelector('details.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); event.preventDefault(); }
});

/* ---- Copying ---- */
document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = '';
    setTimeout(() => delete button.dataset.copied, 1500);
});

/* ---- Drafts: what is typed into data-draft survives a closed tab, in this browser ---- */
document.addEventListener('input', event => {
    const key = event.target.dataset?.draft;
    if (!key) return;
    try { event.target.value ? localStorage.setItem(`kith-draft-${key}`, event.target.value) : localStorage.removeItem(`kith-draft-${key}`); } catch { /* no room */ }
});

/* ---- Lists of any length: rows in view are rendered, the rest is empty space ---- */
const tallest = 12_000_000; // CSS pixels; browsers cut elements off somewhere above 16 million
const lists = new WeakMap();

class LongList {
    constructor(scroller, owner) {
        Object.assign(this, { scroller, owner, total: 0, first: 0, count: 0, anchor: 0, lastTop: 0, isAsking: false });
        this.head = scroller.querySelector('thead');
        this.before = scroller.querySelector('[data-before]');
        this.after = scroller.querySelector('[data-after]');
        scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
        scroller.addEventListener('scrollend', () => this.settle());
        scroller.addEventListener('focusin', () => { this.hasFocus = true; });
        scroller.addEventListener('focusout', event => { this.hasFocus = !event.relatedTarget; });
        this.observer = new MutationObserver(() => { this.place(); this.mark(); this.ask(); });
        this.observer.observe(scroller, { attributes: true, attributeFilter: ['data-first', 'data-count', 'data-total'] });
        this.observer.observe(scroller.querySelector('[data-window]'), { childList: true });
        this.resizing = new ResizeObserver(() => { this.place(); this.ask(); });
        this.resizing.observe(scroller);
        this.place();
        this.restore();
        this.mark();
        this.ask();
    }
    get row() { return parseFloat(getComputedStyle(this.scroller).getPropertyValue('--row')) || 44; }
    get height() { return Math.min(this.total * this.row, tallest); }
    get isScaled() { return this.total * this.row > tallest; }
    // What rows have of the height, which the names of the columns do not cover.
    get view() { return Math.max(1, this.scroller.clientHeight - this.head.offsetHeight); }
    get visible() { return Math.ceil(this.view / this.row); }
    get room() { return Math.max(1, this.height - this.view); }
    get last() { return Math.max(0, this.total - this.view / this.row); }
    // The index of the first row in view, with parts of a row. Of more rows than pixels, a little way goes row by row, and a long one by its share.
    index() {
        const top = this.scroller.scrollTop;
        if (!this.isScaled) return Math.min(this.last, top / this.row);
        if (top <= 0) return 0;
        if (top >= this.room - 1) return this.last;
        if (Math.abs(top - this.lastTop) < 3 * this.view) return Math.min(this.last, Math.max(0, this.anchor + (top - this.lastTop) / this.row));
        return top / this.room * this.last;
    }
    scrolled() {
        this.anchor = this.index();
        this.lastTop = this.scroller.scrollTop;
        if (this.isScaled) this.place();
        this.ask();
        this.remember();
    }
    // Row by row the bar falls behind; at rest it is put where it belongs, which nobody sees.
    settle() {
        if (!this.isScaled || Math.abs(this.anchor / this.last * this.room - this.scroller.scrollTop) < this.view) return;
        this.goTo(this.anchor);
        this.place();
    }
    place() {
        const data = this.scroller.dataset;
        Object.assign(this, { total: Number(data.total), first: Number(data.first), count: Number(data.count) });
        const top = this.isScaled ? Math.max(0, this.scroller.scrollTop - (this.index() - this.first) * this.row) : this.first * this.row;
        const shown = Math.min(top, Math.max(0, this.height - this.count * this.row));
        this.before.style.height = `${shown}px`;
        this.after.style.height = `${Math.max(0, this.height - shown - this.count * this.row)}px`;
    }
    // Rows are asked for half a screen before they come into view; one question at a time, the next one about where the list is by then.
    async ask() {
        if (this.isAsking || !this.total || !this.scroller.clientHeight) return;
        this.isAsking = true;
        try {
            for (let asked = 0; asked < 20 && !this.isEnough(); asked++) {
                await this.owner.invokeMethodAsync('ShowAsync', Math.max(0, Math.floor(this.index()) - this.visible), 3 * this.visible + 1);
                this.place();
            }
        } catch { /* the page has gone */ } finally { this.isAsking = false; }
    }
    isEnough() {
        const index = this.index(), margin = this.visible / 2;
        return this.first <= Math.max(0, index - margin) && this.first + this.count >= Math.min(this.total, index + this.visible + margin);
    }
    // The current row is marked, and keeps the focus, when it comes back into view or is rendered again.
    mark() {
        const id = this.scroller.dataset.current;
        const row = id && this.scroller.querySelector(`[data-row="${CSS.escape(id)}"]`);
        this.scroller.querySelectorAll('[data-current]').forEach(other => other !== row && other.removeAttribute('data-current'));
        row?.setAttribute('data-current', '');
        const isLost = document.activeElement === document.body || document.activeElement === null;
        if (row && (this.isRestored || (this.hasFocus && isLost))) {
            if (isLost || document.activeElement.matches('h1, main')) row.querySelector('a[data-open]')?.focus({ preventScroll: true });
            this.isRestored = false;
        } else if (this.hasFocus && isLost) this.scroller.focus({ preventScroll: true });
    }
    get key() { return `kith-scroll-${location.pathname}${location.search}`; }
    remember() {
        clearTimeout(this.remembering);
        // What the API was asked for: a page that is opened from here steps along the same list.
        const asked = this.scroller.closest('[data-list]');
        if (asked) sessionStorage.setItem('kith-list', asked.dataset.list);
        const key = this.key, place = JSON.stringify({ index: this.index(), current: this.scroller.dataset.current });
        this.remembering = setTimeout(() => sessionStorage.setItem(key, place), 120);
    }
    restore() {
        const kept = JSON.parse(sessionStorage.getItem(this.key) ?? 'null');
        if (!kept) return;
        if (kept.current) { this.scroller.dataset.current = kept.current; this.isRestored = true; }
        if (kept.index < this.total) this.goTo(kept.index);
    }
    goTo(index) {
        this.scroller.scrollTop = this.isScaled ? index / Math.max(1, this.last) * this.room : index * this.row;
        this.anchor = index;
        this.lastTop = this.scroller.scrollTop;
    }
    top(isReturn) {
        clearTimeout(this.remembering);
        delete this.scroller.dataset.current;
        this.anchor = this.lastTop = this.scroller.scrollTop = 0;
        this.place();
        if (isReturn) this.restore(); else sessionStorage.removeItem(this.key);
        this.mark();
        this.ask();
    }
    // The first and the last row that can be seen whole.
    seen() { const index = this.index(); return [Math.ceil(index - .1), Math.max(0, Math.min(this.total, Math.floor(index + this.view / this.row + .1)) - 1)]; }
    end() { this.observer.disconnect(); this.resizing.disconnect(); }
}

/* ---- Columns: the edge of a column's name is a range, which the mouse drags and arrows move; pressed twice, it is as wide as usual ---- */
document.addEventListener('pointerdown', event => {
    const edge = event.target.closest?.('[data-resizes]');
    if (!edge || event.button !== 0) return;
    event.preventDefault();
    edge.focus({ focusVisible: false });
    edge.setPointerCapture(event.pointerId);
    const from = event.clientX, width = Number(edge.value);
    const move = moved => {
        edge.value = width + moved.clientX - from;
        edge.closest('th').style.width = `${edge.value}px`;
    };
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => {
        edge.removeEventListener('pointermove', move);
        if (Number(edge.value) !== width) edge.dispatchEvent(new Event('change', { bubbles: true }));
    }, { once: true });
});
document.addEventListener('dblclick', event => {
    const edge = event.target.closest?.('[data-resizes]');
    if (!edge || edge.value === edge.dataset.resizes) return;
    edge.value = edge.dataset.resizes;
    edge.dispatchEvent(new Event('change', { bubbles: true }));
});

/* ---- Search boxes: the text is the browser's. Pages are told it, one telling at a time, and set it only when they show something else ---- */
const searches = new WeakMap();
// The box that pages come with is replaced by one that answers: what was typed until then, and the focus, goes along.
let waiting = null;
const notice = ({ target: box }) => {
    if (!box.matches?.('[data-search-box]') || searches.has(box)) return;
    waiting = { box, name: box.dataset.searchBox };
};
document.querySelectorAll('[data-search-box]').forEach(box => { if (box === document.activeElement || box.value !== box.defaultValue) notice({ target: box }); });
document.addEventListener('focusin', notice);
document.addEventListener('input', notice);
document.addEventListener('focusout', event => {
    // A box that is taken away loses the focus, too.
    if (waiting?.box === event.target) setTimeout(() => { if (waiting?.box === event.target && event.target.isConnected) waiting.isLeft = true; });
});
new MutationObserver(() => {
    if (!waiting || waiting.box.isConnected) return;
    const box = document.querySelector(`[data-search-box="${waiting.name}"]`), before = waiting.box, isLeft = waiting.isLeft;
    if (!box) return;
    waiting = null;
    box.value = before.value;
    if (isLeft || isTyping(document.activeElement)) return;
    box.focus();
    box.setSelectionRange(before.selectionStart, before.selectionEnd);
}).observe(document.body, { childList: true, subtree: true });

class SearchBox {
    constructor(box, owner) {
        Object.assign(this, { box, owner, told: box.defaultValue, isTelling: false });
        box.addEventListener('input', () => this.tell());
        this.tell();
    }
    async tell() {
        if (this.isTelling) return;
        this.isTelling = true;
        try {
            while (this.owner && this.told !== this.box.value) await this.owner.invokeMethodAsync('Tell', this.told = this.box.value);
        } catch { /* the page has gone */ } finally { this.isTelling = false; }
    }
    // Who has typed on since the page last heard of it is right.
    set(text, heard) {
        if (this.box.value === heard) this.box.value = this.told = text;
    }
}

/* ---- Cutting a square out of a picture: drag or arrows move it, wheel, plus and minus or the slider zoom ---- */
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

/* ---- What the pages call ---- */
const functions = {
    cropper(root) { croppers.set(root, new Cropper(root)); },
    cropped(root) { return croppers.get(root).cut(); },
    holdsFocus(element) { return !!element?.contains?.(document.activeElement); },
    // What is rendered after this call is there some frames later.
    focusSoon(selector, frames = 90) {
        const element = document.querySelector(selector);
        if (element) element.focus(); else if (frames) requestAnimationFrame(() => functions.focusSoon(selector, frames - 1));
    },
    async download(name, type, stream) {
        const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type }));
        Object.assign(document.createElement('a'), { href: address, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
    },
    editField() { (document.activeElement?.closest('[data-field]') ?? document.querySelector('.who [data-field]:not([hidden])'))?.querySelector('[data-edit]')?.click(); },
    showTarget() { const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1)); target && (target.scrollIntoView({ block: 'center' }), target.focus()); },
    draft(key) { return localStorage.getItem(`kith-draft-${key}`); },
    // Only where nothing was typed yet: what the reader types now is newer than what is kept.
    restoreDraft(id, shown) {
        const box = document.getElementById(id), draft = box && localStorage.getItem(`kith-draft-${box.dataset.draft}`);
        if (!draft || box.value !== shown || draft === shown) return;
        box.value = draft;
        box.dispatchEvent(new Event('input', { bubbles: true }));
    },
    drafts(prefix) {
        const start = `kith-draft-${prefix}`, found = {};
        for (const key of Object.keys(localStorage)) if (key.startsWith(start)) found[key.slice(start.length)] = localStorage.getItem(key);
        return found;
    },
    cameFrom() {
        const query = sessionStorage.getItem('kith-list');
        if (query === null) return null;
        const places = Object.keys(sessionStorage).filter(key => /^kith-scroll-\/app\/people(\?|$)/.test(key)).map(key => JSON.parse(sessionStorage.getItem(key)).index ?? 0);
        return { query, places };
    },
    showDialog(dialog) { if (dialog?.isConnected && !dialog.open) { dialog.showModal(); dialog.querySelector('[autofocus]')?.focus(); } },
    closeDialog(dialog) { dialog?.close?.(); },
    longList(scroller, owner) { lists.set(scroller, new LongList(scroller, owner)); },
    longListTop(scroller, isReturn) { lists.get(scroller)?.top(isReturn); },
    longListSeen(scroller) { return lists.get(scroller)?.seen() ?? [0, -1]; },
    endLongList(scroller) { lists.get(scroller)?.end(); },
    searchBox(box, owner) {
        if (!box?.isConnected) return;
        searches.set(box, new SearchBox(box, owner));
        if (waiting?.box === box) waiting = null;
    },
    setSearch(box, text, heard) { searches.get(box)?.set(text, heard); },
    endSearchBox(box) { const search = searches.get(box); if (search) search.owner = null; },
    focusHeading() { if (!isTyping(document.activeElement)) document.querySelector('h1')?.focus(); },
    stepInList(step) {
        const pressed = document.activeElement;
        moveInList({ target: document.body, preventDefault() {} }, step > 0 ? 'j' : 'k');
        pressed?.focus();
    },
    // In an element, or in the one that a selector finds.
    focusIn(where) { const box = (typeof where === 'string' ? document.querySelector(where) : where)?.querySelector?.('input, button, select, textarea'); box?.focus(); box?.select?.(); },
    focus(selector) { document.querySelector(selector)?.focus(); },
    scrollTo(selector) { document.querySelector(selector)?.scrollIntoView({ block: 'center' }); },
    keepDraft(key, value) { try { localStorage.setItem(`kith-draft-${key}`, value); } catch { /* no room */ } },
    forgetDraft(key) { localStorage.removeItem(`kith-draft-${key}`); },
    setCookie(name, value) { document.cookie = `${name}=${encodeURIComponent(value)}; path=/app; max-age=31536000; samesite=lax`; },
    remembered(key) { return localStorage.getItem(`kith-${key}`); },
    remember(key, value) { value === null ? localStorage.removeItem(`kith-${key}`) : localStorage.setItem(`kith-${key}`, value); },
};
Object.assign(window.kith ??= {}, functions);
document.documentElement.dataset.ready = '';

/* ---- The connection ---- */
const connection = document.getElementById('components-reconnect-modal');
connection?.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    if (state === 'show') connection.showPopover();
    else if (state === 'hide') { connection.hidePopover(); tellTyped(); }
    else if (state === 'failed') setTimeout(tryAgain, 5000);
    else if (state === 'rejected') location.reload();
});
document.getElementById('reconnect-button')?.addEventListener('click', tryAgain);
// What is typed while the connection is gone stands in its box, and the server has not heard of it.
const typedInto = new Set();
document.addEventListener('input', event => typedInto.add(event.target));
function tellTyped() {
    for (const box of typedInto) box.isConnected ? box.dispatchEvent(new Event('input', { bubbles: true })) : typedInto.delete(box);
}
// The framework gives up after a while; a server may be away for longer. One that does not know the page any more was restarted.
async function tryAgain() {
    if (!connection.matches(':popover-open')) return;
    try { if (!await Blazor.reconnect()) location.reload(); } catch { setTimeout(tryAgain, 5000); }
}
