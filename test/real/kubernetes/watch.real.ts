/** The watch of the target's pods on a real API server, through its end, its restart and an expired version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { kubernetesWorkload } from '../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { signedCertificate } from './certificates.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { handedBinaries } from './handed.ts';
import { created, type Kubelet, playKubelet } from './kubelet.ts';

const namespace = 'otel-demo';
const pods = `/api/v1/namespaces/${namespace}/pods`;

function checkoutPod(name: string): object {
  return {
    metadata: { name, labels: { 'opentelemetry.io/name': 'checkout' } },
    spec: { containers: [{ name: 'checkout', image: 'demo:checkout' }] },
  };
}

describeWith('KUBERNETES_BINARIES')('a watch', () => {
  let cluster: Cluster;
  let kubelet: Kubelet;
  let folder: string;
  beforeAll(async () => {
    // One of its own: it is crashed.
    cluster = await startCluster(handedBinaries());
    folder = mkdtempSync(join(tmpdir(), 'leakops-watch-'));
    const serving = await signedCertificate(cluster.clientCaFolder, { folder, name: 'kubelet' });
    await created(cluster, '/api/v1/namespaces', { metadata: { name: namespace } });
    kubelet = await playKubelet(cluster, serving, namespace);
    await created(cluster, pods, checkoutPod('checkout-1'));
    await until('the pod', async () => kubelet.processes().length === 1);
  });
  afterAll(async () => {
    await kubelet?.stop();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function watching() {
    const logged: string[] = [];
    const log = (details: object, words: string) => void logged.push(`${words} ${JSON.stringify(details)}`);
    const stop = new AbortController();
    let told = 0;
    const watched = kubernetesWorkload({
      ...{ kubeconfig: cluster.kubeconfig, namespace, workload: 'checkout', container: 'checkout' },
      ...{ readings: 'auto', clock: systemClock(), logger: { info: log, warn: log }, random: () => 0 },
    }).watch(() => {
      told += 1;
    }, stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await watched;
    });
    return { told: () => told, logged };
  }

  const kill = () => kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { afterMs: 1_100 });
  /** Ends processes until that is told of: the first may come before the watch has begun. */
  async function hears(told: () => number): Promise<void> {
    const before = told();
    await expect
      .poll(
        async () => {
          await kill();
          await pause(500);
          return told() > before;
        },
        { interval: 1_500 },
      )
      .toBe(true);
    await pause(2_000);
  }
  const annotate = (value: string) =>
    cluster.request('PATCH', `${pods}/checkout-1`, { metadata: { annotations: { value } } });

  test('a kill is told of within a fraction of a second, other updates are not', async () => {
    const { told, logged } = watching();
    await hears(told);
    const before = told();
    for (let n = 0; n < 20; n++) await annotate(String(n));
    await pause(500);
    expect(told()).toBe(before);
    const killedAt = performance.now();
    const killed = kill();
    while (told() === before && performance.now() - killedAt < 10_000) await pause(5);
    const heardAfterMs = performance.now() - killedAt;
    await killed;
    expect(told()).toBeGreaterThan(before);
    console.log(`a kill was told of after ${Math.round(heardAfterMs)} ms`);
    expect(heardAfterMs).toBeLessThan(10_000);
    await pause(1_500);
    const restarted = told();
    await created(cluster, pods, checkoutPod('checkout-2'));
    await expect.poll(told).toBeGreaterThan(restarted);
    const second = told();
    await cluster.request('DELETE', `${pods}/checkout-2`, { gracePeriodSeconds: 0 });
    await expect.poll(told).toBeGreaterThan(second);
    expect(logged.filter((line) => line.includes('cannot be watched'))).toEqual([]);
  });

  test('the server dies by kill -9 and comes back: what happened meanwhile is told of, and what comes after', async () => {
    const { told, logged } = watching();
    await hears(told);
    // So many changes that the version of the watch is not kept any more.
    for (let n = 0; n < 200; n++) await annotate(`x${n}`);
    const before = told();
    await cluster.crash();
    await pause(3_000);
    await cluster.restart();
    await kill();
    await expect.poll(told).toBeGreaterThan(before);
    await hears(told);
    expect(logged.filter((line) => line.includes('cannot be watched')).length).toBeLessThanOrEqual(1);
  });

  test('a version that is too old is a 410 in an event, on a 200: as the sandbox answers', async () => {
    const answer = await cluster.request('GET', `${pods}?watch=true&resourceVersion=1&timeoutSeconds=2`);
    expect(answer).toMatchObject({
      status: 200,
      body: { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } },
    });
  });
});
