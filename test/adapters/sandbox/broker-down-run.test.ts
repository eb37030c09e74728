/**
 * A whole `broker-down` run on the embedded sandbox: the real desk and adapters over HTTP, on the sandbox's fast clock.
 * What the sandbox's servers show is looked at beside the run, so that the order of things is theirs, not ours.
 */
import { expect, test } from 'vitest';
import { elasticClock } from '../../../adapters/clock/elastic.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { locustLoad } from '../../../adapters/load/locust.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { kubernetesBroker } from '../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { createDesk } from '../../../src/run/live-desk.ts';
import type { Run } from '../../../src/run/run.ts';
import { fakeChat } from '../../fakes/fake-chat.ts';
import { memoryStore } from '../../fakes/memory-store.ts';

const flagKey = 'kafkaQueueProblems';
const pollMs = 5_000;

test('ramp, trip, flag off, memory not freed, restart, broker back, report', async ({ onTestFinished }) => {
  const clock = elasticClock({ speed: 200, pollMs, startAt: Date.UTC(2026, 0, 5, 12) });
  const sandbox = await startSandbox({ clock, seed: 3 });
  onTestFinished(sandbox.stop);
  const { kubeconfig, flagdUiUrl, ofrepUrl, locustUrl } = sandbox;
  const flags = flagdUiFlags({ flagdUiUrl, ofrepUrl, clock });
  const load = locustLoad({ url: locustUrl, clock });
  const kubernetes = { kubeconfig, namespace: 'otel-demo', clock };
  const broker = kubernetesBroker({ ...kubernetes, name: 'kafka' });
  const workload = kubernetesWorkload({
    ...kubernetes,
    workload: 'checkout',
    container: 'checkout',
    readings: 'auto',
  });
  const chat = fakeChat(clock);
  const desk = createDesk({
    world: {
      flags,
      workload,
      loads: { choose: async () => load, of: () => load },
      brokers: { allowed: broker, of: () => broker },
    },
    identity: {
      target: 'sandbox',
      flagKey,
      flagSource: 'sandbox',
      ofrepUrl: 'sandbox',
      namespace: 'otel-demo',
      workload: 'checkout',
      clusterId: sandbox.bootId,
    },
    store: memoryStore(),
    clock,
    chats: [chat],
    settings: {
      flagKey,
      leaseMs: 90_000,
      blindAfterMs: 90_000,
      breaker: { thresholdPercent: 80, state: 'armed' },
      pollMs,
      progressMs: 180_000,
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      restartPolicy: 'never',
      publicUrl: null,
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    onChange: () => {},
  });
  onTestFinished(() => desk.close());
  void desk.idle();

  const seen: string[] = [];
  const note = (what: string) => {
    if (!seen.includes(what)) seen.push(what);
  };
  const [podBefore] = (await workload.sight()).pods;
  const before = await broker.read();
  const started = await desk.start(
    {
      chat: 'web',
      channel: 'game-day',
      owner: { id: 'ana', name: 'Ana' },
      command: 'start broker-down',
      scenario: 'broker-down',
      flagValue: 50,
      users: 25,
      spawnRate: null,
      durationMs: 30 * 60_000,
      breaker: { thresholdPercent: 80, state: 'armed' },
      predict: 'on',
      brokerDown: true,
      dry: false,
    },
    () => {},
  );
  expect(started.kind).toBe('started');
  const run = (): Run => desk.run('run-1')!;
  while (run().state !== 'ended') {
    const [served, kafka, { pods }] = await Promise.all([
      flags.served(flagKey),
      broker.read(),
      workload.sight(),
    ]);
    const off = served.kind === 'served' && served.off;
    if (kafka?.replicas === 0) note('kafka at 0');
    if (run().state === 'recovering' && off) note('flag off');
    if (pods.some(({ uid }) => uid !== podBefore?.uid)) note('checkout restarted');
    if (run().broker?.backAt !== null) note('kafka back');
    // What hangs would go on with the flag: never the one with the other.
    if (kafka?.replicas !== 0 && run().broker?.downAt !== null) expect(off).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ended = run();
  expect(seen).toEqual(['kafka at 0', 'flag off', 'checkout restarted', 'kafka back']);
  expect(ended).toMatchObject({ outcome: 'averted', recovery: 'recovered', broker: { undo: 'done' } });
  expect(ended.forecastSaid).not.toBeNull();
  expect(ended.kills).toEqual([]);
  expect(await broker.read()).toEqual(before);
  const keys = chat.keys().map((key) => key.replace('run-1/', ''));
  const steps = ['plan', 'broker-down', 'trip', 'broker-restart', 'broker-back', 'report'];
  expect(keys.filter((key) => steps.includes(key))).toEqual(steps);
  expect(keys.filter((key) => key !== 'card').length).toBeLessThanOrEqual(13);
  const report = chat.posts.find(({ key }) => key === 'run-1/report')!.said.lines.join('\n');
  expect(report).toContain('Restored: flag 0 ✓ · users 5 ✓ · Kafka 1 ✓ · other flags unchanged ✓');
}, 120_000);
