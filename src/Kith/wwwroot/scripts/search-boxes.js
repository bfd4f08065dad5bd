// Search boxes: the text is the browser's. Pages are told it, one telling at a time, and set it only when they show something else.
const searches = new WeakMap();

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

export function searchBox(box, owner) { if (box?.isConnected) searches.set(box, new SearchBox(box, owner)); }
export function setSearch(box, text, heard) { searches.get(box)?.set(text, heard); }
export function endSearchBox(box) { const search = searches.get(box); if (search) search.owner = null; }
