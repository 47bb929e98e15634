// Starts the packaged program with everything embedded, and asks it questions, for the proofs beside this file.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WRITE_KEY = 'dev-write-key';
export const READ_TOKEN = 'dev-read-token';
const PROGRAM = fileURLToPath(new URL('../../target/ecompulse/scripts/ecompulse', import.meta.url));
const READY = /^ecompulse ready http=(\d+) management=(\d+)$/m;

/** A running server on free ports with a data folder of its own; stop() drains it and removes the folder. */
export async function startServer(...options) {
  const data = await mkdtemp(join(tmpdir(), 'ecompulse-proof-'));
  let running = await run(data, 0, 0, options);
  const { http, management } = running;
  return {
    http,
    management,
    data,
    output: () => running.output(),
    totals: () => ask(management, 'GET', 'totals'),
    sql: (query) => ask(management, 'POST', 'sql', query),
    /** Drains it and starts another on the same folder and ports. */
    async restart() {
      await running.stop();
      running = await run(data, http, management, options);
    },
    async stop() {
      const code = await running.stop();
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}

async function run(data, http, management, options) {
  const ports = ['--port', String(http), '--management-port', String(management)];
  const child = spawn(PROGRAM, ['dev', ...ports, '--data', data, ...options]);
  let output = '';
  const exited = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  const ready = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const match = READY.exec(output);
      if (match) {
        resolve({ http: Number(match[1]), management: Number(match[2]) });
      }
    });
    child.stderr.on('data', (chunk) => (output += chunk));
    exited.then((code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return {
    ...(await ready),
    output: () => output,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function ask(port, method, question, body) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${question}`, {
    method,
    body,
    headers: { authorization: `Bearer ${READ_TOKEN}` },
  });
  if (!answer.ok) {
    throw new Error(`${method} ${question}: ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

/** Tries until `check` stops throwing, at most `millis`; then throws what it threw last. */
export async function eventually(check, millis = 30_000) {
  const end = Date.now() + millis;
  for (;;) {
    try {
      return await check();
    } catch (fault) {
      if (Date.now() > end) {
        throw fault;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
