// The forms as a person uses them, with and without JavaScript.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { PATIENCE, openPage, startBrowser, startTextmend } = require('./support.cjs');

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

const cases = [
    ['spell', 'I havv a speling eror', 'I have a spelling error'],
    ['space', 'Pleasecall me backtomorrow', 'Please call me back tomorrow'],
    ['clean', 'Pleasecall me tomorow', 'Please call me tomorrow'],
];

for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without';
    for (const [operation, text, expected] of cases) {
        test(`${operation} is used ${how} JavaScript and is in the history`, async () => {
            const tag = `${operation}-${how}`;
            const address = `${app.url}/api/${operation}`;
            const { page, faults, close } = await openPage(browser, address, { javaScriptEnabled });
            await page.locator('[name=text]').fill(text);
            await page.locator('[name=id]').fill(tag);
            await page.locator('main form button[type=submit], main form button:not([type])').first().click();
            const all = () => page.locator('main').innerText();
            await waitUntil(async () => plain(await all()).includes(expected), all);
            await page.goto(`${app.url}/`);
            const row = page.locator('tr', { hasText: tag });
            assert.equal(await row.count(), 1);
            assert.ok(plain(await row.innerText()).includes(text));
            assert.deepEqual(faults, []);
            await close();
        });
    }
}

test('a blank text is refused beside its field and nothing typed is lost', async () => {
    const { page, close } = await openPage(browser, `${app.url}/api/spell`, {
        javaScriptEnabled: false,
    });
    await page.locator('[name=id]').fill('kept-tag');
    // A space passes the browser's own check of a required field, but not ours.
    await page.locator('[name=text]').fill(' ');
    await page.locator('main form button[type=submit], main form button:not([type])').first().click();
    const field = page.locator('[name=text]');
    await field.waitFor();
    assert.equal(await page.locator('[name=id]').inputValue(), 'kept-tag');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await close();
});

/** Text as a reader has it: runs of white space are one space. */
function plain(text) {
    return text.replace(/\s+/gu, ' ');
}

async function waitUntil(condition, describe) {
    const deadline = Date.now() + PATIENCE;
    while (!(await condition())) {
        if (Date.now() > deadline) assert.fail(await describe());
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

test('one word is one word', async () => {
    const { page, close } = await openPage(browser, `${app.url}/api/spell`);
    await page.locator('[name=text]').fill('a');
    assert.equal(await page.locator('[data-count]').innerText(), '1 word, 1 character');
    await page.locator('[name=text]').fill('a b');
    assert.equal(await page.locator('[data-count]').innerText(), '2 words, 3 characters');
    await close();
});

test('a file takes the place of the text, which comes back when the file is taken away', async () => {
    const { page, faults, close } = await openPage(browser, `${app.url}/api/spell`);
    await page.locator('[name=text]').fill('I havv a eror');
    await page.locator('main form button[type=submit], main form button:not([type])').first().click();
    await page.locator('#result').waitFor();
    const file = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('thier freind') };
    await page.locator('[name=file]').setInputFiles(file);
    assert.ok(await page.locator('[name=text]').isDisabled());
    await page.locator('[data-clear]').click();
    assert.equal(await page.locator('[name=text]').inputValue(), 'I havv a eror');
    await page.locator('[name=file]').setInputFiles(file);
    await page.locator('main form button[type=submit], main form button:not([type])').first().click();
    await page.locator('#result', { hasText: 'their friend' }).waitFor();
    assert.deepEqual(faults, []);
    await close();
});
