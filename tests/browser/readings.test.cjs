// A person who does not agree with a correction.
'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
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

for (const operation of ['spell', 'clean']) {
    test(`a mark on the ${operation} form offers other readings and the word as it was`, async () => {
        const { page, faults, close } = await openPage(browser, `${app.url}/api/${operation}`);
        await page.getByLabel('Your text').fill('We will meet tomorow at the usual place.');
        await page.keyboard.press('Control+Enter');
        await page.waitForURL(/record=/);
        const mark = page.locator('#result mark', { hasText: 'tomorrow' });
        // By keyboard, as everything on a page must be possible.
        await mark.focus();
        await page.keyboard.press('Enter');
        const readings = page.getByRole('dialog');
        await readings.waitFor();
        assert.match(await readings.innerText(), /was “tomorow”, \d+ % sure/);
        await readings.getByRole('button', { name: 'Keep “tomorow”' }).click();
        assert.equal(
            await page.locator('#result').innerText(),
            'We will meet tomorow at the usual place.',
        );
        assert.equal(await readings.isVisible(), false);
        assert.deepEqual(faults, []);
        await close();
    });
}

test('a word to check offers what it may be, in the list and at each of its marks', async () => {
    const { page, faults, close } = await openPage(browser, `${app.url}/api/spell`);
    await page.getByLabel('Your text').fill('He reads Tolkein on the train. Then Tolkein was lost.');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/record=/);
    const marks = page.locator('#result mark.doubt', { hasText: 'Tolkein' });
    assert.equal(await marks.count(), 2);
    await page.locator('tr[data-doubt]').getByRole('button', { name: 'Tolkien' }).click();
    assert.equal(
        await page.locator('#result').innerText(),
        'He reads Tolkien on the train. Then Tolkien was lost.',
    );
    assert.equal(await marks.count(), 0);
    await page.locator('#result mark', { hasText: 'Tolkien' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep “Tolkein”' }).click();
    assert.equal(await marks.count(), 2);
    assert.deepEqual(faults, []);
    await close();
});

test('a dropped file takes the place of the text, and clearing empties the form', async () => {
    const { page, faults, close } = await openPage(browser, `${app.url}/api/spell`);
    await page.getByLabel('Your text').fill('something typed before');
    await page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File(['Teh file was droped.'], 'note.txt', { type: 'text/plain' }));
        const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector('textarea').dispatchEvent(drop);
    });
    assert.ok(await page.getByLabel('Your text').isDisabled());
    assert.equal(await page.getByLabel('Your text').inputValue(), 'something typed before');
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.waitForURL(/record=/);
    assert.equal(await page.locator('#result').innerText(), 'The file was dropped.');
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await page.getByLabel('Your text').inputValue(), '');
    assert.deepEqual(faults, []);
    await close();
});
