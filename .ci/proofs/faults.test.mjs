// Client libraries of every family, unmodified, in Node and in a real Chromium, through lost answers, 429, 503 and a restart of the
// server: each event that its library can keep stands in the warehouse once, and none leaves for any host but ours.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { CHROMIUM, openBrowser } from './browser.mjs';
import { enrol, playAll, storedMarks } from './faults.mjs';
import { BROWSER_LIBRARIES, KEEPING_WHEN_LEFT, SEGMENT_WAITING, SENDING_WHEN_LEFT, beacon } from './libraries-browser.mjs';
import { NODE_LIBRARIES } from './libraries-node.mjs';
import { refusing } from './line.mjs';
import { eventually, startServer } from './server.mjs';

const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed`;
let server;
let browser;

before(async () => {
  server = await startServer('--set', 'lake.window.age=1s');
  browser = skip ? null : await openBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server.stop(), 0, 'SIGTERM drains and exits 0');
});

const opening = (library) => ({ faults: [], ...library, open: (host) => browser.open(library.page(host)) });

async function assertAccount(t, players, ...faults) {
  const books = [];
  for (const player of players) {
    await t.test(player.name, async () => {
      books.push(await eventually(async () => player.account(await storedMarks(server), ...faults)));
      console.log(`# ${player.name} ${JSON.stringify(books.at(-1))}`);
    });
  }
  return books;
}

test('libraries lose nothing that they can keep', async (t) => {
  const players = await playAll(server, [...NODE_LIBRARIES, ...(skip ? [] : BROWSER_LIBRARIES.map(opening))]);
  await assertAccount(t, players);
});

for (const way of ['leave', 'shut']) {
  test(`what waits goes out with its page: ${way}`, { skip }, async (t) => {
    const libraries = SENDING_WHEN_LEFT.map((library) => ({ ...library, name: `${library.name}-${way}` }));
    const players = await Promise.all(libraries.map((library) => enrol(server, opening(library))));
    for (const player of players) {
      await player.send(5); // Fewer than any library sends at once.
      await player.client[way]();
      await player.settled();
      await player.close();
    }
    await assertAccount(t, players, []);
  });
}

test('what was refused goes out with its page, when no batch does by itself', { skip }, async (t) => {
  const player = await enrol(server, opening({ ...SEGMENT_WAITING, name: 'segment-refused' }));
  player.line.meet(refusing(503, 300, Infinity));
  await player.send(10);
  await eventually(() => assert.ok(player.isTried()), 60_000);
  player.line.meet(null);
  await player.client.leave();
  await player.settled();
  await player.close();
  await assertAccount(t, [player], [503]);
});

test('what waits goes out when its page is hidden, and counts once though it is sent again', { skip }, async (t) => {
  const libraries = [beacon, SEGMENT_WAITING].map((library) => ({ ...library, name: `${library.name}-hidden` }));
  const players = await Promise.all(libraries.map((library) => enrol(server, opening(library))));
  for (const player of players) {
    await player.send(5);
    await player.client.hide();
    await player.settled();
    await player.client.show();
    await player.send(5); // With those before, as many as Segment's sends at once; it does not forget them when it is hidden.
    await player.client.hide();
    await player.settled();
    await player.close();
  }
  const [, segment] = await assertAccount(t, players, []);
  assert.ok(segment.tries > segment.given, 'it sent some again');
});

test('what is refused when a page is left is sent when it is open again', { skip }, async (t) => {
  const players = await Promise.all(KEEPING_WHEN_LEFT.map((library) => enrol(server, opening(library))));
  for (const player of players) {
    player.line.meet(refusing(503, 1, Infinity));
    await player.send(10);
    await eventually(() => assert.ok(player.isTried(), `${player.name} tried`), 60_000);
    await player.client.leave();
    player.line.meet(null);
    await player.client.load();
  }
  await Promise.all(players.map((player) => player.settled()));
  await Promise.all(players.map((player) => player.close()));
  await assertAccount(t, players, [503]);
});

test('the live numbers count what is stored, each once', async () => {
  await eventually(async () => {
    const { rows } = await server.sql('select event_name, count(*) from events group by 1');
    const { events } = await server.totals();
    assert.deepEqual(events.byName, Object.fromEntries(rows.map(([name, count]) => [name, Number(count)])));
  });
});

test('no request left for any other host', { skip }, () => assert.deepEqual(browser.foreign(), []));
