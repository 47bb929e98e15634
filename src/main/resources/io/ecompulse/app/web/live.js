// The page: a snapshot a second over one WebSocket, and answers of the query API for the range that is picked.
// The token comes once as ?token= and stays in this tab only.
import { Chart } from './charts.js';
import { bars, element, field, largest, number, percent, row, where, written } from './drawing.js';
import { tail } from './tail.js';

const RETRY_MILLIS = [500, 1000, 2000, 4000, 8000];
const STALE_MILLIS = 5000;
const SPARK = 120;
const NO_TOKEN = 4401;
const USUAL = ['EUR', 'USD', 'GBP'];
const HOUR = 3600_000;
const RANGES = {
  hour: { millis: HOUR, grain: 'minute', every: 5000 },
  today: { grain: 'hour', every: 5000 },
  day: { millis: 24 * HOUR, grain: 'hour', every: 15_000 },
  week: { millis: 7 * 24 * HOUR, grain: 'hour', every: 30_000 },
  month: { millis: 30 * 24 * HOUR, grain: 'day', every: 60_000 },
};
const STEPS = {
  product_viewed: 'Viewed a product',
  product_added: 'Added to the cart',
  checkout_started: 'Began to check out',
  order_completed: 'Ordered',
};
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium', hour12: false });
const minutes = new Intl.DateTimeFormat([], { timeStyle: 'short', hour12: false });
const moment = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short', hour12: false });
const countries = new Intl.DisplayNames('en', { type: 'region' });
const picked = (name) => document.querySelector(`input[name=${name}]:checked`).value;

const rates = { seconds: [], values: [] };
const rateChart = new Chart(field('rateChart'), true);
const chart = new Chart(field('chart'));
let live = null;
let last = 0;
let today = null;
let attempts = 0;
let held = false;
let asking = 0;

function token() {
  const address = new URL(location.href);
  const given = address.searchParams.get('token');
  if (given) {
    sessionStorage.setItem('token', given);
    address.searchParams.delete('token');
    history.replaceState(null, '', address);
  }
  return sessionStorage.getItem('token');
}

function status(state, text) {
  const line = field('status');
  if (line.textContent !== text) {
    line.textContent = text;
  }
  line.dataset.state = state;
  document.body.dataset.state = state;
}

function compare(name, now, before, until, shown) {
  const line = field(name);
  if (!before) {
    line.textContent = 'none yesterday by this time';
    return;
  }
  const change = (now - before) / before;
  line.replaceChildren(
    element('span', `${change >= 0 ? '▲' : '▼'} ${percent.format(Math.abs(change))}`, change >= 0 ? 'up' : 'down'),
    ` than ${shown} yesterday until ${minutes.format(new Date(until))}`,
  );
}

function show(snapshot) {
  const { today: now, yesterday } = snapshot;
  today = now;
  field('rate').textContent = number.format(snapshot.ratePerSecond);
  field('now').textContent = number.format(snapshot.visitorsNow);
  field('orders').textContent = number.format(now.orders);
  compare('ordersBefore', now.orders, yesterday.orders, yesterday.to, number.format(yesterday.orders));
  const currency = currencyOf(now.revenue);
  const revenue = Number(now.revenue[currency] ?? 0);
  const before = Number(yesterday.revenue[currency] ?? 0);
  field('revenue').textContent = written(currency, revenue);
  compare('revenueBefore', revenue, before, yesterday.to, written(currency, before));
  field('asOf').textContent = clock.format(new Date(snapshot.asOf));
  rates.seconds.push(Date.parse(snapshot.asOf) / 1000);
  rates.values.push(snapshot.ratePerSecond);
  while (rates.seconds.length > SPARK) {
    rates.seconds.shift();
    rates.values.shift();
  }
  rateChart.draw(rates.seconds, rates.values);
  if (!held) {
    tail(snapshot.recent, ask);
  }
}

/** The currency that is shown: the one picked, else a usual one. Amounts of several are never added up. */
function currencyOf(revenue) {
  const known = Object.keys(revenue).sort();
  const picker = field('currency');
  if (known.join() !== [...picker.options].map((option) => option.value).join()) {
    const kept = picker.value;
    picker.replaceChildren(...known.map((code) => element('option', code)));
    picker.value = [kept, ...USUAL, known[0]].find((code) => known.includes(code)) ?? '';
    picker.hidden = known.length < 2;
  }
  return picker.value || USUAL[0];
}

function vitals({ checks, lag }) {
  field('checks').replaceChildren(...checks.map((check) => {
    const item = element('li', '', check.problem ? 'bad' : '');
    item.append(element('b', check.name), check.problem ? `: ${check.problem}` : element('span', ' is well', 'hidden'));
    return item;
  }));
  const behind = Object.entries(lag).map(([stage, events]) => `${stage} ${number.format(events)}`);
  field('lag').textContent = behind.length ? `Events waiting: ${behind.join(', ')}` : '';
}

