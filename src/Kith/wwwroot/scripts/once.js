// What saves something, saves it once: not again for the second click of a double click, nor for Enter that is held down.
const saves = 'button[type=submit], button.primary';

document.addEventListener('click', event => {
    if (event.detail < 2 || !event.target.closest?.(saves)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
}, true);

document.addEventListener('keydown', event => {
    if (event.repeat && event.key === 'Enter' && event.target.matches?.(`input, select, ${saves}`)) event.preventDefault();
}, true);
