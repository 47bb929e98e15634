// The Node libraries of every family, unmodified, and what each of them drops by its own code (docs/wire.md).
import { randomUUID } from 'node:crypto';
import { jitsuAnalytics } from '@jitsu/js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { buildSelfDescribingEvent, newTracker } from '@snowplow/node-tracker';
import { CloudEvent, Mode, emitterFor, httpTransport } from 'cloudevents';
import { PostHog } from 'posthog-node';
import { givesUpAfter, neverSendsAgain } from './faults.mjs';
import { losingAnswers, refusing } from './line.mjs';
import { WRITE_KEY } from './server.mjs';

const EVENT = 'Product Viewed';
const userId = 'user-1';
const PRODUCT_VIEW = {
  schema: 'iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2',
  data: { type: 'product_view' },
};
const ALL_FAULTS = [losingAnswers(), refusing(429, 1), refusing(503, 1)];

const segment = {
  name: 'segment-node',
  faults: ALL_FAULTS,
  // Ten retries at growing pauses, longer than a restart; a 429 with Retry-After does not count.
  open(host) {
    const client = new Analytics({ writeKey: WRITE_KEY, host, flushAt: 5, flushInterval: 500 });
    client.on('error', () => {});
    return {
      send(mark) {
        const messageId = randomUUID();
        client.track({ userId, event: EVENT, messageId, properties: { product_id: mark } });
        return messageId;
      },
      close: () => client.closeAndFlush({ timeout: 10_000 }),
    };
  },
};

const rudderstack = {
  name: 'rudder-node',
  faults: ALL_FAULTS,
  // Three retries, as far apart as Retry-After says; within 1.4 s where nobody answers, as while a single server restarts.
  givesUp: givesUpAfter(4),
  open(host) {
    const quiet = { errorHandler: () => {}, logLevel: 'none' };
    const client = new RudderAnalytics(WRITE_KEY, { dataPlaneUrl: host, flushAt: 5, flushInterval: 500, ...quiet });
    return {
      send(mark) {
        const messageId = randomUUID();
        client.track({ userId, event: EVENT, messageId, properties: { product_id: mark } });
        return messageId;
      },
      close: () => client.flush().catch(() => {}),
    };
  },
};

const snowplow = {
  name: 'snowplow-node',
  faults: ALL_FAULTS,
  // Keeps everything, and sends it again with the next event or flush only.
  open(host) {
    const tracker = newTracker({ namespace: 'proof', appId: WRITE_KEY }, { endpoint: host, bufferSize: 5 });
    tracker.setUserId(userId);
    return {
      send(mark) {
        tracker.addPayloadPair('url', `https://shop.example/?mark=${mark}`);
        return tracker.track(buildSelfDescribingEvent({ event: PRODUCT_VIEW })).eid;
      },
      nudge: () => tracker.flush(),
    };
  },
};

const posthog = {
  name: 'posthog-node',
  faults: ALL_FAULTS,
  // A fourth answer of 429 or 503 would drop a batch; what meets a broken connection stays in its queue.
  open(host) {
    const client = new PostHog(WRITE_KEY, { host, flushAt: 5, flushInterval: 500, fetchRetryDelay: 500 });
    client.on('error', () => {});
    return {
      send(mark) {
        const uuid = randomUUID();
        client.capture({ distinctId: userId, event: 'view_item', uuid, properties: { product_id: mark } });
        return uuid;
      },
      nudge: () => client.flush().catch(() => {}),
      close: () => client.shutdown(10_000),
    };
  },
};

const jitsu = {
  name: 'jitsu',
  faults: ALL_FAULTS,
  givesUp: neverSendsAgain,
  open(host) {
    const client = jitsuAnalytics({ host, writeKey: `${WRITE_KEY}:secret`, errorPolicy: () => {} });
    return { send: (mark) => void client.track(EVENT, { product_id: mark }).catch(() => {}) };
  },
};

const cloudevents = (name, mode) => ({
  name,
  faults: ALL_FAULTS,
  // It encodes and sends once, and resolves on any status: sending again is the application's, here as long as it takes.
  open(host) {
    const emit = emitterFor(httpTransport(`${host}/events`), { mode });
    const headers = { authorization: `Bearer ${WRITE_KEY}` };
    const isTaken = ({ body }) => JSON.parse(body).success;
    return {
      async send(mark) {
        const data = { product_id: mark, userId };
        const event = new CloudEvent({ source: `/shop/${name}`, type: EVENT, data });
        while (!(await emit(event, { headers }).then(isTaken, () => false))) {
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        }
        return `${event.source} ${event.id}`;
      },
    };
  },
});

export const NODE_LIBRARIES = [
  segment,
  rudderstack,
  snowplow,
  posthog,
  jitsu,
  cloudevents('cloudevents', Mode.STRUCTURED),
  cloudevents('cloudevents-binary', Mode.BINARY),
];
