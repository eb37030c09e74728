/** The Docker adapter on engines that do not speak HTTP as they should, over TCP. */
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { dockerWorkload } from '../../../../adapters/workload/docker/docker-workload.ts';
import type { Workload } from '../../../../src/ports.ts';
import { failureOf } from '../../../failure-of.ts';
import { drip, flood, okHead, type RawServer, startRawServer } from '../../raw-server.ts';
import { quickClock } from './quick-clock.ts';

const shortMs = 1_000;
/** Where something else must come first, on a busy machine too. */
const longMs = 20_000;

async function workloadOn(
  answer: (socket: Socket, firstLine: string) => void,
  timeoutMs = longMs,
): Promise<{ workload: Workload; server: RawServer }> {
  const server = await startRawServer(answer);
  onTestFinished(() => server.close());
  const port = Number(new URL(server.url).port);
  const workload = dockerWorkload({
    engine: { kind: 'tcp', host: '127.0.0.1', port, tls: null },
    workload: 'checkout',
    container: null,
    clock: systemClock(),
    timeoutMs,
  });
  return { workload, server };
}

test.each<[string, string]>([
  ['by its length', `${okHead('Content-Length: 4000')}[]`],
  ['in its chunks', `${okHead('Transfer-Encoding: chunked')}2\r\n[]\r\n`],
  ['before it began', ''],
])('an answer that is cut %s is none, though what came of it would do', async (_how, text) => {
  const { workload } = await workloadOn((socket) => socket.end(text));
  expect((await failureOf(workload.sight())).code).toBe('docker-unreachable');
});

test.each<[string, string, string]>([
  ['a head', 'HTTP/1.1 200 OK\r\n', 'H'],
  ['a body', okHead('Content-Length: 100000'), ' '],
])('%s that comes a byte at a time is given up after the time for all of it', async (_what, head, byte) => {
  const { workload } = await workloadOn((socket) => {
    socket.write(head);
    drip(socket, byte, 50);
  }, shortMs);
  const startedMs = performance.now();
  await failureOf(workload.sight());
  expect(performance.now() - startedMs).toBeLessThan(shortMs * 3);
});

test('an answer without an end is not taken into memory', async () => {
  const { workload } = await workloadOn((socket) => {
    socket.write(okHead('Transfer-Encoding: chunked'));
    flood(socket, Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`));
  });
  const before = process.memoryUsage();
  expect(await failureOf(workload.sight())).toMatchObject({ code: 'docker-too-large', retryable: false });
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  expect(arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(150_000_000);
});

test.each([302, 307])('HTTP %i to another server is not followed', async (status) => {
  const other = await startRawServer((socket) => socket.end(`${okHead('Content-Length: 2')}[]`));
  onTestFinished(() => other.close());
  const { workload } = await workloadOn((socket) =>
    socket.end(`HTTP/1.1 ${status} Moved\r\nLocation: ${other.url}/\r\nContent-Length: 0\r\n\r\n`),
  );
  expect((await failureOf(workload.sight())).code).toBe(`docker-${status}`);
  expect(other.asked).toEqual([]);
});

async function watchOf(answer: (socket: Socket) => void, clock = systemClock()) {
  const server = await startRawServer(answer);
  const said: string[] = [];
  const note = (_details: object, message: string) => void said.push(message);
  const workload = dockerWorkload({
    engine: { kind: 'tcp', host: '127.0.0.1', port: Number(new URL(server.url).port), tls: null },
    workload: 'checkout',
    container: null,
    clock,
    logger: { info: note, warn: note },
    timeoutMs: longMs,
  });
  const stop = new AbortController();
  const watched = workload.watch(() => {}, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await watched;
    await server.close();
  });
  return { said, asked: server.asked };
}

test('an event without an end is not taken into memory', async () => {
  const before = process.memoryUsage();
  let sent = 0;
  const { said } = await watchOf((socket) => {
    socket.write(okHead('Transfer-Encoding: chunked'));
    const pour = () => {
      while (!socket.destroyed && sent < 300e6 && socket.write(`10000\r\n${' '.repeat(65_536)}\r\n`)) {
        sent += 65_536;
      }
    };
    socket.on('drain', pour);
    pour();
  });
  await expect.poll(() => said.length > 0 || sent >= 300e6, { timeout: longMs }).toBe(true);
  expect(said).toHaveLength(1);
  const { heapUsed } = process.memoryUsage();
  expect(heapUsed - before.heapUsed).toBeLessThan(100_000_000);
});

test('events that end as soon as they begin are asked for less and less often, and said once', async () => {
  const clock = quickClock(100);
  const { said, asked } = await watchOf(
    (socket) => socket.end(okHead('Content-Length: 0', 'Connection: close')),
    clock,
  );
  await expect.poll(() => clock.monotonic(), { timeout: longMs }).toBeGreaterThan(120_000);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.length).toBeLessThan(12);
  expect(said).toEqual(['events of the Docker engine are not heard: a kill is seen at the next poll']);
});

test('a log that is too long is not counted, and the engine is not said to be away', async () => {
  const { workload } = await workloadOn((socket, firstLine) => {
    if (firstLine.includes('/logs')) {
      socket.write(okHead('Transfer-Encoding: chunked'));
      flood(socket, Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`));
      return;
    }
    const body = JSON.stringify(
      firstLine.includes('/containers/json') ? [{ Id: 'abc' }] : { Id: 'abc', State: { Running: true } },
    );
    socket.write(`${okHead(`Content-Length: ${body.length}`)}${body}`);
  });
  expect(await workload.countLogLines('order placed', Date.now())).toBeNull();
});
