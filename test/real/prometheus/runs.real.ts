/** Whole runs, by the real desk and runner on the real clock, that end for what Prometheus alone shows. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { withGoroutines } from '../../../adapters/workload/prometheus/with-goroutines.ts';
import { startApiStandIn } from '../../adapters/workload/kubernetes/api-stand-in.ts';
import { checkoutDeployment, checkoutPod } from '../../adapters/workload/kubernetes/pods.ts';
import { createGame, type Game } from '../../fakes/game.ts';
import { describeWith } from '../gated.ts';
import { type Exporter, startExporter } from './exporter.ts';
import { type PrometheusServer, startPrometheus } from './server.ts';

describeWith('PROMETHEUS_PROGRAM')('a run with a real Prometheus', () => {
  let exporter: Exporter;
  let prometheus: PrometheusServer;
  let game: Game | null = null;

  beforeEach(async () => {
    exporter = await startExporter();
    prometheus = await startPrometheus(exporter.address);
  });
  afterEach(async () => {
    game?.crash();
    game = null;
    await prometheus?.close();
    await exporter?.close();
  });

  /** On the machine's clock: what Prometheus scrapes is dated by it. Memory stays where it is. */
  async function playWith(workload: (game: Game) => Game['shop']['workload']): Promise<Game> {
    const clock = { ...systemClock(), advance: (ms: number) => pause(ms) };
    const made = createGame({ pollMs: 300, leaseMs: 20_000, blindAfterMs: 30_000 }, { clock });
    made.shop.growthPerMinute = 0;
    made.shop.readingEveryMs = 1_000;
    made.shop.readingAgeMs = 0;
    made.shop.workload = workload(made);
    made.crash();
    await made.restart();
    game = made;
    return made;
  }

  const served = (one: Game) => one.flagd.valueServed() !== 0;

  test('a goroutine leak, cautious: memory shows nothing of it, the flag goes off', async () => {
    const one = await playWith((made) =>
      withGoroutines(made.shop.workload, { url: prometheus.url, service: 'checkout', clock: systemClock() }),
    );
    let goroutines = 67;
    const growing = setInterval(() => {
      if (served(one)) goroutines += 250;
      exporter.goroutines = [{ value: goroutines, instance: 'one' }];
    }, 1_500);
    try {
      exporter.goroutines = [{ value: goroutines, instance: 'one' }];
      expect(await one.start({ predict: 'cautious' })).toMatchObject({ kind: 'started' });
      const run = await one.until(['recovering', 'ended'], 60_000);
      expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'leak' });
      expect(run.decision?.why).toMatch(/goroutines .* → .*, more than bursts explain/);
      expect(served(one)).toBe(false);
    } finally {
      clearInterval(growing);
    }
  });

  test('a true peak between two readings: the working set shows nothing of it, the flag goes off', async () => {
    const containerId = 'a'.repeat(64);
    const api = await startApiStandIn(Date.now);
    api.on('GET /apis/apps/v1/namespaces/otel-demo/deployments/checkout', { body: checkoutDeployment() });
    const running = { running: { startedAt: new Date(Date.now() - 3_600_000).toISOString() } };
    const pod = checkoutPod({ containerID: `containerd://${containerId}`, state: running });
    api.on('GET /api/v1/namespaces/otel-demo/pods', { body: { items: [pod] } });
    try {
      const one = await playWith(() =>
        kubernetesWorkload({
          kubeconfig: api.kubeconfig,
          ...{ namespace: 'otel-demo', workload: 'checkout', container: 'checkout' },
          ...{ readings: 'prometheus', prometheusUrl: prometheus.url, clock: systemClock() },
        }),
      );
      let servedSince: number | null = null;
      exporter.containers = () => {
        if (served(one)) servedSince ??= Date.now();
        const isBursting = servedSince !== null && Date.now() - servedSince > 4_000;
        const memory = { usedMiB: 11, rssMiB: 10.5, maxMiB: isBursting ? 18.5 : 12, limitMiB: 20 };
        return [{ pod: 'checkout-6d8f9c7b5d-x2x7k', containerId, sampledAt: Date.now(), ...memory }];
      };
      expect(await one.start()).toMatchObject({ kind: 'started' });
      const run = await one.until(['recovering', 'ended'], 60_000);
      expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'peak' });
      expect(run.decision?.why).toMatch(/a true peak of 9\d/);
      expect(served(one)).toBe(false);
    } finally {
      await api.stop();
    }
  });
});
