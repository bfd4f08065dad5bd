// What pages need of the browser that Blazor has no word for. No page depends on it to show what it has to show.
import './connection.js';
import './early.js';
import './keys.js';
import './menus.js';
import './once.js';
import './times.js';
import { cameFrom, download, remember, remembered, setCookie } from './browser.js';
import { draft, drafts, forgetDraft, keepDraft, restoreDraft } from './drafts.js';
import { closeDialog, editField, focus, focusFirst, focusIn, focusSoon, holdsFocus, showDialog, showTarget } from './focus.js';
import { endLongList, longList, longListSeen, longListTop } from './long-list.js';
import { notePictures } from './note-pictures.js';
import { stepInList } from './rows.js';
import { endSearchBox, searchBox, setSearch } from './search-boxes.js';

// What pages call.
window.kith = {
    cameFrom, download, remember, remembered, setCookie,
    draft, drafts, forgetDraft, keepDraft, restoreDraft,
    closeDialog, editField, focus, focusFirst, focusIn, focusSoon, holdsFocus, showDialog, showTarget,
    endLongList, longList, longListSeen, longListTop,
    notePictures,
    stepInList,
    endSearchBox, searchBox, setSearch,
    // Few need these, and who does waits for them no longer than for the page.
    async cropper(root) { (await import('./on-demand/cropper.js')).cropper(root); },
    async mentions(id, owner) { (await import('./on-demand/mentions.js')).mentions(id, owner); },
    async cropped(root) { return (await import('./on-demand/cropper.js')).cropped(root); },
};
document.documentElement.dataset.ready = '';
