// A Parquet reader that no one here wrote (hyparquet, in JavaScript alone) reads the chain of a running server: it finds the rows that
// were sent, and column by column the values that DuckDB has of the same files.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { WRITE_KEY, eventually, startServer } from './server.mjs';

const EVENTS = 600;
const TEXTS = ['', 'a', 'é€😀', '\u2028"\\\n', 'x'.repeat(3000)];
/** Moments as they stand in the file: a Date has no microseconds. */
const parsers = { timestampFromMicroseconds: (micros) => micros };
let server;

before(async () => {
  server = await startServer();
});

after(async () => {
  assert.equal(await server.stop(), 0, 'SIGTERM drains and exits 0');
});

function event(i) {
  const products = Array.from({ length: i % 4 }, (_, line) => ({ sku: `s-${line}`, price: 1.25 * line, quantity: line + 1 }));
  return {
    type: 'track',
    event: products.length === 0 ? 'Product Viewed' : 'Order Completed',
    messageId: `m-${i}`,
    userId: `u-${i % 7}`,
    properties: { note: TEXTS[i % TEXTS.length], order_id: `o-${i}`, revenue: i / 4, currency: 'EUR', products },
  };
}

/** The files of one table in the order of their chains, as the commit markers list them. */
async function committed(table) {
  const root = join(server.data, 'lake', '_commits');
  const files = [];
  for (const topic of await readdir(root)) {
    for (const partition of await readdir(join(root, topic))) {
      let end = null;
      for (const name of (await readdir(join(root, topic, partition))).sort()) {
        const marker = JSON.parse(await readFile(join(root, topic, partition, name)));
        assert.equal(marker.start, end ?? marker.start, 'each link starts where the one before ends');
        end = marker.end;
        files.push(...marker.files.filter((file) => file.table === table));
      }
    }
  }
  return files;
}

async function rowsOf(table) {
  const rows = [];
  for (const file of await committed(table)) {
    const buffer = await asyncBufferFromFile(join(server.data, 'lake', file.path));
    assert.equal(buffer.byteLength, file.bytes, file.path);
    const metadata = await parquetMetadataAsync(buffer);
    assert.equal(Number(metadata.num_rows), file.rows, file.path);
    rows.push(...(await parquetReadObjects({ file: buffer, metadata, compressors, parsers })));
  }
  return rows;
}

/** What both readers call a value: numbers as text, so that none is rounded. */
function plain(value) {
  return value === undefined || value === null ? null : String(value);
}

async function assertEqualToDuckDb(table, keys) {
  const { rows: described } = await server.sql(`describe ${table}`);
  const columns = described.map(([name, type]) => ({ name, type }));
  const selected = columns.map(({ name, type }) => (type.startsWith('TIMESTAMP') ? `epoch_us(${name}) as ${name}` : name));
  const { rows: wanted } = await server.sql(`select ${selected.join(', ')} from ${table}`);
  const key = (row) => keys.map((name) => row[name]).join(' ');
  const found = new Map((await rowsOf(table)).map((row) => [key(row), row]));
  assert.equal(found.size, wanted.length);
  for (const values of wanted) {
    const row = Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]));
    const other = found.get(key(row));
    for (const { name } of columns) {
      assert.equal(plain(other[name]), plain(row[name]), `${table}.${name} of ${key(row)}`);
    }
  }
}

test('hyparquet reads what was sent, and what DuckDB reads', async () => {
  for (let from = 0; from < EVENTS; from += 100) {
    const batch = Array.from({ length: 100 }, (_, i) => event(from + i));
    const answer = await fetch(`http://127.0.0.1:${server.http}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
      body: JSON.stringify({ batch: [...batch, { type: 'nonsense', messageId: `bad-${from}` }] }),
    });
    assert.equal(answer.status, 200);
  }
  await eventually(async () => {
    const { rows } = await server.sql('select count(*) from events');
    assert.equal(Number(rows[0][0]), EVENTS);
    const { rows: failed } = await server.sql('select count(*) from failed_events');
    assert.equal(Number(failed[0][0]), EVENTS / 100);
  }, 60_000);

  const events = new Map((await rowsOf('events')).map((row) => [row.event_id, row]));
  assert.equal(events.size, EVENTS);
  for (let i = 0; i < EVENTS; i++) {
    const sent = event(i);
    const row = events.get(sent.messageId);
    assert.equal(row.event_name, sent.event);
    assert.equal(row.user_id, sent.userId);
    assert.equal(row.revenue_minor, BigInt(Math.round(sent.properties.revenue * 100)));
    assert.deepEqual(JSON.parse(row.properties), sent.properties);
  }
  const lines = await rowsOf('order_items');
  assert.equal(lines.length, Array.from({ length: EVENTS }, (_, i) => i % 4).reduce((sum, count) => sum + count));
  await assertEqualToDuckDb('events', ['event_id']);
  await assertEqualToDuckDb('order_items', ['event_id', 'line']);
  await assertEqualToDuckDb('failed_events', ['kafka_partition', 'kafka_offset']);
});
