/** The client of flagd-ui, flagd, Locust and whatever else speaks HTTP, on servers that do it badly. */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { type Client, httpClient } from '../../../adapters/http/client.ts';
import { failureOf } from '../../failure-of.ts';
import { drip, flood, okHead, type RawServer, startRawServer } from '../raw-server.ts';

const shortMs = 700;
/** Where something else must come first, on a busy machine too. */
const longMs = 20_000;
const limitBytes = 1_000_000;

async function clientOf(
  answer: (socket: Socket, firstLine: string) => void,
  timeoutMs = longMs,
): Promise<Client & { server: RawServer }> {
  const server = await startRawServer(answer);
  onTestFinished(() => server.close());
  const client = httpClient({
    name: 'thing',
    variable: 'THING_URL',
    url: server.url,
    timeoutMs,
    limitBytes,
  });
  return { ...client, server };
}

const get = { method: 'GET', path: '/' } as const;
const body = '{"flags":{}}';

test.each<[string, string]>([
  ['by its length', `${okHead('Content-Length: 4000')}${body}`],
  ['in its chunks', `${okHead('Transfer-Encoding: chunked')}c\r\n${body}\r\n`],
  ['in a chunk', `${okHead('Transfer-Encoding: chunked')}ff\r\n${body}`],
  ['in its head', 'HTTP/1.1 200 OK\r\nContent-Ty'],
  ['before it began', ''],
])('an answer that is cut %s is none, though what came of it would do', async (_how, text) => {
  const client = await clientOf((socket) => socket.end(text));
  expect((await failureOf(client.send(get))).code).toBe('thing-unreachable');
});

test.each<[string, string]>([
  ['a head', ''],
  ['a head that does not end', 'HTTP/1.1 200 OK\r\n'],
  ['a body', okHead('Content-Length: 100000')],
  ['chunks', okHead('Transfer-Encoding: chunked')],
])('%s that comes a byte at a time is given up after the time for all of it', async (_what, head) => {
  const client = await clientOf((socket) => {
    socket.write(head);
    drip(
      socket,
      head === '' || head.endsWith('OK\r\n') ? 'H' : head.includes('chunked') ? '1\r\n \r\n' : ' ',
      50,
    );
  }, shortMs);
  const startedMs = performance.now();
  const { code } = await failureOf(client.send(get));
  // It would drip on and on.
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  // Where it is no HTTP at all it may be given up at once.
  expect(code).toMatch(/^thing-(timeout|unreachable)$/);
});

test.each<[string, string, Buffer]>([
  ['without an end', okHead('Transfer-Encoding: chunked'), Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`)],
  [
    'that is small until it is unpacked',
    okHead('Content-Encoding: gzip', 'Connection: close'),
    gzipSync(Buffer.alloc(200_000_000)),
  ],
])('an answer %s is not taken into memory', async (_what, head, chunk) => {
  const client = await clientOf((socket) => {
    socket.write(head);
    flood(socket, chunk);
  });
  const before = process.memoryUsage();
  const failure = await failureOf(client.send(get));
  expect(failure).toMatchObject({ code: 'thing-too-large', retryable: false });
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(100_000_000);
});

test.each([301, 302, 303, 307, 308])('HTTP %i to another server is not followed', async (status) => {
  const other = await clientOf((socket) => socket.end(`${okHead('Content-Length: 2')}{}`));
  const client = await clientOf((socket) =>
    socket.write(`HTTP/1.1 ${status} Moved\r\nLocation: ${other.server.url}/\r\nContent-Length: 0\r\n\r\n`),
  );
  for (const request of [get, { method: 'POST', path: '/', body } as const]) {
    const answer = await client.send(request);
    expect(() => client.json(answer)).toThrow(/sends us elsewhere/);
  }
  expect(other.server.asked).toEqual([]);
});

test('a kept connection that dies in the question: a question is asked again, once', async () => {
  let answered = 0;
  const client = await clientOf((socket, line) => {
    if (line.startsWith('GET /first')) socket.write(`${okHead('Content-Length: 2')}{}`);
    else if (++answered === 1) socket.resetAndDestroy();
    else socket.write(`${okHead('Content-Length: 2')}{}`);
  });
  await client.send({ method: 'GET', path: '/first' });
  expect((await client.send(get)).status).toBe(200);
  expect(client.server.asked).toHaveLength(3);
});

test('what acts is not sent twice: it may have acted, and who sent it looks', async () => {
  const client = await clientOf((socket, line) => {
    if (line.startsWith('GET')) socket.write(`${okHead('Content-Length: 2')}{}`);
    else socket.resetAndDestroy();
  });
  await client.send(get);
  const failure = await failureOf(client.send({ method: 'POST', path: '/write', body }));
  expect(failure.code).toBe('thing-unreachable');
  expect(client.server.asked).toHaveLength(2);
});
