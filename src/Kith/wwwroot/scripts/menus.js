// What opens and goes again by itself: menus, messages, the word that something was copied.

// A menu, <details class="menu">, closes when somebody goes elsewhere.
document.addEventListener('click', event => document.querySelectorAll('details.menu[open]').forEach(menu => {
    if (event.target.closest('[data-toast]')) return;
    if (!menu.contains(event.target) || event.target.closest('[data-closes]')) menu.open = false;
}));
document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && document.querySelector('details.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); event.preventDefault(); }
});

// Messages go by themselves, but not while somebody reads or points at them.
new MutationObserver(() => document.querySelectorAll('[data-toast]:not([data-counting])').forEach(toast => {
    toast.dataset.counting = '';
    const time = Number(toast.dataset.toast);
    if (!time) return;
    const close = () => toast.matches(':hover, :focus-within') ? setTimeout(close, 2000) : toast.querySelector('[data-toast-close]')?.click();
    setTimeout(close, time);
})).observe(document.body, { childList: true, subtree: true });

document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = '';
    setTimeout(() => delete button.dataset.copied, 1500);
});
