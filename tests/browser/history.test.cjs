// The history as a person uses it who clears up.
'use strict';

const assert = require('node:assert/strict');
const { after, before, beforeEach, test } = require('node:test');
const { openPage, startBrowser, startTextmend } = require('./support.cjs');

let app;
let browser;

before(async () => {
    app = await startTextmend();
    browser = await startBrowser();
});

after(async () => {
    await browser?.close();
    await app?.stop();
});

async function ids(page) {
    return page.locator('tbody tr .c-id').allTextContents();
}

beforeEach(async () => {
    const text = ['one', 'two', 'three'].map((word) => `This is text ${word}.`);
    const answer = await fetch(`${app.url}/api/spell`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'kept', text }),
    });
    assert.equal(answer.status, 200);
});

for (const javaScriptEnabled of [true, false]) {
    test(`selected records are deleted and had back, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
        const options = { javaScriptEnabled };
        const { page, faults, close } = await openPage(browser, `${app.url}/?id=kept&limit=25`, options);
        const all = (await ids(page)).length;
        const boxes = page.locator('tbody input[name="record"]');
        const chosen = [await boxes.nth(0).inputValue(), await boxes.nth(2).inputValue()];
        await boxes.nth(0).check();
        await boxes.nth(2).check();
        await page.getByRole('button', { name: 'Delete selected' }).click();
        await page.getByText('2 records were deleted.').waitFor();
        assert.equal((await ids(page)).length, all - 2);
        for (const record of chosen) {
            assert.equal(await page.locator(`[data-record="${record}"]`).count(), 0);
            assert.equal((await fetch(`${app.url}/api/records/${record}`)).status, 404);
        }
        assert.match(page.url(), /id=kept/, 'the filter stays');
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.locator(`[data-record="${chosen[0]}"]`).waitFor();
        assert.equal((await ids(page)).length, all);
        assert.match(page.url(), /id=kept/, 'the filter stays');
        assert.deepEqual(faults, []);
        await close();
    });
}

test('what came before the page is not new on its second page', async () => {
    const text = Array.from({ length: 30 }, (_, number) => `This is text number ${number}.`);
    const post = (body) =>
        fetch(`${app.url}/api/spell`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });
    assert.equal((await post({ text })).status, 200);
    const { page, faults, close } = await openPage(browser, `${app.url}/?limit=25`);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.locator('[data-live-state="on"]').waitFor();
    const past = await openPage(browser, `${app.url}/?to=2020-01-01`);
    const today = await openPage(browser, `${app.url}/?from=${new Date().toISOString().slice(0, 10)}&to=2999-01-01`);
    for (const view of [past, today]) await view.page.locator('[data-live-state="on"]').waitFor();
    assert.equal((await post({ text: 'This one is new.' })).status, 200);
    await today.page.locator('[data-fresh]').waitFor();
    assert.equal(await past.page.locator('[data-fresh]').isVisible(), false, 'it is not of the past');
    for (const view of [past, today]) await view.close();
    const fresh = page.locator('[data-fresh]');
    await fresh.waitFor();
    assert.equal(await fresh.innerText(), '1 new record – show');
    assert.deepEqual(faults, []);
    await close();
});

for (const width of [390, 1024, 1440]) {
    test(`the language is in the history at ${width} pixels, and nothing is cut off`, async () => {
        const options = { viewport: { width, height: 844 } };
        const { page, close } = await openPage(browser, `${app.url}/`, options);
        const row = page.locator('tbody tr').first();
        await row.locator('[data-language]').waitFor();
        const overlapping = await row.evaluate((element) => {
            const boxes = [...element.cells].map((cell) => cell.getBoundingClientRect());
            const wide = [...element.cells].filter((cell) => cell.scrollWidth > cell.clientWidth + 1);
            return wide.length + boxes.filter((box) => box.right > innerWidth + 1).length;
        });
        assert.equal(overlapping, 0);
        await close();
    });
}

test('an empty history shows a command that works, with a key where the API asks for one', async () => {
    for (const variables of [{ API_KEYS_REQUIRED: 'on' }, {}]) {
        const empty = await startTextmend(variables);
        try {
            const { page, close } = await openPage(browser, empty.url);
            const command = await page.locator('[data-first-run] pre').innerText();
            assert.equal(command.includes("-H 'authorization: Bearer KEY'"), 'API_KEYS_REQUIRED' in variables);
            await close();
        } finally {
            await empty.stop();
        }
    }
});
