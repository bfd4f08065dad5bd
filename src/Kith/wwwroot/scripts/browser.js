// What the browser keeps and takes: what was chosen here, where somebody came from, files.
export function remembered(key) { return localStorage.getItem(`kith-${key}`); }

export function remember(key, value) { value === null ? localStorage.removeItem(`kith-${key}`) : localStorage.setItem(`kith-${key}`, value); }

export function setCookie(name, value) { document.cookie = `${name}=${encodeURIComponent(value)}; path=/app; max-age=31536000; samesite=lax`; }

/** The list that somebody came from, and where in it they were. */
export function cameFrom() {
    const query = sessionStorage.getItem('kith-list');
    if (query === null) return null;
    const places = Object.keys(sessionStorage).filter(key => /^kith-scroll-\/app\/people(\?|$)/.test(key)).map(key => JSON.parse(sessionStorage.getItem(key)).index ?? 0);
    return { query, places };
}

export async function download(name, type, stream) {
    const address = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type }));
    Object.assign(document.createElement('a'), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
}
