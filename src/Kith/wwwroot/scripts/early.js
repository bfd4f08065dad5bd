// What somebody does before the page answers, or before what they opened is there, is not lost. A page is there to be read before it is connected; what it
// came with is replaced then by what answers.
import { isTyping, write } from './elements.js';

/* Milliseconds after which nobody waits any more for what they did. */
const patience = 10_000;

/** Whether somebody hears when a button is pressed. Pages outside of the frame have plain forms, which answer at once. */
const isAnswering = () => !document.querySelector('.frame:not([data-live])');

/** Presses a button or a link for a key; where nobody would hear it yet, as soon as somebody does. */
export function press(element, event) {
    if (element.matches('[data-types]') && !ahead) readAhead('', document.activeElement);
    if (isAnswering()) element.click();
    // A link leads there without anybody's help.
    else if (element.matches('a[href]')) location.assign(element.href);
    else hold(event);
}

/* ---- Keys that are held until the page answers, in their order ---- */
let held = [];

/** Whether a key has to wait for the page; it is pressed again then. */
export function waits(event) {
    if (isAnswering()) return false;
    hold(event);
    return true;
}

function hold(event) {
    held.push(event);
    setTimeout(() => held = held.filter(other => other !== event), patience);
}

function release() {
    while (held.length) {
        const { key, ctrlKey, metaKey, altKey, shiftKey } = held[0];
        const again = new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true });
        (document.activeElement ?? document.body).dispatchEvent(again);
        // What it presses may not be there yet.
        if (!again.defaultPrevented) return;
        held.shift();
    }
}

/* ---- Text for a box that is not there yet: who presses a key that opens one, data-types, and types on, types into it ---- */
let ahead = null;

/** Text for it; who typed in another box as they pressed the key types there no more. */
function readAhead(text, from = null) {
    clearTimeout(ahead?.waiting);
    ahead = { text, from, waiting: setTimeout(() => ahead = left = null, isAnswering() ? 4000 : patience) };
}

document.addEventListener('keydown', event => {
    if (!ahead || !event.isTrusted || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) && event.target !== ahead.from) return;
    if (event.key.length === 1) ahead.text += event.key;
    else if (event.key === 'Backspace') ahead.text = ahead.text.slice(0, -1);
    else if (event.key === 'Escape') ahead = left = null;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
}, true);

document.addEventListener('focusin', event => {
    if (!ahead || left || !isTyping(event.target)) return;
    const { text } = ahead, box = event.target;
    clearTimeout(ahead.waiting);
    ahead = null;
    // Whoever gave it the focus may select what is in it, and is done before the next key.
    if (text) queueMicrotask(() => write(box, text));
});

/* ---- A box that the page came with is replaced by one that answers: what was typed until then, and the focus, goes along ---- */
let left = null;

const nameOf = box => box.id ? `#${CSS.escape(box.id)}` : box.dataset.searchBox ? `[data-search-box="${box.dataset.searchBox}"]` : null;

function notice({ target: box }) {
    if (isAnswering() || !box.matches?.('input:not([type=checkbox], [type=radio], [type=file]), textarea')) return;
    const name = nameOf(box);
    if (name) left = { box, name };
}
document.querySelectorAll('[data-search-box]').forEach(box => { if (box.value !== box.defaultValue) notice({ target: box }); });
notice({ target: document.activeElement ?? document.body });
document.addEventListener('focusin', notice);
document.addEventListener('input', notice);
document.addEventListener('focusout', event => {
    // A box that is taken away loses the focus, too.
    if (left?.box === event.target) setTimeout(() => { if (left?.box === event.target && event.target.isConnected) left.isLeft = true; });
});

function bring() {
    const now = document.querySelector(left.name), { box, isLeft } = left, { value, selectionStart, selectionEnd } = box;
    if (!now) {
        if (!ahead && !isLeft) readAhead(value);
        return;
    }
    const typed = ahead?.text ?? value;
    if (ahead) clearTimeout(ahead.waiting);
    ahead = left = null;
    const isElsewhere = isLeft || isTyping(document.activeElement);
    if (!isElsewhere) now.focus();
    if (typed !== now.value) typed === value ? write(now, typed, selectionStart, selectionEnd) : write(now, typed);
    else if (!isElsewhere && typed) now.setSelectionRange?.(selectionStart, selectionEnd);
}

new MutationObserver(() => {
    if (left && !left.box.isConnected) bring();
    if (held.length && isAnswering()) release();
}).observe(document.body, { childList: true, subtree: true, attributeFilter: ['data-live'] });
