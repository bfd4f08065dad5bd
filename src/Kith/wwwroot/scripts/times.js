// Times: relative to now, absolute when pointed at, in the reader's zone and language.
const language = document.documentElement.lang || 'en';
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
const units = [['year', 31557600], ['month', 2629800], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];

class KithTime extends HTMLElement {
    static observedAttributes = ['datetime', 'data-only'];
    static shown = new Set();
    // What is said is in a tree of its own: the page's is Blazor's.
    said = this.attachShadow({ mode: 'open' });
    connectedCallback() { KithTime.shown.add(this); this.say(); }
    disconnectedCallback() { KithTime.shown.delete(this); }
    attributeChangedCallback() { if (this.isConnected) this.say(); }
    say() {
        const moment = new Date(this.getAttribute('datetime'));
        if (isNaN(moment)) return;
        const seconds = (moment - Date.now()) / 1000;
        const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
        const isFar = Math.abs(seconds) > 30 * 86400;
        const text = this.dataset.only === 'date' || isFar ? day.format(moment) : relative.format(Math.round(seconds / length), unit);
        if (this.said.textContent !== text) this.said.textContent = text;
        this.title = absolute.format(moment);
    }
}
customElements.define('kith-time', KithTime);
setInterval(() => KithTime.shown.forEach(time => time.say()), 30000);
