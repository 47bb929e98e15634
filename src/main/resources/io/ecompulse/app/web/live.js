// Shows one snapshot a second from /api/v1/live. The token comes once as ?token= and stays in this tab only.
const RETRY_MILLIS = 2000;
const STALE_MILLIS = 5000;
const NO_TOKEN = 4401;
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium', hour12: false });
const field = (name) => document.querySelector(`[data-live=${name}]`);

let last = 0;

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
}

function row(...cells) {
  const tr = document.createElement('tr');
  for (const [text, style] of cells) {
    const td = document.createElement('td');
    td.textContent = text;
    td.className = style ?? '';
    tr.append(td);
  }
  return tr;
}

function show(snapshot) {
  const { all: totals, recent } = snapshot;
  field('rate').textContent = number.format(snapshot.ratePerSecond);
  field('now').textContent = number.format(snapshot.visitorsNow);
  field('total').textContent = number.format(totals.events.total);
  field('visitors').textContent = number.format(totals.visitors);
  field('orders').textContent = number.format(totals.orders);
  field('duplicates').textContent = number.format(totals.duplicates ?? 0);
  field('conflicts').textContent = number.format(totals.conflicts ?? 0);
  field('revenue').textContent =
    Object.entries(totals.revenue).map(([currency, amount]) => `${amount}\u00a0${currency}`).join(', ') || '0';
  const names = Object.entries(totals.events.byName).sort(([, a], [, b]) => b - a).slice(0, 20);
  field('byName').replaceChildren(...names.map(([name, count]) => row([name], [number.format(count), 'number'])));
  field('recent').replaceChildren(
    ...recent.map((event) =>
      row([clock.format(new Date(event.receivedAt)), 'short'], [event.type, 'short'], [event.name], [event.id, 'id'])));
}

function follow(secret) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`);
  socket.onopen = () => socket.send(JSON.stringify({ token: secret }));
  socket.onmessage = (message) => {
    const snapshot = JSON.parse(message.data);
    if (snapshot.stale) {
      status('stale', 'numbers are stale: the store does not answer');
      return;
    }
    last = Date.now();
    show(snapshot);
    status('live', snapshot.all.partial ? 'live, history incomplete' : 'live');
  };
  socket.onclose = (closed) => {
    if (closed.code === NO_TOKEN) {
      sessionStorage.removeItem('token');
      status('stale', 'a valid read token is needed: open this page with ?token=…');
      return;
    }
    status('stale', 'connection lost, trying again…');
    setTimeout(() => follow(secret), RETRY_MILLIS);
  };
}

setInterval(() => {
  if (last && Date.now() - last > STALE_MILLIS && field('status').dataset.state === 'live') {
    status('stale', `numbers are from ${clock.format(last)}`);
  }
}, 1000);

const secret = token();
if (secret) {
  follow(secret);
} else {
  status('stale', 'a read token is needed: open this page with ?token=…');
}
