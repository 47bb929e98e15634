// The live page in a real Chromium: numbers change while events flow, charts are drawn, a restart is survived, nothing leaves
// the host, and it is light and accessible. Its pictures are left in target/proofs.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS } from './browser.mjs';
import { READ_TOKEN, eventually, startServer } from './server.mjs';

const PICTURES = fileURLToPath(new URL('../../target/proofs/', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const BYTES_MAX = 300 * 1024;
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed`;
let server;
let browser;

before(async () => {
  if (!skip) {
    await mkdir(PICTURES, { recursive: true });
    server = await startServer('--demo', '50');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  const foreign = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') {
      foreign.push(request.url());
    }
  });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  let bytes = 0;
  const files = new Set();
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    if (!response.url.includes('/api/')) {
      files.add(requestId);
    }
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += files.has(requestId) ? encodedDataLength : 0;
  });
  await page.goto(`http://127.0.0.1:${server.management}/?token=${READ_TOKEN}`);
  await eventually(async () => assert.equal(await page.getAttribute('body', 'data-state'), 'live'));
  return { page, faults, foreign, bytes: () => bytes, context };
}

const value = async (page, name) => Number((await page.textContent(`[data-live=${name}]`)).replace(/[^\d.]/g, ''));

/** How many pixels of a chart are not empty. */
const drawn = (page, name) =>
  page.evaluate((of) => {
    const canvas = document.querySelector(`[data-live=${of}] canvas`);
    if (!canvas) {
      return 0;
    }
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((count, part, at) => count + (at % 4 === 3 && part > 0 ? 1 : 0), 0);
  }, name);

test('numbers change while events flow, without a reload, and charts are drawn', { skip }, async () => {
  const { page, faults, foreign, bytes, context } = await open();
  await eventually(async () => assert.ok((await value(page, 'rate')) > 5));
  await eventually(async () => assert.ok((await value(page, 'orders')) > 0), 60_000);
  const orders = await value(page, 'orders');
  await eventually(async () => assert.ok((await value(page, 'orders')) > orders), 60_000);
  assert.ok((await page.locator('[data-live=recent] tr').count()) > 3, 'the last events are listed');
  await page.getByText('1 hour').click();
  for (const name of ['products', 'funnel', 'origins']) {
    await eventually(async () => assert.ok((await page.locator(`[data-live=${name}] .bar`).count()) > 1, name));
  }
  await eventually(async () => assert.ok((await drawn(page, 'chart')) > 1000));
  await eventually(async () => assert.ok((await drawn(page, 'rateChart')) > 100));
  await eventually(async () => assert.ok((await page.locator('[data-live=series] tr').count()) > 30, 'a table as well'));
  assert.ok(!page.url().includes('token'), 'the token does not stay in the address');
  await page.screenshot({ path: `${PICTURES}desktop-light.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(async () => assert.ok((await drawn(page, 'chart')) > 1000));
  await page.screenshot({ path: `${PICTURES}desktop-dark.png`, fullPage: true });
  assert.deepEqual(faults, []);
  assert.deepEqual(foreign, []);
  assert.ok(bytes() > 10_000 && bytes() <= BYTES_MAX, `the page weighs ${bytes()} bytes`);
  console.log(`# the page weighs ${bytes()} bytes as sent`);
  await context.close();
});

test('it fits a phone, in light and dark', { skip }, async () => {
  const { page, context } = await open({ viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, hasTouch: true });
  await page.getByText('1 hour').click();
  await eventually(async () => assert.ok((await drawn(page, 'chart')) > 1000));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the phone`);
  await page.screenshot({ path: `${PICTURES}phone-light.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${PICTURES}phone-dark.png`, fullPage: true });
  await context.close();
});

test('it is used by keyboard alone', { skip }, async () => {
  const { page, context } = await open();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the numbers');
  await page.focus('input[name=range]:checked');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.inputValue('input[name=range]:checked'), 'day');
  await page.focus('[data-live=hold]');
  await page.keyboard.press('Enter');
  assert.equal(await page.getAttribute('[data-live=hold]', 'aria-pressed'), 'true');
  await page.locator('[data-live=recent] button').first().focus();
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('dialog').isVisible());
  await eventually(async () => assert.match(await page.locator('[data-live=detail]').textContent(), /ecompulse\.(events|failed)-\d+@\d+/));
  await page.keyboard.press('Escape');
  assert.ok(!(await page.locator('dialog').isVisible()));
  await context.close();
});

test('axe finds nothing serious, in light and dark', { skip }, async () => {
  const { page, context } = await open();
  await eventually(async () => assert.ok((await page.locator('[data-live=products] .bar').count()) > 1));
  const axe = await readFile(AXE, 'utf8');
  await page.evaluate(axe); // By the debugger, which the page's policy does not stop.
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))]), []);
  }
  await context.close();
});

test('it says when the server is gone, and goes on when it is back', { skip }, async () => {
  const { page, context } = await open();
  const counted = (await server.totals()).events.total;
  await page.evaluate(() => {
    const line = document.querySelector('[data-live=status]');
    new MutationObserver(() => {
      window.wasStale = line.dataset.state === 'stale' ? line.textContent : window.wasStale;
    }).observe(line, { attributes: true, childList: true });
  });
  await server.restart();
  await eventually(async () => assert.equal(await page.getAttribute('body', 'data-state'), 'live'), 60_000);
  await eventually(async () => assert.ok((await server.totals()).events.total > counted), 60_000);
  assert.match(await page.evaluate(() => window.wasStale ?? ''), /connection|numbers are from/);
  await context.close();
});

test('a page without a token says what is missing', { skip }, async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${server.management}/`);
  await eventually(async () => assert.match(await page.textContent('[data-live=status]'), /token/));
});
