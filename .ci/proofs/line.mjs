// The line between one client library and the server: it can refuse what passes as a load balancer would, lose the server's answers,
// and meets the server's own restarts as any client does. It keeps a ledger: every event by its mark, with what became of each try.
import { Agent, createServer, request as ask } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What a client saw, or did not see, of one try. */
export const TAKEN = 'taken';
export const UNHEARD = 'taken, but the answer was lost';
export const CUT = 'cut';

/** How a load balancer's trouble looks: so many tries of each event are answered so, or not heard of again. */
export const refusing = (status, retryAfter, times = 2) => ({ status, retryAfter, times });
export const losingAnswers = () => ({ unheard: true, times: 1 });

/**
 * A line on a port of its own to `server`. Events are known by their mark, `x-{name}-{number}`, wherever it stands in a body or a
 * query.
 */
export async function openLine(server, name) {
  const marks = new RegExp(`x-${name}-\\d+`, 'g');
  const agent = new Agent({ keepAlive: true });
  const ledger = new Map();
  let fault = null;
  let met = new Map();

  const marksIn = (text) => [...new Set(text.match(marks) ?? [])];
  const note = (events, outcome) => {
    for (const mark of events) {
      ledger.set(mark, [...(ledger.get(mark) ?? []), outcome]);
    }
  };

  /** The fault that meets a request of these events, if their turn has not passed. */
  function turn(events) {
    if (!fault || !events.some((mark) => (met.get(mark) ?? 0) < fault.times)) {
      return null;
    }
    events.forEach((mark) => met.set(mark, (met.get(mark) ?? 0) + 1));
    return fault;
  }

  async function pass(request, response) {
    const body = await whole(request);
    const events = marksIn(request.url + plain(body));
    const here = turn(events);
    if (here?.status) {
      note(events, here.status);
      refuse(request, response, here);
      return;
    }
    const answer = await forward(agent, server.http, request, body).catch(() => null);
    const isTaken = answer?.status === 200;
    if (!answer || here?.unheard) {
      note(events, isTaken ? UNHEARD : CUT);
      response.destroy();
      return;
    }
    note(events, isTaken ? TAKEN : answer.status);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const listener = createServer((request, response) => pass(request, response).catch(() => response.destroy()));
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  listener.unref(); // A failed test must not wait for it.
  return {
    port: listener.address().port,
    host: `http://127.0.0.1:${listener.address().port}`,
    /** From now on every event meets this fault first; null ends it. */
    meet(next) {
      fault = next;
      met = new Map();
    },
    /** What became of each try of an event, in order. */
    tries: (mark) => ledger.get(mark) ?? [],
    /** Every event that was seen here. */
    seen: () => [...ledger.keys()],
    close() {
      agent.destroy();
      listener.closeAllConnections();
      return new Promise((resolve) => listener.close(resolve));
    },
  };
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const plain = (body) => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();

/** As our own edge refuses: a page can read the status and how long to wait. */
function refuse({ headers: { origin } }, response, { status, retryAfter }) {
  const cors = origin && {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After',
  };
  const type = { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, 'retry-after': retryAfter, ...cors }).end('{"success":false}');
}

/** The request as it came, Host too, by which the server names itself in its documents; fails when the connection does. */
function forward(agent, port, { method, url, headers }, body) {
  return new Promise((resolve, reject) => {
    const { connection: hop, ...kept } = headers;
    const onward = ask({ agent, host: '127.0.0.1', port, method, path: url, headers: kept }, (answer) => {
      const { connection, 'keep-alive': alive, ...answered } = answer.headers;
      whole(answer).then((text) => resolve({ status: answer.statusCode, headers: answered, body: text }), reject);
    });
    onward.on('error', reject);
    onward.end(body);
  });
}
