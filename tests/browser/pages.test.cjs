// Every page, on a phone and on a desktop, light and dark: whole, quiet, and open to everybody.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { openPage, startBrowser, startTextmend, violations } = require('./support.cjs');

let app;
let browser;
let paths;

before(async () => {
    app = await startTextmend();
    browser = await startBrowser();
    const texts = [
        ['spell', 'I havv a speling eror, and I thort it was a sosij'],
        ['space', 'thequickbrownfoxjumpsoverthelazydog'],
        ['clean', 'Pleasecall me tomorow'],
    ];
    paths = ['/'];
    for (const [operation, text] of texts) {
        const answer = await fetch(`${app.url}/api/${operation}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ id: 'note-7', text, doubts: operation !== 'space' }),
        });
        assert.equal(answer.status, 200);
        const { record } = await answer.json();
        paths.push(`/api/${operation}?record=${record}`, `/records/${record}`);
    }
    // Whatever the navigation leads to is a page.
    const { page, close } = await openPage(browser, `${app.url}/`);
    const links = await page.locator('nav a').evaluateAll((all) =>
        all.map((link) => new URL(link.href)).map((url) => url.pathname + url.search),
    );
    await close();
    assert.ok(links.length >= 5, `navigation: ${links}`);
    paths = [...new Set([...paths, ...links])];
});

after(async () => {
    await browser?.close();
    await app?.stop();
});

const screens = [
    { name: 'phone', viewport: { width: 390, height: 844 } },
    { name: 'desktop', viewport: { width: 1440, height: 900 } },
];

for (const { name, viewport } of screens) {
    for (const colorScheme of ['light', 'dark']) {
        test(`pages are faultless on a ${name}, ${colorScheme}`, async () => {
            const found = [];
            for (const path of paths) {
                const options = { viewport, colorScheme };
                const { page, faults, close } = await openPage(browser, app.url + path, options);
                faults.push(...(await violations(page)));
                const wide = await page.evaluate(
                    () => document.documentElement.scrollWidth - window.innerWidth,
                );
                if (wide > 0) faults.push(`scrolls sideways by ${wide} px`);
                found.push(...faults.map((fault) => `${path}: ${fault}`));
                await close();
            }
            assert.deepEqual(found, []);
        });
    }
}

test('pages fit windows of every width, and what is wider can be scrolled to', async () => {
    const found = [];
    for (const path of paths) {
        const { page, close } = await openPage(browser, app.url + path);
        for (const width of [320, 390, 600, 768, 1024, 1280, 1920]) {
            await page.setViewportSize({ width, height: 800 });
            const faults = await page.evaluate(() => {
                const wide = document.documentElement.scrollWidth - window.innerWidth;
                const cut = [...document.querySelectorAll('.table-wrap, pre')].filter(
                    (frame) =>
                        frame.scrollWidth > frame.clientWidth + 1 &&
                        !['auto', 'scroll'].includes(getComputedStyle(frame).overflowX),
                );
                return [
                    ...(wide > 0 ? [`scrolls sideways by ${wide} px`] : []),
                    ...cut.map((frame) => `${frame.className || 'pre'} is cut off`),
                ];
            });
            found.push(...faults.map((fault) => `${path} at ${width}: ${fault}`));
        }
        await close();
    }
    assert.deepEqual(found, []);
});

test('no page is missing its title or its language', async () => {
    for (const path of paths) {
        const { page, close } = await openPage(browser, app.url + path);
        assert.match(await page.title(), /\S/, path);
        assert.equal(await page.locator('html').getAttribute('lang'), 'en', path);
        await close();
    }
});

test('requests can be sent from the description of the API', async () => {
    const { page, faults, close } = await openPage(browser, `${app.url}/api/docs`);
    const tried = page.locator('details[data-try]').filter({ has: page.locator('form[data-method]') });
    assert.ok((await tried.count()) >= 10);
    const send = async (method, address, change) => {
        const form = `form[data-method="${method}"]:has(input[value="${address}"])`;
        const part = tried.filter({ has: page.locator(form) });
        await part.locator('summary').click();
        await change(part);
        await part.getByRole('button', { name: 'Send' }).click();
        return part;
    };
    const spelt = await send('POST', '/api/spell', (part) =>
        part.locator('textarea').fill('{"text": "I havv a dog", "save": false}'),
    );
    await spelt.getByText(/^200 .* ms$/).waitFor();
    const answer = JSON.parse(await spelt.locator('pre').textContent());
    assert.equal(answer.processed, 'I have a dog');
    // What is wrong is said by the service as to everybody.
    await spelt.locator('textarea').fill('{"text": ""}');
    await spelt.getByRole('button', { name: 'Send' }).click();
    await spelt.getByText(/^422 .* ms$/).waitFor();
    assert.equal(JSON.parse(await spelt.locator('pre').textContent()).status, 422);
    // An address with a part to fill in is not sent as it is.
    const record = await send('GET', '/api/records/{record}', async () => {});
    assert.equal(await record.getByRole('status').textContent(), '');
    await record.locator('input').fill(paths.find((path) => path.startsWith('/records/')).replace('/', '/api/'));
    await record.getByRole('button', { name: 'Send' }).click();
    await record.getByText(/^200 .* ms$/).waitFor();
    // The status that the browser itself complains of was asked for.
    assert.deepEqual(faults.filter((fault) => !fault.includes('422')), []);
    await close();
});
