// Pictures for a note: pasted into its text, data-takes-pictures, dropped on its form, or chosen. What comes of each is written below the line that one is in.
import { write } from './elements.js';

// Who takes the pictures of a text; until somebody does, they are held by its id.
const takers = new WeakMap(), held = new Map();

function take(box, files) {
    const taker = takers.get(box);
    if (!taker) {
        held.set(box.id, [...held.get(box.id) ?? [], ...files]);
        return;
    }
    if (!files.length) return;
    // Before anything that is pressed from now on.
    if (!taker.waiting) tell(taker.owner, 'BeginAsync');
    taker.waiting += files.length;
    for (const file of files) taker.sending = taker.sending.then(() => send(box, taker, file));
}

async function send(box, taker, file) {
    try {
        const markdown = await taker.owner.invokeMethodAsync('ReceiveAsync', file.name, file.type, file.size, DotNet.createJSStreamReference(file));
        if (markdown) insert(box, markdown);
    } catch { /* the page has gone */ }
    // The last one stands in the text now.
    if (!--taker.waiting) tell(taker.owner, 'EndAsync');
}

function tell(owner, what) { owner.invokeMethodAsync(what).catch(() => { /* the page has gone */ }); }

document.addEventListener('paste', event => {
    const box = event.target.closest?.('[data-takes-pictures]'), { files, types } = event.clipboardData;
    // Who copies text from a word processor copies a picture of it, too.
    if (!box || !files.length || types.includes('text/plain')) return;
    event.preventDefault();
    take(box, files);
});

// Dropped anywhere on the form: beside it, a browser would go to the file, and leave what is typed.
const textAt = target => target.closest?.('form')?.querySelector('[data-takes-pictures]');
document.addEventListener('dragover', event => {
    const box = event.dataTransfer.types.includes('Files') && textAt(event.target);
    if (box) { event.preventDefault(); box.form.dataset.over = ''; }
});
document.addEventListener('dragleave', event => {
    const box = textAt(event.target);
    if (box && !box.form.contains(event.relatedTarget)) delete box.form.dataset.over;
});
document.addEventListener('drop', event => {
    const box = textAt(event.target);
    if (!box) return;
    delete box.form.dataset.over;
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(box, event.dataTransfer.files);
});

document.addEventListener('change', event => {
    const box = event.target.matches?.('[data-pictures]') && textAt(event.target);
    if (!box) return;
    take(box, [...event.target.files]);
    event.target.value = '';
});

// Who types on meanwhile is not disturbed: the caret stays where it is.
function insert(box, markdown) {
    const { value, selectionStart, selectionEnd } = box;
    const end = value.indexOf('\n', selectionEnd), at = end < 0 ? value.length : end;
    const before = value.slice(0, at), after = value.slice(at);
    const text = `${before.trim() ? `${before}\n\n` : ''}${markdown}${after.trim() ? `\n${after}` : '\n'}`;
    const isAtEnd = selectionStart === value.length;
    write(box, text, isAtEnd ? text.length : selectionStart, isAtEnd ? text.length : selectionEnd);
}

export function notePictures(id, owner) {
    const box = document.getElementById(id);
    if (!box) return;
    takers.set(box, { owner, sending: Promise.resolve(), waiting: 0 });
    take(box, held.get(id) ?? []);
    held.delete(id);
}