async function ask(question, parameters) {
  const answer = await fetch(`api/v1/${question}?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  if (!answer.ok) {
    throw new Error(`${question}: ${answer.status}`);
  }
  return answer.json();
}

function span() {
  const range = RANGES[picked('range')];
  const to = Date.now();
  return { from: range.millis ? new Date(to - range.millis).toISOString() : today.from };
}

/** Everything that depends on the range; what comes after another choice was made is not shown. */
async function refresh() {
  if (!secret || !today || document.hidden) {
    return;
  }
  const turn = ++asking;
  const range = span();
  const currency = currencyOf(today.revenue);
  const isMoney = picked('metric') === 'revenue';
  const grain = RANGES[picked('range')].grain;
  const metric = isMoney ? `revenue:${currency}` : picked('metric');
  try {
    const [series, totals, funnel, products, origins] = await Promise.all([
      points({ ...range, grain, metric }),
      ask('totals', range),
      ask('funnel', range),
      ask('top', { ...range, kind: picked('products'), limit: 8 }),
      ask('top', { ...range, kind: picked('origins'), limit: 8 }),
    ]);
    if (turn !== asking) {
      return;
    }
    drawSeries(series, isMoney ? (value) => written(currency, value) : (value) => number.format(value));
    bars('funnel', funnel.steps.map(({ step, visitors }) => [STEPS[step] ?? step, visitors]), true);
    bars('products', products.items.map(({ name, count }) => [name, count]));
    bars('origins', origins.items.map(({ name, count }) => [name, count]));
    where('devices', largest(totals.devices, 6));
    where('countries', largest(totals.countries, 8).map(([code, count]) => [country(code), count]));
  } catch {
    // The socket says what is wrong with the server; the next turn asks again.
  }
}

/** Days begin where the reader is, or in UTC where hours cannot make up the reader's days. */
async function points(question) {
  if (question.grain !== 'day') {
    return ask('series', question);
  }
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ask('series', { ...question, tz }).catch(() => ask('series', question));
}

function country(code) {
  try {
    return countries.of(code);
  } catch {
    return code;
  }
}

function drawSeries(series, exact) {
  field('seriesName').textContent = document.querySelector('input[name=metric]:checked + span').textContent;
  chart.draw(
    series.points.map((point) => Date.parse(point.at) / 1000),
    series.points.map((point) => point.value),
    (value) => short.format(value),
  );
  field('series').replaceChildren(...series.points.slice(-200).reverse().map((point) =>
    row(element('td', moment.format(new Date(point.at)), 'short'), element('td', exact(point.value), 'number'))));
}

/** Chooses among the last events; the next snapshot lists them. */
function filter() {
  if (live?.readyState === WebSocket.OPEN && today) {
    live.send(JSON.stringify({ filter: Object.fromEntries(new FormData(field('filter'))) }));
  }
}

function follow() {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`);
  live = socket;
  let isFiltered = false;
  socket.onopen = () => socket.send(JSON.stringify({ token: secret }));
  socket.onmessage = (message) => {
    const snapshot = JSON.parse(message.data);
    attempts = 0;
    vitals(snapshot.vitals);
    if (snapshot.stale) {
      status('stale', 'numbers are stale: the store does not answer');
      return;
    }
    last = Date.now();
    const isFirst = !today;
    show(snapshot);
    if (!isFiltered) {
      isFiltered = true;
      filter();
    }
    status('live', snapshot.all.partial ? 'live, history incomplete' : 'live');
    if (isFirst) {
      refresh();
    }
  };
  socket.onclose = (closed) => {
    if (closed.code === NO_TOKEN) {
      sessionStorage.removeItem('token');
      status('stale', 'a valid read token is needed: open this page with ?token=…');
      return;
    }
    status('stale', last ? `connection lost, numbers are from ${clock.format(last)}` : 'no connection, trying again…');
    const pause = RETRY_MILLIS[Math.min(attempts++, RETRY_MILLIS.length - 1)];
    setTimeout(follow, pause * (0.5 + Math.random()));
  };
}

async function sources() {
  const { sources: open } = await ask('sources', {});
  field('source').replaceChildren(...open.map(({ id, name }) => {
    const option = element('option', name);
    option.value = id;
    return option;
  }));
}

setInterval(() => {
  if (last && Date.now() - last > STALE_MILLIS && document.body.dataset.state === 'live') {
    status('stale', `numbers are from ${clock.format(last)}`);
  }
}, 1000);

let lastRefresh = 0;
setInterval(() => {
  if (Date.now() - lastRefresh >= RANGES[picked('range')].every) {
    lastRefresh = Date.now();
    refresh();
  }
}, 1000);
field('filter').addEventListener('input', filter);
field('filter').addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('change', () => refresh());
document.addEventListener('visibilitychange', () => refresh());
field('hold').addEventListener('click', () => {
  held = !held;
  field('hold').setAttribute('aria-pressed', String(held));
});

const secret = token();
if (secret) {
  follow();
  sources().catch(() => {});
} else {
  status('stale', 'a read token is needed: open this page with ?token=…');
}
