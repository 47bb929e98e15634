// Segment's own Node library, unmodified, against a running server: every event it reports as sent is counted once,
// stands in the warehouse once, and carries what the caller wrote.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Analytics } from '@segment/analytics-node';
import { WRITE_KEY, eventually, startServer } from './server.mjs';

const EVENTS = 500;
let server;

before(async () => {
  server = await startServer();
});

after(async () => {
  assert.equal(await server.stop(), 0, 'SIGTERM drains and exits 0');
});

test('every event of @segment/analytics-node arrives once, by id', async () => {
  const analytics = new Analytics({ writeKey: WRITE_KEY, host: `http://127.0.0.1:${server.http}`, flushAt: 15 });
  const sent = new Set();
  const failed = [];
  analytics.on('error', (error) => failed.push(error));
  for (let i = 0; i < EVENTS; i++) {
    const userId = `user-${i % 40}`;
    const note = (fault, context) => (fault ? failed.push(fault) : sent.add(context.event.messageId));
    if (i % 10 === 0) {
      analytics.identify({ userId, traits: { plan: 'gold' } }, note);
    } else if (i % 10 === 1) {
      analytics.page({ userId, name: 'Home', properties: { url: 'https://shop.example/' } }, note);
    } else {
      analytics.track({ userId, event: 'Product Added', properties: { product_id: `p-${i}`, price: 12.5 } }, note);
    }
  }
  await analytics.closeAndFlush({ timeout: 20_000 });
  assert.deepEqual(failed, []);
  assert.equal(sent.size, EVENTS);

  await eventually(async () => assert.equal((await server.totals()).events.total, EVENTS));
  const { events } = await server.totals();
  assert.equal(events.byName['Product Added'], EVENTS * 0.8);
  assert.equal(events.byType.identify, EVENTS * 0.1);
  await eventually(async () => {
    const { rows } = await server.sql('select event_id from events');
    assert.deepEqual(new Set(rows.map(([id]) => id)), sent);
    assert.equal(rows.length, EVENTS);
  });
});
