/** What is seen of a container: its memory by either version of control groups, and which containers are looked at. */
import { expect, test } from 'vitest';
import { sampleOf } from '../../../../adapters/workload/docker/stats.ts';
import { failureOf } from '../../../failure-of.ts';
import { MiB, runningCheckoutOfEachTest } from './running-checkout.ts';

const running = runningCheckoutOfEachTest();
const read = '2026-03-04T09:20:20.123456789Z';

test('cgroup v1, as measured: totals, page cache that may go taken off, and a maximum', () => {
  const stats = { inactive_file: 1, total_inactive_file: MiB, rss: 1, total_rss: 7 * MiB };
  const answer = { read, memory_stats: { usage: 9 * MiB, max_usage: 12 * MiB, stats, limit: 20 * MiB } };
  expect(sampleOf(answer, 'checkout')).toEqual({
    sourceAt: Date.parse('2026-03-04T09:20:20.123Z'),
    usedBytes: 8 * MiB,
    rssBytes: 7 * MiB,
    highestBytes: 12 * MiB,
  });
});

test('cgroup v2: no maximum, and that is unknown', () => {
  const stats = { inactive_file: MiB, anon: 7 * MiB };
  const answer = { read, memory_stats: { usage: 9 * MiB, stats, limit: 20 * MiB } };
  expect(sampleOf(answer, 'checkout')).toMatchObject({
    usedBytes: 8 * MiB,
    rssBytes: 7 * MiB,
    highestBytes: null,
  });
});

test('page cache that is not smaller than usage is not taken off', () => {
  const answer = { read, memory_stats: { usage: 2 * MiB, stats: { inactive_file: 2 * MiB } } };
  expect(sampleOf(answer, 'checkout')).toMatchObject({ usedBytes: 2 * MiB, rssBytes: null });
});

test.each<[string, unknown]>([
  ['of a container that is down', { read: '0001-01-01T00:00:00Z', memory_stats: {} }],
  ['without memory', { read }],
  ['of 0 bytes', { read, memory_stats: { usage: 0 } }],
  ['without a date', { memory_stats: { usage: 5 } }],
  ['of another shape', [7]],
])('statistics %s are no reading', (_name, answer) => {
  expect(sampleOf(answer, 'checkout')).toMatchObject({ why: expect.stringMatching(/checkout/) });
});

test('a reading is dated by the engine, and a true peak is one that was reached since the reading before', async () => {
  const workload = running.workload();
  const peaks: (number | null | undefined)[] = [];
  const look = async () => {
    const [reading] = (await workload.sight()).readings;
    peaks.push(reading?.peakBytes);
    return reading;
  };
  const before = running.clock.now();
  const first = await look();
  expect(first?.at).toBeGreaterThanOrEqual(Math.floor(before));
  expect(first?.at).toBeLessThanOrEqual(running.clock.now());
  running.checkout.maxUsageBytes = 15 * MiB;
  await look();
  await look();
  running.checkout.maxUsageBytes = 16 * MiB;
  await look();
  expect(peaks).toEqual([null, 15 * MiB, null, 16 * MiB]);
});

test('no limit is none, whatever the engine says of the machine; a limit without one for swap is said', async () => {
  running.docker.remove(running.checkout);
  running.docker.add({ ...running.checkout.options, limitBytes: 0 });
  const without = running.workload();
  expect((await without.sight()).pods[0]?.limitBytes).toBeNull();
  expect(without.hints.cautions).toEqual([]);

  running.docker.remove(running.checkout);
  const { memorySwapBytes: _, ...options } = running.checkout.options;
  running.docker.add({ ...options, name: 'other' });
  const swapping = running.workload({ container: 'other' });
  await swapping.sight();
  expect(swapping.hints.cautions).toMatchObject([{ remedy: expect.stringContaining('memswap_limit') }]);

  running.docker.add({ ...running.checkout.options, name: 'core', env: ['GOMEMLIMIT=16MiB'] });
  const brokerless = running.workload({ container: 'core' });
  await brokerless.sight();
  expect(brokerless.hints.cautions).toMatchObject([{ text: expect.stringContaining('no KAFKA_ADDR') }]);
});

