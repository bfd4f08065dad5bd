// Lists of any length: rows in view are rendered, the rest is empty space.
const tallest = 12_000_000; // CSS pixels; browsers cut elements off somewhere above 16 million
const lists = new WeakMap();

/** The list that scrolls in an element, if there is one. */
export const listIn = scroller => lists.get(scroller);

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

export function longList(scroller, owner) { lists.set(scroller, new LongList(scroller, owner)); }
export function longListTop(scroller, isReturn) { lists.get(scroller)?.top(isReturn); }
export function longListSeen(scroller) { return lists.get(scroller)?.seen() ?? [0, -1]; }
export function endLongList(scroller) { lists.get(scroller)?.end(); }
