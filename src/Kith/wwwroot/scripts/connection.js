// The connection of the page: lost, looked for, back.
const notice = document.getElementById('components-reconnect-modal');
notice?.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    if (state === 'show') notice.showPopover();
    else if (state === 'hide') { notice.hidePopover(); tellTyped(); }
    else if (state === 'failed') setTimeout(tryAgain, 5000);
    else if (state === 'rejected') location.reload();
});
document.getElementById('reconnect-button')?.addEventListener('click', tryAgain);

// What is typed while the connection is gone stands in its box, and the server has not heard of it. Boxes that are gone are forgotten.
const typedInto = new WeakSet();
document.addEventListener('input', event => typedInto.add(event.target));
function tellTyped() {
    for (const box of document.querySelectorAll('input, textarea, select')) if (typedInto.has(box)) box.dispatchEvent(new Event('input', { bubbles: true }));
}

// The framework gives up after a while; a server may be away for longer. One that does not know the page any more was restarted.
async function tryAgain() {
    if (!notice.matches(':popover-open')) return;
    try { if (!await Blazor.reconnect()) location.reload(); } catch { setTimeout(tryAgain, 5000); }
}
