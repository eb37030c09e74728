/** What a real engine does to the adapter: it hangs, restarts, dies, is reached by TLS, and finds by labels. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { dockerWorkload } from '../../../adapters/workload/docker/docker-workload.ts';
import type { Sighting, Workload } from '../../../src/ports.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { type Engine, type EngineOptions, startEngine } from './engine.ts';
import { workloadOn } from './engine-under-test.ts';
import { importLeaky, type LeakyOptions, runLeaky } from './leaky.ts';

const overLimitBytes = 30 * 2 ** 20;

describeWith('LEAKOPS_TEST_LEAKY_TAR')('an engine that is not as usual', () => {
  async function engineWith(options: EngineOptions = {}, container: LeakyOptions = {}) {
    const engine = await startEngine(options);
    onTestFinished(() => engine.close());
    await importLeaky(engine, handed('LEAKOPS_TEST_LEAKY_TAR'));
    return { engine, leaky: await runLeaky(engine, container) };
  }

  const sight = (workload: Workload) => workload.sight(AbortSignal.timeout(10_000));
  const sightThat = (workload: Workload, wanted: (seen: Sighting) => boolean) =>
    until('a sight that is as wanted', async () => {
      const seen = await sight(workload).catch(() => null);
      return seen !== null && wanted(seen) ? seen : null;
    });

  test('hangs: a Failure to try again in a bounded time; then it is seen as before', async () => {
    const { engine } = await engineWith();
    const workload = workloadOn(engine, 'checkout');
    const [before] = (await sightThat(workload, ({ readings }) => readings.length > 0)).pods;
    engine.freeze();
    const askedAt = performance.now();
    await expect(workload.sight()).rejects.toMatchObject({ name: 'Failure', retryable: true });
    expect(performance.now() - askedAt).toBeLessThan(15_000);
    engine.thaw();
    const after = await sightThat(workload, ({ readings }) => readings.length > 0);
    expect(after.pods).toEqual([before]);
  });

  test('restarts while containers go on (live-restore): the same process, and a kill after it is told', async () => {
    const { engine, leaky } = await engineWith({ liveRestore: true });
    const workload = workloadOn(engine, 'checkout');
    const watching = new AbortController();
    let told = 0;
    const watched = workload.watch(() => {
      told += 1;
    }, watching.signal);
    const [before] = (await sight(workload)).pods;
    await engine.stop();
    await expect(workload.sight()).rejects.toMatchObject({ name: 'Failure', retryable: true });
    await engine.start();
    const [after] = (await sightThat(workload, ({ readings }) => readings.length > 0)).pods;
    expect(after).toEqual(before);
    await leaky.step(overLimitBytes);
    const killed = await sightThat(workload, ({ pods }) => pods[0]?.lastTermination != null);
    expect(killed.pods[0]?.lastTermination).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
    await until('a word of it', async () => told > 0);
    watching.abort();
    await watched;
  });

  test('restarts and its containers with it: another process, that nobody killed', async () => {
    const { engine } = await engineWith();
    const workload = workloadOn(engine, 'checkout');
    const [before] = (await sight(workload)).pods;
    await engine.stop();
    await engine.start();
    const seen = await sightThat(
      workload,
      ({ pods, readings }) => readings.length > 0 && pods[0]?.startedAt !== before?.startedAt,
    );
    expect(seen.pods).toHaveLength(1);
    expect(seen.pods[0]?.uid).toBe(before?.uid);
    expect(seen.pods[0]?.lastTermination?.reason).not.toBe('OOMKilled');
  });

  test('killed while it is away (live-restore): the end is seen when the engine is back', async () => {
    const { engine, leaky } = await engineWith({ liveRestore: true });
    const workload = workloadOn(engine, 'checkout');
    const [before] = (await sight(workload)).pods;
    await engine.kill();
    await leaky.step(overLimitBytes);
    await until('the end of it', () =>
      leaky.state().then(
        () => false,
        () => true,
      ),
    );
    await engine.start();
    const seen = await sightThat(workload, ({ pods }) => pods[0]?.lastTermination != null);
    // It comes back with a new process, and knows neither the exit code nor that it was for memory.
    expect(seen.pods[0]?.lastTermination?.reason).toBe('Unknown');
    expect(seen.pods[0]?.startedAt).not.toBe(before?.startedAt);
  });

  test('over TCP with TLS: with certificates of its authority, and with no others', async () => {
    const { engine } = await engineWith({ tls: true });
    const { port, certificates } = tlsOf(engine);
    const over = (folder: string | null) =>
      dockerWorkload({
        engine: {
          kind: 'tcp',
          host: '127.0.0.1',
          port,
          tls: folder === null ? null : { certificates: folder },
        },
        workload: 'checkout',
        container: null,
        clock: systemClock(),
      });
    const seen = await sightThat(over(certificates.client), ({ readings }) => readings.length > 0);
    expect(seen.pods).toHaveLength(1);
    await expect(over(certificates.stranger).sight()).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(/certificate|TLS/i),
    });
    await expect(over(null).sight()).rejects.toMatchObject({
      name: 'Failure',
      remedy: expect.stringMatching(/DOCKER_TLS_VERIFY|TLS/),
    });
  });

  test('two Compose projects with a checkout each: named, and never guessed', async () => {
    const { engine, leaky } = await engineWith({}, { name: 'demo-checkout-1', project: 'demo' });
    const found = workloadOn(engine, null);
    expect((await sight(found)).pods.map(({ name }) => name)).toEqual([leaky.name]);
    await runLeaky(engine, { name: 'other-checkout-1', project: 'other' });
    await expect(workloadOn(engine, null).sight()).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(/demo-checkout-1.*other-checkout-1|other-checkout-1.*demo-checkout-1/),
      remedy: expect.stringContaining('LEAKOPS_CONTAINER'),
    });
    const chosen = workloadOn(engine, 'other-checkout-1');
    expect((await sight(chosen)).pods.map(({ name }) => name)).toEqual(['other-checkout-1']);
  });

  test('a terminal: its log has another form, and is counted all the same', async () => {
    const { engine } = await engineWith({}, { terminal: true, ordersASecond: 5 });
    const workload = workloadOn(engine, 'checkout');
    const since = Date.now() - 1_000;
    await until('lines', async () => ((await workload.countLogLines('order placed', since)) ?? 0) > 3);
    expect(await workload.countLogLines('never logged', since)).toBe(0);
  });

  test('a log of megabytes is counted since an instant only', async () => {
    const { engine } = await engineWith({}, { ordersASecond: 200 });
    const workload = workloadOn(engine, 'checkout');
    await sleep(3_000);
    const since = Date.now();
    await sleep(1_000);
    const counted = await workload.countLogLines('order placed', since);
    expect(counted).toBeGreaterThan(50);
    expect(counted).toBeLessThan(600);
  });

  test('a kill is shown as the same one, and no second, when a restart follows it', async () => {
    const { engine, leaky } = await engineWith();
    const workload = workloadOn(engine, 'checkout');
    // Of a process that is killed in its first moments the engine tells in any order.
    await sleep(1_000);
    await leaky.step(overLimitBytes);
    const killed = await sightThat(workload, ({ pods }) => pods[0]?.lastTermination?.reason === 'OOMKilled');
    await workload.restart({ key: 'run-1', at: Date.now() + 5_000 });
    const seen = await sightThat(
      workload,
      ({ pods }) => pods[0]?.ready === true && pods[0].startedAt !== killed.pods[0]?.startedAt,
    );
    expect(seen.pods[0]?.lastTermination).toEqual(killed.pods[0]?.lastTermination);
  });
});

function tlsOf(engine: Engine) {
  if (engine.tls === null) throw new Error('an engine without TLS');
  return engine.tls;
}
