// Where the focus goes, and what opens for it.
import { isTyping } from './elements.js';

export function focus(selector) { document.querySelector(selector)?.focus(); }

/** Unless somebody types elsewhere by now. */
export function focusFirst(selector) { if (!isTyping(document.activeElement)) focus(selector); }

/** What is rendered after this call is there some frames later, unless somebody went to type elsewhere. */
export function focusSoon(selector, frames = 90, from = document.activeElement) {
    const now = document.activeElement;
    if (now !== from && isTyping(now)) return;
    if (document.querySelector(selector)) focus(selector);
    else if (frames) requestAnimationFrame(() => focusSoon(selector, frames - 1, from));
}

/** In an element, or in the one that a selector finds. Who is in it already may have typed: what is selected would be lost to the next letter. */
export function focusIn(where) {
    const element = typeof where === 'string' ? document.querySelector(where) : where;
    if (holdsFocus(element)) return;
    const box = element?.querySelector?.('input, button, select, textarea');
    box?.focus();
    box?.select?.();
}

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
