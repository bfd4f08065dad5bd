// Naming somebody in a note: @ and some letters offer colleagues and people. The text stays a text box, with a list to choose from beside it
// (WAI-ARIA 1.2: textbox, aria-autocomplete, aria-activedescendant).
import { write } from '../elements.js';

const asked = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.'’ -]{0,39})?$/u;

class Mentions {
    constructor(box, owner) {
        Object.assign(this, { box, owner, list: document.getElementById(`${box.id}-mentions`), said: document.getElementById(`${box.id}-mentions-said`), found: [], chosen: 0, wanted: null, isAsking: false });
        box.addEventListener('input', () => this.look());
        box.addEventListener('click', () => this.look());
        box.addEventListener('keydown', event => this.press(event));
        box.addEventListener('focusout', () => this.close());
        // The text keeps the focus.
        this.list.addEventListener('mousedown', event => event.preventDefault());
        this.list.addEventListener('click', event => {
            const at = [...this.list.children].indexOf(event.target.closest('[role=option]'));
            if (at >= 0) this.take(at);
        });
        // Somebody may have begun before this was there.
        if (document.activeElement === box) this.look();
    }
    get isOpen() { return !this.list.hidden; }
    look() {
        const caret = this.box.selectionStart, match = caret === this.box.selectionEnd && asked.exec(this.box.value.slice(Math.max(0, caret - 60), caret));
        const text = match ? match[1] ?? '' : null, at = match ? caret - text.length - 1 : -1;
        if (text === null || this.givenUp === at) { this.close(); return; }
        Object.assign(this, { wanted: text, at, givenUp: -1 });
        this.ask();
    }
    // One question at a time, the next one about what stands there by then.
    async ask() {
        if (this.isAsking) return;
        this.isAsking = true;
        try {
            for (let text = null; this.wanted !== null && text !== this.wanted;) {
                text = this.wanted;
                const { mentions, said } = await this.owner.invokeMethodAsync('FindAsync', text);
                if (this.wanted !== null) this.show(mentions, said);
            }
        } catch { /* the page has gone */ } finally { this.isAsking = false; }
    }
    show(found, said) {
        Object.assign(this, { found });
        this.list.replaceChildren(...found.map((mention, index) => optionOf(mention, `${this.list.id}-${index}`)));
        const isNew = this.list.hidden && found.length > 0;
        this.list.hidden = found.length === 0;
        if (isNew) this.list.scrollIntoView({ block: 'nearest' });
        this.said.textContent = said;
        this.choose(0);
    }
    choose(at) {
        this.chosen = at;
        [...this.list.children].forEach((option, index) => option.setAttribute('aria-selected', index === at));
        const option = this.list.children[at];
        if (!option) { this.box.removeAttribute('aria-activedescendant'); return; }
        this.box.setAttribute('aria-controls', this.list.id);
        this.box.setAttribute('aria-activedescendant', option.id);
        option.scrollIntoView({ block: 'nearest' });
    }
    press(event) {
        if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) this.choose((this.chosen + step + this.found.length) % this.found.length);
        else if (event.key === 'Enter' || event.key === 'Tab' && !event.shiftKey) this.take(this.chosen);
        else if (event.key === 'Escape') { this.givenUp = this.at; this.close(); }
        else return;
        // It is the list's, and neither the text's nor the form's, which Escape gives up.
        event.preventDefault();
        event.stopPropagation();
    }
    take(at) {
        const { markdown } = this.found[at], { box } = this, caret = box.selectionStart;
        this.close();
        write(box, `${box.value.slice(0, this.at)}${markdown} ${box.value.slice(caret).replace(/^ /, '')}`, this.at + markdown.length + 1);
    }
    close() {
        this.wanted = null;
        this.found = [];
        this.list.hidden = true;
        this.list.replaceChildren();
        this.said.textContent = '';
        this.box.removeAttribute('aria-activedescendant');
        this.box.removeAttribute('aria-controls');
    }
}

function optionOf({ title, about, icon }, id) {
    const option = document.createElement('li'), name = document.createElement('span'), more = document.createElement('span');
    Object.assign(option, { id, role: 'option' });
    const glyph = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    glyph.setAttribute('class', 'glyph');
    glyph.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `icons.svg#${icon}`);
    glyph.append(use);
    name.textContent = title;
    more.textContent = about;
    more.className = 'quiet';
    option.append(glyph, name, more);
    return option;
}

export function mentions(id, owner) {
    const box = document.getElementById(id);
    if (box) new Mentions(box, owner);
}
