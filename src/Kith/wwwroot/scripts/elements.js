// What several scripts ask of an element.

/** Whether what is pressed there is text. */
export const isTyping = target => !!target?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]');

/** Writes a text into a box, as if somebody had typed it. */
export function write(box, text, from = text.length, to = from) {
    box.value = text;
    if (box.matches('textarea, [type=text], [type=search]')) box.setSelectionRange(from, to);
    box.dispatchEvent(new Event('input', { bubbles: true }));
}

export const isShown = element => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
