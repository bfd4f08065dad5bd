// Where the focus goes, and what opens for it.
import { isTyping } from './elements.js';

export function focus(selector) { document.querySelector(selector)?.focus(); }

/** What is rendered after this call is there some frames later. */
export function focusSoon(selector, frames = 90) {
    const element = document.querySelector(selector);
    if (element) element.focus(); else if (frames) requestAnimationFrame(() => focusSoon(selector, frames - 1));
}

/** In an element, or in the one that a selector finds. */
export function focusIn(where) {
    const box = (typeof where === 'string' ? document.querySelector(where) : where)?.querySelector?.('input, button, select, textarea');
    box?.focus();
    box?.select?.();
}

export function focusHeading() { if (!isTyping(document.activeElement)) document.querySelector('h1')?.focus(); }

export function holdsFocus(element) { return !!element?.contains?.(document.activeElement); }

/** Opens the field that has the focus, or the first one. */
export function editField() {
    (document.activeElement?.closest('[data-field]') ?? document.querySelector('.who [data-field]:not([hidden])'))?.querySelector('[data-edit]')?.click();
}

/** Shows what the address points at. */
export function showTarget() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target) { target.scrollIntoView({ block: 'center' }); target.focus(); }
}

export function showDialog(dialog) { if (dialog?.isConnected && !dialog.open) { dialog.showModal(); dialog.querySelector('[autofocus]')?.focus(); } }

export function closeDialog(dialog) { dialog?.close?.(); }
