// A real Chromium, and pages of a shop's own origin that load client libraries as npm ships them, for the proofs beside this file.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// No other host is found. (A route that stopped these requests would answer all preflights in our server's place, too.)
const NO_NAMES = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const MODULES = fileURLToPath(new URL('./node_modules', import.meta.url));

/** A browser in which every request to another host than this one is noted and finds nobody. */
export async function openBrowser() {
  const pages = new Map([['/page/other', '<!doctype html><title>Elsewhere</title>']]);
  const shop = createServer((request, response) => serve(pages, request.url, response));
  await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
  shop.unref();
  const origin = `http://127.0.0.1:${shop.address().port}`;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, NO_NAMES] });
  const foreign = [];
  return {
    /** A visitor of a page with `scripts`; the page says `window.isReady`, and offers `send(mark)` and perhaps `nudge()`. */
    async open(scripts) {
      const path = `/page/${pages.size}`;
      pages.set(path, `<!doctype html><title>Shop</title><body>${scripts}</body>`);
      const context = await browser.newContext();
      context.on('request', (request) => new URL(request.url()).hostname === '127.0.0.1' || foreign.push(request.url()));
      const page = await context.newPage();
      const isReady = () => page.waitForFunction(() => window.isReady, null, { timeout: 120_000 });
      await page.goto(origin + path);
      await isReady();
      return {
        /** Until the library has it. */
        send: (mark) => page.evaluate(async (of) => void (await window.send(of)), mark),
        nudge: () => page.isClosed() || page.evaluate(() => void window.nudge?.()),
        /** Goes to a page of the shop without scripts. */
        leave: () => page.goto(`${origin}/page/other`),
        /** As a closed tab. */
        shut: () => page.close(),
        /** As a tab or an app that another one is put before; the page is told so, for Playwright lets none become hidden. */
        hide: () => page.evaluate(tellSeen, 'hidden'),
        show: () => page.evaluate(tellSeen, 'visible'),
        /** Comes back to, or loads again, the page with its scripts. */
        async load() {
          await page.goto(origin + path);
          await isReady();
        },
        close: () => context.close(),
      };
    },
    foreign: () => foreign,
    async close() {
      await browser.close();
      shop.closeAllConnections();
      await new Promise((resolve) => shop.close(resolve));
    },
  };
}

function tellSeen(state) {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

async function serve(pages, url, response) {
  const page = pages.get(url);
  if (page) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    return;
  }
  const script = await readFile(MODULES + url).catch(() => null);
  response.writeHead(script ? 200 : 404, { 'content-type': 'text/javascript' }).end(script ?? '');
}
