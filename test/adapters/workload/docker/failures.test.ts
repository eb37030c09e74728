/** An engine that is away, hangs, refuses, or is none: each with its own code, and words to act on. */
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { transportFailure } from '../../../../adapters/workload/docker/failures.ts';
import { failureOf } from '../../../failure-of.ts';
import type { Fault } from '../../../stand-ins/docker/docker.ts';
import { engineOf, runningCheckoutOfEachTest } from './running-checkout.ts';

const running = runningCheckoutOfEachTest();

test.each<[string, Fault, string, boolean, RegExp]>([
  ['hanging', 'hang', 'docker-unreachable', true, /did not answer within 0\.5 s to list containers/],
  ['dropped', 'drop', 'docker-unreachable', true, /cannot be reached/],
  ['cut', 'cut', 'docker-unreachable', true, /broke off its answer|cannot be reached/],
  ['500', { status: 500, body: { message: 'daemon is shutting down' } }, 'docker-500', true, /shutting down/],
  ['403 of a proxy', { status: 403, body: '<html>' }, 'docker-403', false, /does not let leakops list/],
  ['400', { status: 400, body: { message: 'client version 9 is too new' } }, 'docker-400', false, /too new/],
  [
    'TLS expected',
    { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' },
    'docker-400',
    false,
    /DOCKER_TLS_VERIFY is not set/,
  ],
  ['a redirect', { status: 302, body: '' }, 'docker-302', false, /answered 302/],
  ['HTML', { status: 200, body: '<html>' }, 'docker-answer', true, /is not a Docker engine/],
  ['another JSON', { status: 200, body: { items: [] } }, 'docker-answer', true, /is not a Docker engine/],
])('%s', async (_name, fault, code, retryable, words) => {
  running.docker.fault(/\/json$/, fault);
  const workload = running.workload(fault === 'hang' ? { timeoutMs: 500 } : {});
  const failure = await failureOf(workload.sight());
  expect(failure).toMatchObject({ code, retryable });
  expect(failure.message).toMatch(words);
  expect(failure.remedy).toMatch(/\w/);
});

test('no socket, and nothing that listens on it', async () => {
  const engine = { kind: 'socket', path: '/nowhere/docker.sock' } as const;
  const failure = await failureOf(running.workload({ engine }).sight());
  expect(failure).toMatchObject({ code: 'docker-unreachable', retryable: true });
  expect(failure.message).toContain(
    'no Docker engine at unix:///nowhere/docker.sock: the socket is not there',
  );
  expect(failure.remedy).toContain('DOCKER_HOST');
});

test('a socket that may not be used: the remedy says what the right means', () => {
  const refused = Object.assign(new Error('connect'), { code: 'EACCES' });
  const failure = transportFailure(
    refused,
    { kind: 'socket', path: '/var/run/docker.sock' },
    'list containers',
  );
  expect(failure).toMatchObject({ code: 'docker-permission', retryable: false });
  expect(failure.remedy).toMatch(/group .*docker.*root/);
});

test('a socket file that lost its rights is seen as it is, unless we are root', async () => {
  const { docker } = running;
  const socket = docker.socket ?? '';
  chmodSync(socket, 0);
  const failure = await running
    .workload()
    .sight()
    .then(
      () => null,
      (error: unknown) => error,
    );
  if (process.getuid?.() === 0) expect(failure).toBeNull();
  else expect(failure).toMatchObject({ code: 'docker-permission' });
});

test('what speaks no HTTP at all', async () => {
  const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const engine = { kind: 'tcp', host: '127.0.0.1', port, tls: null } as const;
  expect(await failureOf(running.workload({ engine }).sight())).toMatchObject({ retryable: true });
});

test('an outage ends: the same adapter goes on, on a new connection', async () => {
  const workload = running.workload();
  await workload.sight();
  running.docker.fault(/./, 'drop');
  await failureOf(workload.sight());
  running.docker.fault(/./, null);
  running.docker.restartEngine();
  expect((await workload.sight()).readings).toHaveLength(1);
});

test('statistics that hang leave the containers to be seen', async () => {
  running.docker.fault(/\/stats$/, 'hang');
  const { pods, readings, readingsWhy } = await running.workload({ timeoutMs: 500 }).sight();
  expect([pods.length, readings.length]).toEqual([1, 0]);
  expect(readingsWhy).toContain('did not answer within 0.5 s to read memory statistics');
});

test('a signal ends the wait at once', async () => {
  running.docker.fault(/\/stats$/, 'hang');
  const given = new AbortController();
  const failure = failureOf(running.workload().sight(given.signal));
  await expect.poll(() => running.docker.asked.some((one) => one.endsWith('/stats'))).toBe(true);
  given.abort();
  expect((await failure).code).toBe('docker-cancelled');
});

test('the address is named as DOCKER_HOST has it', async () => {
  const engine = { kind: 'tcp', host: '::1', port: 1, tls: null } as const;
  expect((await failureOf(running.workload({ engine }).sight())).message).toContain('tcp://[::1]:1');
  expect(engineOf(running.docker).kind).toBe('socket');
});
