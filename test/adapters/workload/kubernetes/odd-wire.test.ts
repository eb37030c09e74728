/** The Kubernetes adapter on servers that do not speak HTTP as they should. */
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Workload } from '../../../../src/ports.ts';
import { temporaryFolder } from '../../../bench/temporary-folder.ts';
import { failureOf } from '../../../failure-of.ts';
import { drip, flood, okHead, type RawServer, startRawServer } from '../../raw-server.ts';
import { kubeconfigText } from './api-stand-in.ts';

const shortMs = 1_000;
/** Where something else must come first, on a busy machine too. */
const longMs = 20_000;

async function workloadOn(
  answer: (socket: Socket, firstLine: string) => void,
  timeoutMs = longMs,
): Promise<{ workload: Workload; server: RawServer }> {
  const server = await startRawServer(answer);
  const folder = temporaryFolder();
  onTestFinished(async () => {
    folder.remove();
    await server.close();
  });
  const kubeconfig = join(folder.path, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(server.url));
  const workload = kubernetesWorkload({
    kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    readings: 'metrics-api',
    clock: systemClock(),
    timeoutMs,
  });
  // client-node is loaded, so that it takes no part in what is timed.
  await failureOf(workload.identity());
  server.asked.length = 0;
  return { workload, server };
}

const body = '{"items":[]}';

test.each<[string, string]>([
  ['by its length', `${okHead('Content-Length: 4000')}${body}`],
  ['in its chunks', `${okHead('Transfer-Encoding: chunked')}c\r\n${body}\r\n`],
  ['in its head', 'HTTP/1.1 200 OK\r\nContent-Ty'],
  ['before it began', ''],
])('an answer that is cut %s is none, though what came of it would do', async (_how, text) => {
  const { workload } = await workloadOn((socket) => socket.end(text));
  expect((await failureOf(workload.sight())).code).toBe('kubernetes-unreachable');
});

test.each<[string, string, string]>([
  ['a head', 'HTTP/1.1 200 OK\r\n', 'H'],
  ['a body', okHead('Content-Length: 100000'), ' '],
  ['chunks', okHead('Transfer-Encoding: chunked'), '1\r\n \r\n'],
])('%s that comes a byte at a time is given up after the time for all of it', async (_what, head, byte) => {
  const { workload } = await workloadOn((socket) => {
    socket.write(head);
    drip(socket, byte, 50);
  }, shortMs);
  const startedMs = performance.now();
  const failure = await failureOf(workload.sight());
  expect(performance.now() - startedMs).toBeLessThan(shortMs * 3);
  expect(failure.message).toMatch(/did not answer within 1 s/);
});

test.each<[string, string, Buffer]>([
  ['without an end', okHead('Transfer-Encoding: chunked'), Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`)],
  [
    'that is small until it is unpacked',
    okHead('Content-Encoding: gzip', 'Connection: close'),
    gzipSync(Buffer.alloc(400_000_000)),
  ],
])('an answer %s is not taken into memory', async (_what, head, chunk) => {
  const { workload } = await workloadOn((socket) => {
    socket.write(head);
    flood(socket, chunk);
  });
  const before = process.memoryUsage();
  const failure = await failureOf(workload.sight());
  expect(failure).toMatchObject({ code: 'kubernetes-too-large', retryable: false });
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  expect(arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(150_000_000);
});

test.each([301, 302, 303, 307, 308])(
  'HTTP %i to another server is not followed, neither a question nor a patch',
  async (status) => {
    const other = await startRawServer((socket) => socket.end(`${okHead('Content-Length: 12')}${body}`));
    onTestFinished(() => other.close());
    const { workload, server } = await workloadOn((socket) =>
      socket.end(`HTTP/1.1 ${status} Moved\r\nLocation: ${other.url}/\r\nContent-Length: 0\r\n\r\n`),
    );
    for (const work of [() => workload.sight(), () => workload.restart({ key: 'one wish', at: 0 })]) {
      const failure = await failureOf(work());
      expect(failure.code).toBe(`kubernetes-${status}`);
      expect(failure.message).toMatch(/sends us elsewhere/);
    }
    expect(server.asked.length).toBeGreaterThan(1);
    expect(other.asked).toEqual([]);
  },
);
