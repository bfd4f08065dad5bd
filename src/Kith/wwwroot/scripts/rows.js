// Rows and columns of a list: an element says that it is a row, data-row, and where rows stand, data-rows.
import { press, waits } from './early.js';
import { isShown } from './elements.js';
import { listIn } from './long-list.js';

// J and K, or arrows, go from row to row; X selects, Shift+X as far as here, Enter opens. Rows say so themselves: data-row.
export function moveInList(event, key) {
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
        if (!waits(event)) current.querySelector('input[type=checkbox]')?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    } else if (key === ' ' || key === 'F2') {
        const isSpace = key === ' ';
        if (!current || (isSpace && event.target.closest('button, input, summary'))) return false;
        const button = isSpace ? current.querySelector('[data-peek]') : event.target.closest('td')?.querySelector('[data-cell]') ?? current.querySelector('[data-cell]');
        if (!button || !isShown(button)) return false;
        press(button, event);
    } else if (key === 'Enter') {
        if (!current || event.target.closest('button, input')) return false;
        const link = current.querySelector('a[data-open]');
        if (link) press(link, event);
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
    listIn(list)?.remember();
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
    if (list) { list.dataset.current = row.dataset.row; listIn(list)?.mark(); listIn(list)?.remember(); }
}, true);

// Down goes from the search box to what it found.
document.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' || !event.target.matches?.('[data-search-list]')) return;
    const list = document.querySelector('[data-rows]'), rows = [...list?.querySelectorAll('[data-row]') ?? []];
    if (rows.length) { setCurrent(list, rows[firstInView(list, rows)]); event.preventDefault(); }
});

/** One row further, or back, while somebody is elsewhere. */
export function stepInList(step) {
    const pressed = document.activeElement;
    moveInList({ target: document.body, preventDefault() {} }, step > 0 ? 'j' : 'k');
    pressed?.focus();
}

// The edge of a column's name is a range, which the mouse drags and arrows move; pressed twice, it is as wide as usual.
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
