// What every client library goes through in the proofs beside this file, and the account of it to the last event.
import assert from 'node:assert/strict';
import { CUT, TAKEN, UNHEARD, openLine } from './line.mjs';
import { eventually } from './server.mjs';

const EVENTS = 20;
const WHILE_RESTARTING = 40;
const PATIENCE = 240_000;

/**
 * One library on a line of its own. `library` has
 * - `name`, which stands in the marks of its events;
 * - `faults`: what the line does to it before the restart;
 * - `counts`: the name that the shop reads its events under; by default Product Viewed;
 * - `open(host)`: a client with `send(mark)`, which tells the event's identity where the library lets us know it, `nudge()` where
 *   the library waits to be asked, and `close()`;
 * - `givesUp(tries)`: whether its own code has dropped an event after these tries; by default never.
 */
export async function enrol(server, library) {
  const line = await openLine(server, library.name);
  const client = await library.open(line.host);
  const given = [];
  const told = new Map();
  const givesUp = library.givesUp ?? (() => false);

  function send(count) {
    const marks = Array.from({ length: count }, (none, i) => `x-${library.name}-${given.length + i}`);
    given.push(...marks);
    return Promise.all(marks.map(async (mark) => told.set(mark, await client.send(mark))));
  }

  const isOpen = (mark) => {
    const tries = line.tries(mark);
    return !tries.includes(TAKEN) && !(tries.length > 0 && givesUp(tries));
  };

  const settled = () =>
    eventually(async () => {
      await client.nudge?.();
      const open = given.filter(isOpen);
      assert.deepEqual(open, [], `${library.name} still holds ${open.length}, the first after ${line.tries(open[0])}`);
    }, PATIENCE);

  return {
    name: library.name,
    line,
    client,
    send,
    settled,
    /** Whether the library tried at all; some send the first event until it is taken, and then the others. */
    isTried: () => given.some((mark) => line.tries(mark).length > 0),
    /** Events meet a sound line, then each fault in turn. */
    async faults() {
      for (const fault of [null, ...library.faults]) {
        line.meet(fault);
        send(EVENTS);
        await settled();
      }
      line.meet(null);
    },
    /** Sends a little all the while until `restarted` is true. */
    async sendUntil(restarted) {
      send(EVENTS / 2);
      for (let i = 0; i < WHILE_RESTARTING && !restarted(); i++) {
        send(1);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async end() {
      send(EVENTS);
      await settled();
      await this.close();
    },
    async close() {
      await client.close?.();
      await line.close();
    },
    /** Stored once is what the server took, whether the client heard of it or not; all else the library itself gave up. */
    account(rows, faults = [CUT, ...library.faults.map(({ status }) => status ?? UNHEARD)]) {
      const own = new RegExp(`^x-${library.name}-\\d+$`);
      const mine = rows.filter(([mark]) => own.test(mark));
      const stored = new Set(mine.map(([mark]) => mark));
      assert.equal(mine.length, stored.size, `${library.name}: stored once`);
      assert.equal(new Set(mine.map(([, id]) => id)).size, stored.size, `${library.name}: an identity each`);
      for (const [mark, id, name] of mine) {
        assert.equal(id, told.get(mark) ?? id, `${mark}: the identity that its library gave it`);
        assert.equal(name, library.counts ?? 'Product Viewed', `${mark}: the name that the shop reads`);
      }
      const lost = given.filter((mark) => !stored.has(mark));
      for (const mark of lost) {
        const tries = line.tries(mark);
        assert.ok(!tries.includes(TAKEN) && !tries.includes(UNHEARD), `${mark} is gone, though the server took it`);
        assert.ok(givesUp(tries), `${mark} is gone after ${tries}`);
      }
      assert.deepEqual([...stored].filter((mark) => !given.includes(mark)), []);
      const seen = new Set(given.flatMap((mark) => line.tries(mark)));
      assert.deepEqual(faults.filter((outcome) => !seen.has(outcome)), [], `${library.name}: met every fault`);
      const again = given.filter((mark) => line.tries(mark).includes(UNHEARD)).length;
      const tries = given.reduce((sum, mark) => sum + line.tries(mark).length, 0);
      return { given: given.length, stored: stored.size, lost: lost.length, tries, unheard: again };
    },
  };
}

/** All libraries at once: each through its faults, then together through a restart of the server, and a while after it. */
export async function playAll(server, libraries) {
  const players = await Promise.all(libraries.map((library) => enrol(server, library)));
  await Promise.all(players.map((player) => player.faults()));
  let isBack = false;
  const sending = players.map((player) => player.sendUntil(() => isBack));
  await server.restart();
  isBack = true;
  await Promise.all(sending);
  await Promise.all(players.map((player) => player.end()));
  return players;
}

/** Every event as [mark, id, canonical name]. */
export async function storedMarks(server) {
  const mark = "coalesce(product_id, regexp_extract(page_url, 'mark=([a-z0-9-]+)', 1))";
  const { rows } = await server.sql(`select ${mark}, event_id, event_name from events`);
  return rows;
}

/** Libraries that never send again: whatever was not answered 200 is gone for them. */
export const neverSendsAgain = (tries) => tries.length >= 1;

/** Libraries that give up after so many tries of one event that failed. */
export const givesUpAfter = (count, failing = () => true) => (tries) =>
  tries.length >= count && tries.slice(-count).every((outcome) => outcome !== TAKEN && failing(outcome));

/** No answer came. */
export const isBroken = (outcome) => outcome === CUT || outcome === UNHEARD;
