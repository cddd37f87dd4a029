// Takes the pictures of the README and the guides from the real pages: `tests/screenshots`.
'use strict';

const path = require('node:path');
const { openPage, startBrowser, startTextmend } = require('./support.cjs');

const images = path.join(__dirname, '../../docs/images');

/** What a history looks like after a morning's work: oldest first. */
const work = [
    ['space', 'slides', { text: 'Pleasereview theslides beforeFriday.' }],
    ['spell', 'mail-12', { text: 'Definately looking foward to seing you tommorow!' }],
    ['translate', 'ticket-881', { text: 'Onde fica a biblioteca?', source: 'pt' }],
    ['spell', 'note-3', { text: 'The goverment anounced a new libary for the comunity.' }],
    ['space', 'tag-1', { text: '#throwbackthursday' }],
    ['clean', 'ocr-4', { text: 'Pleasecall me backtomorow, thisis urgent.' }],
    ['translate', 'ticket-882', { text: 'O livro que comprei ontem é muito interessante.' }],
    ['spell', 'note-7', { text: 'I havv a speling eror' }],
];

async function main() {
    const app = await startTextmend({ MODELS_URL: `file://${process.env.TEXTMEND_TEST_MODELS}` });
    const browser = await startBrowser();
    try {
        let last;
        for (const [operation, id, fields] of work) {
            const answer = await fetch(`${app.url}/api/${operation}`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ id, ...fields }),
            });
            last = await answer.json();
            if (!answer.ok) throw new Error(JSON.stringify(last));
        }
        const pictures = [
            ['history', '/', 'light'],
            ['form', `/api/spell?record=${last.record}`, 'light'],
            ['history-dark', '/', 'dark'],
        ];
        for (const [name, address, colorScheme] of pictures) {
            const viewport = { width: 1280, height: 800 };
            const { page, close } = await openPage(browser, app.url + address, { viewport, colorScheme });
            await page.screenshot({ path: path.join(images, `${name}.png`) });
            await close();
        }
    } finally {
        await browser.close();
        await app.stop();
    }
}

main();
