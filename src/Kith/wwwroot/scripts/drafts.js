// Drafts: what is typed into data-draft survives a closed tab, in this browser.
const nameOf = key => `kith-draft-${key}`;

document.addEventListener('input', event => {
    const key = event.target.dataset?.draft;
    if (key) keepDraft(key, event.target.value || null);
});

// At once, before the page is connected: who types on before that would write over what is kept.
document.querySelectorAll('textarea[data-draft], input[data-draft]').forEach(box => {
    const kept = box.value === '' && draft(box.dataset.draft);
    if (kept) box.value = kept;
});

export function draft(key) { return localStorage.getItem(nameOf(key)); }

/** What is kept under names that begin so, by the rest of its name. */
export function drafts(prefix) {
    const start = nameOf(prefix), found = {};
    for (const key of Object.keys(localStorage)) if (key.startsWith(start)) found[key.slice(start.length)] = localStorage.getItem(key);
    return found;
}

export function keepDraft(key, value) {
    try { value === null ? forgetDraft(key) : localStorage.setItem(nameOf(key), value); } catch { /* no room */ }
}

export function forgetDraft(key) { localStorage.removeItem(nameOf(key)); }

/** Writes what is kept into a box; only where nothing was typed yet: what the reader types now is newer. */
export function restoreDraft(id, shown) {
    const box = document.getElementById(id), kept = box && draft(box.dataset.draft);
    if (!kept || box.value !== shown || kept === shown) return;
    box.value = kept;
    box.dispatchEvent(new Event('input', { bubbles: true }));
}
