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
