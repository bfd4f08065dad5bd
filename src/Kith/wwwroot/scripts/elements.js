// What several scripts ask of an element.

/** Whether what is pressed there is text. */
export const isTyping = target => !!target?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]');

export const isShown = element => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
