// The live page in a real Chromium: numbers change while events flow, without a reload, and nothing leaves the host.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { READ_TOKEN, eventually, startServer } from './server.mjs';

const CHROMIUM = '/usr/bin/chromium';
const PICTURES = fileURLToPath(new URL('../../target/proofs/', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed`;
let server;
let browser;

before(async () => {
  if (!skip) {
    server = await startServer('--demo', '50');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('numbers change while events flow, without a reload', { skip }, async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const faults = [];
  const foreign = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') {
      foreign.push(request.url());
    }
  });
  await page.goto(`http://127.0.0.1:${server.management}/?token=${READ_TOKEN}`);
  const total = async () => Number((await page.textContent('[data-live=total]')).replace(/\D/g, ''));
  await eventually(async () => assert.ok((await total()) > 0));
  const first = await total();
  await eventually(async () => assert.ok((await total()) > first + 20));
  assert.ok((await page.locator('[data-live=recent] tr').count()) > 3, 'the last events are listed');
  assert.ok(!page.url().includes('token'), 'the token does not stay in the address');
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}live-page.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${PICTURES}live-page-phone.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, 'the page fits a phone');
  assert.deepEqual(faults, []);
  assert.deepEqual(foreign, []);
});

test('a page without a token says what is missing', { skip }, async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${server.management}/`);
  await eventually(async () => assert.match(await page.textContent('[data-live=status]'), /token/));
});
