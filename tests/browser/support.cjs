// What the browser tests stand on: a real `textmend` on a fresh database, and Debian's Chromium.
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { chromium } = require('playwright-core');
const axe = require('axe-core');

/** Starts the built binary on a free port; `stop()` ends it and removes its folder. */
async function startTextmend(variables = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'textmend-browser-'));
    const child = spawn(path.join(process.env.TEXTMEND_BINARIES, 'textmend'), [], {
        cwd: folder,
        env: { PORT: '0', LOG_FORMAT: 'json', ...variables },
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    const log = [];
    const url = await new Promise((resolve, reject) => {
        child.on('exit', () => reject(new Error(`textmend ended:\n${log.join('\n')}`)));
        readline.createInterface({ input: child.stderr }).on('line', (line) => {
            log.push(line);
            try {
                const entry = JSON.parse(line);
                if (entry.message === 'listening') resolve(entry.address);
            } catch {
                // A line for people: it stays in the log.
            }
        });
    });
    return {
        url,
        stop: () =>
            new Promise((resolve) => {
                child.removeAllListeners('exit');
                child.on('exit', () => {
                    fs.rmSync(folder, { recursive: true, force: true });
                    resolve();
                });
                child.kill('SIGTERM');
            }),
    };
}

/** Long enough for a loaded machine, in milliseconds. */
const PATIENCE = 180_000;

/** Debian's Chromium, kept from asking anybody else for anything. */
function startBrowser() {
    return chromium.launch({
        executablePath: '/usr/bin/chromium',
        timeout: PATIENCE,
        args: [
            '--no-sandbox',
            '--disable-gpu',
            // The shared memory of a container is small.
            '--disable-dev-shm-usage',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/**
 * A page that remembers what went wrong on it: errors and warnings on its console (violations of the
 * content security policy are among them), uncaught exceptions, requests to other hosts, failed answers.
 */
async function openPage(browser, url, options = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const faults = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== 'data:' && origin !== new URL(url).origin) faults.push(request.url());
    });
    page.on('response', (response) => {
        if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(url);
    return { page, faults, close: () => context.close() };
}

/** The violations of WCAG 2.2 AA that axe finds, one line each. */
async function violations(page) {
    // Not as a script of the page's: its policy would refuse one, rightly.
    await page.evaluate(axe.source);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const result = await page.evaluate(
        (values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }),
        tags,
    );
    return result.violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`,
    );
}

module.exports = { PATIENCE, startTextmend, startBrowser, openPage, violations };
