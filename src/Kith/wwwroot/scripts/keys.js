// Keys: an element says in data-keys which keys press it.
import { press } from './early.js';
import { isShown, isTyping } from './elements.js';
import { moveInList } from './rows.js';

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
    if (target.matches('input:not([type=checkbox]), textarea')) { target.focus(); target.select?.(); } else press(target, event);
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