test('health and a pause are heard', async () => {
  const workload = running.workload();
  running.checkout.paused = true;
  expect((await workload.sight()).pods[0]?.ready).toBe(false);
  running.checkout.paused = false;
  Object.assign(running.checkout.options, { health: 'unhealthy' });
  expect((await workload.sight()).pods[0]?.ready).toBe(false);
  Object.assign(running.checkout.options, { health: 'healthy' });
  expect((await workload.sight()).pods[0]?.ready).toBe(true);
});

test('replicas of one service are pods of one target; what `compose run` starts is none', async () => {
  const { options } = running.checkout;
  running.docker.add({ ...options, name: 'checkout-2' });
  running.docker.add({
    ...options,
    name: 'once',
    labels: { ...options.labels, 'com.docker.compose.oneoff': 'True' },
  });
  const { pods, readings } = await running.workload().sight();
  expect(pods.map(({ name }) => name).sort()).toEqual(['checkout', 'checkout-2']);
  expect(readings).toHaveLength(2);
});

test('a service of several projects is ambiguous, and the remedy names a container', async () => {
  const { options } = running.checkout;
  const labels = { ...options.labels, 'com.docker.compose.project': 'copy' };
  running.docker.add({ ...options, name: 'copy-checkout-1', labels });
  const failure = await failureOf(running.workload().sight());
  expect(failure).toMatchObject({ code: 'docker-ambiguous', retryable: false });
  expect(failure.message).toContain('checkout, copy-checkout-1');
  expect(failure.remedy).toContain('LEAKOPS_CONTAINER=checkout');
  const { pods } = await running.workload({ container: 'copy-checkout-1' }).sight();
  expect(pods.map(({ name }) => name)).toEqual(['copy-checkout-1']);
});

test('started without Compose it is found by the name of the workload', async () => {
  running.docker.add({ name: 'cart', memorySwapBytes: 20 * MiB });
  const workload = running.workload({ workload: 'cart' });
  expect((await workload.sight()).pods.map(({ name }) => name)).toEqual(['cart']);
  expect((await running.workload({ workload: 'nobody' }).sight()).readingsWhy).toBe(
    'there is no container nobody',
  );
});

test('the log of a container with a terminal has no frames, and both streams count', async () => {
  const workload = running.workload();
  const since = running.clock.now() - 1_000;
  running.checkout.log('order placed');
  running.checkout.log('order placed', 2);
  expect(await workload.countLogLines('order placed', since)).toBe(2);
  running.docker.add({ name: 'terminal', tty: true }).log('order placed');
  expect(await running.workload({ container: 'terminal' }).countLogLines('order placed', since)).toBe(1);
  running.docker.fault(/\/logs$/, {
    status: 501,
    body: { message: 'logging driver does not support reading' },
  });
  expect(await workload.countLogLines('order placed', since)).toBeNull();
});

test('Podman makes up an id for each answer: it has none', async () => {
  expect(await running.workload().identity()).toBe('FAKE:ENGI:NEOF:TEST');
  running.docker.headers['Libpod-Api-Version'] = '4.9.3';
  expect(await running.workload().identity()).toBeNull();
});

test('an id that may not be read is none', async () => {
  running.docker.fault(/\/info$/, { status: 403, body: '<html>' });
  expect(await running.workload().identity()).toBeNull();
});

test('a kill is seen while statistics hang: a sight waits for them, pods alone do not', async () => {
  const { docker, checkout } = running;
  const workload = running.workload({ timeoutMs: 60_000 });
  await workload.sight();
  docker.fault(/\/stats$/, 'hang');
  const enough = new AbortController();
  let ended = false;
  const sight = workload
    .sight(enough.signal)
    .catch(() => null)
    .finally(() => {
      ended = true;
    });
  checkout.end({ exitCode: 137, oom: true });
  expect(await workload.pods()).toMatchObject([{ lastTermination: { reason: 'OOMKilled', exitCode: 137 } }]);
  expect(ended).toBe(false);
  enough.abort();
  await sight;
});
