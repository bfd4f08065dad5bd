// What somebody at a browser waits for, with 100,000 people: `bench/run pages`. See bench/README.md.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import lighthouse from 'lighthouse';

const [kith, repository] = process.argv.slice(2);
const people = 100_000, rounds = 7, port = 9515;
const folder = mkdtempSync(join(tmpdir(), 'kith-bench-pages-'));
const environment = { ...process.env, KITH_RATE_LIMIT: '0' };
const middle = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const before = loadavg()[0];
const rows = [];
let missed = 0;

function row(what, measured, unit, bar, isMost = true) {
    const isMet = isMost ? measured <= bar : measured >= bar;
    if (!isMet) missed++;
    rows.push(`| ${what} | ${Math.round(measured)} ${unit} | ${isMost ? '≤' : '≥'} ${bar} ${unit} | ${isMet ? 'met' : '**missed**'} |`);
}

console.error('Making people …');
execFileSync(kith, ['generate', '--people', `${people}`, '--seed', '1', '--data', folder], { env: environment, stdio: 'ignore' });
const server = spawn(kith, ['serve', '--data', folder, '--urls', 'http://127.0.0.1:0'], { env: environment });
let said = '';
server.stdout.on('data', text => said += text);
server.stderr.on('data', text => said += text);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`] });
try {
    const said_ = async pattern => {
        for (let i = 0; i < 600; i++) {
            const found = said.match(pattern);
            if (found) return found[1];
            await new Promise(done => setTimeout(done, 100));
        }
        throw new Error(`The server did not say ${pattern}: ${said}`);
    };
    const address = await said_(/serves (http\S+)/), welcome = await said_(/(http\S+welcome\?token=\S+)/);

    const first = await browser.newContext();
    const door = await first.newPage();
    await door.goto(welcome);
    await door.fill('#password', 'correct horse battery staple');
    await Promise.all([door.waitForURL(url => !url.pathname.includes('welcome')), door.locator('button[type=submit]').click()]);
    const cookies = await first.cookies();
    await first.close();

    const open = async () => {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
        await context.addCookies(cookies);
        return context.newPage();
    };
    // The security policy of the pages lets nobody make functions of texts.
    const answersAt = page => page.evaluate(() => new Promise(done => {
        const look = () => document.documentElement.dataset.ready !== undefined && document.querySelector('.frame[data-live]') && document.querySelector('main [data-row]')
            ? done(performance.now())
            : requestAnimationFrame(look);
        look();
    }));

    console.error('Loading the list …');
    // A browser that has nothing of Kith yet, each time.
    const paints = [], answers = [], weights = [];
    for (let round = 0; round <= rounds; round++) {
        const page = await open();
        const network = await page.context().newCDPSession(page);
        let bytes = 0;
        await network.send('Network.enable');
        network.on('Network.loadingFinished', done => bytes += done.encodedDataLength);
        await page.goto(`${address}/app/people`);
        const answered = await answersAt(page);
        const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
        await page.waitForLoadState('networkidle');
        // The first round compiles what every later one uses.
        if (round > 0) {
            paints.push(paint);
            answers.push(answered);
            weights.push(bytes / 1024);
        }
        await page.context().close();
    }
    row('first contentful paint of the list of people', middle(paints), 'ms', 1000);
    row('the list answers to what one does', middle(answers), 'ms', 1500);
    row('weight of the list, compressed, nothing cached', middle(weights), 'KiB', 500);

    console.error('Typing …');
    // From each letter until the rows that it finds are there.
    const page = await open();
    await page.goto(`${address}/app/people`);
    await answersAt(page);
    const keys = [];
    for (const word of ['jansen', 'visser', 'de vries', 'bakker', '0612', 'smit']) {
        await page.locator('[data-search-box]').fill('');
        await page.waitForTimeout(800);
        for (const letter of word) {
            await page.evaluate(() => {
                const list = document.querySelector('main');
                window.shown = new Promise(done => {
                    addEventListener('keydown', () => {
                        const begun = performance.now();
                        const watch = new MutationObserver(changes => {
                            if (changes.some(change => (change.target.closest ? change.target : change.target.parentElement)?.closest('[data-window]'))) {
                                watch.disconnect();
                                requestAnimationFrame(() => done(performance.now() - begun));
                            }
                        });
                        watch.observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
                        setTimeout(() => { watch.disconnect(); done(null); }, 1500);
                    }, { once: true, capture: true });
                });
            });
            await page.keyboard.press(letter === ' ' ? 'Space' : letter);
            const time = await page.evaluate(() => window.shown);
            // A blank finds nothing else, and what is there already is not drawn again.
            if (time !== null) keys.push(time);
        }
    }
    row(`a letter in the search box until its results are there, the middle of ${keys.length}`, middle(keys), 'ms', 150);
    row('… nine of ten of them', keys.toSorted((a, b) => a - b)[Math.floor(keys.length * 0.9)], 'ms', 150);
    const person = await page.locator('main [data-row] a').first().getAttribute('href');
    await page.context().close();

    console.error('Asking Lighthouse …');
    const pages = { 'list of people': '/app/people', 'a person': new URL(person, `${address}/app/`).pathname, duplicates: '/app/duplicates', imports: '/app/imports', settings: '/app/admin/settings' };
    for (const [name, path] of Object.entries(pages)) {
        const result = await lighthouse(address + path, {
            port, output: 'json', onlyCategories: ['accessibility', 'best-practices'], logLevel: 'error',
            extraHeaders: { Cookie: cookies.map(cookie => `${cookie.name}=${cookie.value}`).join('; ') },
        });
        row(`Lighthouse, ${name}: accessibility`, result.lhr.categories.accessibility.score * 100, '', 100, false);
        row(`Lighthouse, ${name}: best practices`, result.lhr.categories['best-practices'].score * 100, '', 95, false);
        for (const audit of Object.values(result.lhr.audits).filter(audit => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode === 'binary'))
            console.error(`${path}: ${audit.id}: ${audit.title}`);
    }
} finally {
    await browser.close();
    server.kill('SIGTERM');
    await new Promise(done => server.on('exit', done));
    rmSync(folder, { recursive: true, force: true });
}

const commit = execFileSync('git', ['-C', repository, 'describe', '--always', '--dirty', '--exclude', '*'], { encoding: 'utf8' }).trim();
console.log(`Command \`bench/run pages\`, commit ${commit}, ${new Date().toISOString().slice(0, 10)}. ${cpus().length} cores, ${cpus()[0].model.trim()}; ${people.toLocaleString('en')} people on SQLite, Chromium on the same machine, middle of ${rounds} loads.

| | measured | bar | |
|---|---|---|---|
${rows.join('\n')}

Load average before ${before.toFixed(2)}, after ${loadavg()[0].toFixed(2)}.`);
process.exit(missed > 0 ? 1 : 0);
