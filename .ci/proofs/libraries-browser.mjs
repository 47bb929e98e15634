// The browser libraries of every family, as npm ships them, on a page of another origin than the server's, and what each of them
// drops by its own code (docs/wire.md).
import { readFileSync } from 'node:fs';
import { givesUpAfter, isBroken, neverSendsAgain } from './faults.mjs';
import { losingAnswers, refusing } from './line.mjs';
import { WRITE_KEY } from './server.mjs';

const ALL_FAULTS = [losingAnswers(), refusing(429, 1, 1), refusing(503, 1, 1)];

const segmentPage = (host, delivery) => `<script src="/@segment/analytics-next/dist/umd/index.js"></script>
    <script>
      const settings = { writeKey: '${WRITE_KEY}', cdnURL: '${host}' };
      const analytics = AnalyticsNext.AnalyticsBrowser.load(settings, { integrations: { 'Segment.io': ${JSON.stringify(delivery)} } });
      window.send = (mark) => analytics.track('Product Viewed', { product_id: mark });
      analytics.then(() => (window.isReady = true));
    </script>`;

const segment = {
  name: 'segment-browser',
  faults: ALL_FAULTS,
  // Ten tries each at growing pauses; Retry-After is read where it is exposed.
  page: (host) => segmentPage(host, {}),
};

const batching = (timeout) => ({ deliveryStrategy: { strategy: 'batching', config: { size: 10, timeout } } });

const segmentBatches = {
  name: 'segment-batches',
  faults: ALL_FAULTS,
  // As above, but a batch that waits, refused or not yet sent, is in memory only.
  page: (host) => segmentPage(host, batching(1_000)),
};

/** Whose batches are sent when they are full, or when the page is left or hidden; no proof waits for their time. */
export const SEGMENT_WAITING = { name: 'segment-waiting', page: (host) => segmentPage(host, batching(3_600_000)) };

const rudderstack = {
  name: 'rudder-browser',
  faults: ALL_FAULTS,
  // Ten tries each, 2 s, 4 s, 8 s apart, of at most 100 that wait.
  page: (host) => `<script src="/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js"></script>
    <script>
      const analytics = new rudderanalytics.RudderAnalytics();
      analytics.load('${WRITE_KEY}', '${host}', { configUrl: '${host}' });
      window.send = (mark) => analytics.track('Product Viewed', { product_id: mark });
      analytics.ready(() => (window.isReady = true));
    </script>`,
};

const snowplow = {
  name: 'snowplow-browser',
  counts: 'page',
  faults: ALL_FAULTS,
  // Keeps a thousand, and sends them again with the next event or flush only.
  page: (host) => `<script src="/@snowplow/browser-tracker/dist/index.umd.min.js"></script>
    <script>
      const snowplow = snowplowBrowserTracking;
      snowplow.newTracker('proof', '${host}', { appId: '${WRITE_KEY}' });
      window.send = (mark) => {
        snowplow.setCustomUrl('https://shop.example/?mark=' + mark);
        snowplow.trackPageView();
      };
      window.nudge = () => snowplow.flushBuffer();
      window.isReady = true;
    </script>`,
};

const posthog = {
  name: 'posthog-browser',
  // 429 is final to it, which is why this server never says that on its paths: what a balancer answers so is gone.
  faults: [losingAnswers(), refusing(503, 1, 1), refusing(429, 1, 1)],
  // Three retries of what meets a broken connection, ten of an answer that is not 200 and no 4xx.
  givesUp: (tries) => tries.at(-1) === 429 || givesUpAfter(1, isBroken)(tries.slice(3)),
  page: (host) => `<script type="module">
      import posthog from '/posthog-js/dist/module.js';
      posthog.init('${WRITE_KEY}', {
        api_host: '${host}',
        autocapture: false,
        opt_out_useragent_filter: true, // It takes a browser without a window for a bot.
        loaded: () => (window.isReady = true),
      });
      window.send = (mark) => posthog.capture('Product Viewed', { product_id: mark });
    </script>`,
};

const WIRE = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');

/** The page's own script, as docs/wire.md shows it: what it gathered goes out when the page is left or hidden. */
export const beacon = {
  name: 'beacon',
  page: (host) => `${/```html\n(.*?)```/s.exec(WIRE)[1].replace('https://events.shop.example', host)}
    <script>
      window.send = (mark) => batch.push({ type: 'track', event: 'Product Viewed', anonymousId: 'v-1', messageId: mark,
        properties: { product_id: mark } });
      window.isReady = true;
    </script>`,
};

const pixel = {
  name: 'pixel',
  // A picture is asked for once.
  faults: [losingAnswers(), refusing(503, 1, 1)],
  givesUp: neverSendsAgain,
  page: (host) => `<script>
      window.send = (mark) => new Image().src =
        '${host}/v1/pixel.gif?k=${WRITE_KEY}&event=Product+Viewed&anonymousId=v-1&product_id=' + mark + '&messageId=' + mark;
      window.isReady = true;
    </script>`,
};

const beacons = {
  name: 'rudder-beacon',
  page: (host) => rudderstack.page(host).replace('{ configUrl', '{ useBeacon: true, configUrl'),
};

export const BROWSER_LIBRARIES = [segment, segmentBatches, rudderstack, snowplow, posthog, pixel];

/** They send what waits when their page is left. */
export const SENDING_WHEN_LEFT = [beacon, SEGMENT_WAITING, beacons, { ...posthog, name: 'posthog-left', faults: [] }];

/** They keep what was refused in the browser's storage until their page is open again. */
export const KEEPING_WHEN_LEFT = [segment, rudderstack, snowplow].map((library) => ({ ...library, name: `${library.name}-again` }));
