// Takes pictures of the real pages into a folder: `tests/screenshots`.
'use strict';

const path = require('node:path');
const { openPage, startBrowser, startTextmend } = require('./support.cjs');

const folder = process.argv[2];

/** What a history looks like after a morning's work: oldest first. */
const work = [
    ['space', 'slides', { text: 'Pleasereview theslides beforeFriday.' }],
    ['spell', 'mail-12', { text: 'Definately looking foward to seing you tommorow!' }],
    ['translate', 'ticket-881', { text: 'Onde fica a biblioteca?', source: 'pt' }],
    ['spell', 'note-3', { text: 'The goverment anounced a new libary for the comunity.' }],
    ['space', 'tag-1', { text: '#throwbackthursday' }],
    [
        'clean',
        'letter-4',
        { text: 'Thankyou for yuor letter. We recieved it yesterday, andwill answer assoon as posible.' },
    ],
    ['translate', 'ticket-882', { text: 'O livro que comprei ontem é muito interessante.' }],
    ['spell', 'note-7', { text: 'I havv a speling eror' }],
];

/** Asks the service something; what it answers. */
async function post(app, operation, body) {
    const answer = await fetch(`${app.url}/api/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
    const result = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(result));
    return result;
}

/** A minute of requests, so that the monitor has something to show. */
async function load(app) {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
        const [operation, , fields] = work[Math.floor(Math.random() * work.length)];
        await post(app, operation, { ...fields, save: false });
        await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
    }
}

const screens = [
    ['', { width: 1280, height: 800 }],
    ['-phone', { width: 390, height: 844 }],
];

async function main() {
    const app = await startTextmend({ MODELS_URL: `file://${process.env.TEXTMEND_TEST_MODELS}` });
    const browser = await startBrowser();
    try {
        const records = {};
        for (const [operation, id, fields] of work) {
            const { record } = await post(app, operation, { id, ...fields });
            records[operation] = record;
        }
        await load(app);
        for (const [name, address] of [
            ['history', '/'],
            ['clean', `/api/clean?record=${records.clean}`],
            ['monitor', '/monitor'],
        ]) {
            for (const [suffix, viewport] of screens) {
                const { page, close } = await openPage(browser, app.url + address, {
                    viewport,
                    locale: 'en-GB',
                    timezoneId: 'UTC',
                });
                // What the page draws itself comes with its first readings.
                await page.waitForTimeout(6_000);
                await page.screenshot({ path: path.join(folder, `${name}${suffix}.png`) });
                await close();
            }
        }
    } finally {
        await browser.close();
        await app.stop();
    }
}

main();
