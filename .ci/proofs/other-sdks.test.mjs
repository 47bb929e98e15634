// The Node libraries of RudderStack, PostHog, Snowplow, Jitsu and CloudEvents, unmodified, against one running server: every event
// that was given to them stands in the warehouse once, by its identity, and counts under the name that the shop reads.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { jitsuAnalytics } from '@jitsu/js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { buildPageView, buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';
import { CloudEvent, Mode, emitterFor, httpTransport } from 'cloudevents';
import { PostHog } from 'posthog-node';
import { WRITE_KEY, eventually, startServer } from './server.mjs';

const EVENTS = 200;
let server;
let host;

before(async () => {
  server = await startServer();
  host = `http://127.0.0.1:${server.http}`;
});

after(async () => {
  assert.equal(await server.stop(), 0, 'SIGTERM drains and exits 0');
});

/** The events of one protocol as [id, canonical name, visitor]. */
async function stored(protocol) {
  const columns = 'event_id, event_name, coalesce(user_id, anonymous_id)';
  const { rows } = await server.sql(`select ${columns} from events where protocol = '${protocol}' order by received_ts`);
  return rows;
}

async function assertStored(protocol, ids, names) {
  await eventually(async () => {
    const rows = await stored(protocol);
    assert.equal(rows.length, ids.size);
    assert.deepEqual(new Set(rows.map(([id]) => id)), ids);
    for (const [name, count] of Object.entries(names)) {
      assert.equal(rows.filter((row) => row[1] === name).length, count, name);
    }
  });
}

test('rudder-sdk-node: packed batches that call themselves forms', async () => {
  const before = new Set((await stored('segment')).map(([id]) => id));
  const client = new RudderAnalytics(WRITE_KEY, { dataPlaneUrl: host, flushAt: 20, flushInterval: 500 });
  const ids = new Set(before);
  for (let i = 0; i < EVENTS; i++) {
    const messageId = randomUUID();
    ids.add(messageId);
    client.track({ userId: `user-${i % 40}`, event: 'Product Added', messageId, properties: { product_id: `p-${i}` } });
  }
  await client.flush();
  await assertStored('segment', ids, { 'Product Added': EVENTS });
});

test('posthog-node: packed batches, GA4 names', async () => {
  const client = new PostHog(WRITE_KEY, { host, flushAt: 20, flushInterval: 500 });
  const ids = new Set();
  for (let i = 0; i < EVENTS; i++) {
    const uuid = randomUUID();
    ids.add(uuid);
    const event = i % 2 === 0 ? 'add_to_cart' : '$pageview';
    client.capture({ distinctId: `user-${i % 40}`, event, uuid, properties: { product_id: `p-${i}` } });
  }
  await client.shutdown();
  await assertStored('posthog', ids, { 'Product Added': EVENTS / 2, page: EVENTS / 2 });
});

test('@snowplow/node-tracker: batches to tp2, the application id as key', async () => {
  const tracker = newTracker({ namespace: 'proof', appId: WRITE_KEY }, { endpoint: host, bufferSize: 10 });
  const ids = new Set();
  for (let i = 0; i < EVENTS; i++) {
    tracker.setUserId(`user-${i % 40}`);
    const event =
      i % 2 === 0
        ? buildPageView({ pageUrl: 'https://shop.example/', pageTitle: 'Home' })
        : buildSelfDescribingEvent({
            event: {
              schema: 'iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2',
              data: { type: 'product_view' },
            },
          });
    ids.add(tracker.track(event).eid);
  }
  await tracker.flush();
  await assertStored('snowplow', ids, { 'Product Viewed': EVENTS / 2, page: EVENTS / 2 });
});

test('@jitsu/js: one request per event', async () => {
  const client = jitsuAnalytics({ host, writeKey: `${WRITE_KEY}:secret` });
  await client.identify('user-1', { plan: 'gold' });
  for (let i = 1; i < EVENTS; i++) {
    await client.track('Cart Viewed', { cart_id: `c-${i}` });
  }
  await eventually(async () => {
    const rows = await stored('jitsu');
    assert.equal(new Set(rows.map(([id]) => id)).size, EVENTS);
    assert.equal(rows.filter((row) => row[1] === 'Cart Viewed').length, EVENTS - 1);
  });
});

for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
  test(`cloudevents: ${mode} events in chunked bodies`, async () => {
    const source = `/proof/${mode}`;
    const emit = emitterFor(httpTransport(`${host}/events`), { mode });
    const ids = new Set((await stored('cloudevents')).map(([id]) => id));
    for (let i = 0; i < EVENTS / 2; i++) {
      const event = new CloudEvent({ source, type: 'Order Completed', data: { order_id: `${mode}-${i}`, userId: 'u' } });
      ids.add(`${source} ${event.id}`);
      await emit(event, { headers: { authorization: `Bearer ${WRITE_KEY}` } });
    }
    await assertStored('cloudevents', ids, {});
  });
}
