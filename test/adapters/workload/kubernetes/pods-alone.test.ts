/** Pods alone: as they are now, whatever a sight that is under way still waits for. */
import { expect, onTestFinished, test } from 'vitest';
import type { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import { startLoopbackServer } from '../../loopback-server.ts';
import { healthyCheckoutOfEachTest, list, metricsPath, podsPath } from './healthy-checkout.ts';
import { checkoutPod, oomKilled } from './pods.ts';

type Options = Parameters<typeof kubernetesWorkload>[0];

const checkout = healthyCheckoutOfEachTest();
const kubeletPath = 'GET /api/v1/nodes/node-1/proxy/stats/summary';
const killed = () =>
  list(
    checkoutPod(
      {
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: oomKilled },
      },
      { spec: { nodeName: 'node-1' } },
    ),
  );

/** Nobody waits so long. */
const timeoutMs = 60_000;

test.each<[string, Options['readings'], string]>([
  ['the metrics API', 'metrics-api', metricsPath],
  ['the kubelet', 'kubelet', kubeletPath],
])('a kill is seen while %s hangs', async (_name, readings, path) => {
  const { api } = checkout;
  api.on(podsPath, () => list(checkoutPod({}, { spec: { nodeName: 'node-1' } })));
  api.on(path, { fault: 'hang' });
  const target = checkout.workload({ readings, timeoutMs });
  const enough = new AbortController();
  let ended = false;
  const sight = target
    .sight(enough.signal)
    .catch(() => null)
    .finally(() => {
      ended = true;
    });
  await expect.poll(() => api.count(path), { timeout: 20_000 }).toBe(1);
  api.on(podsPath, killed);
  expect(await target.pods()).toMatchObject([
    { restarts: 1, startedAt: null, lastTermination: { reason: 'OOMKilled', exitCode: 137 } },
  ]);
  expect([ended, api.count(path)]).toEqual([false, 1]);
  enough.abort();
  await sight;
});

test('a kill is seen while Prometheus hangs, and Prometheus is not asked for it', async () => {
  let asked = 0;
  const prometheus = await startLoopbackServer(() => {
    asked += 1;
  });
  onTestFinished(() => prometheus.close());
  checkout.api.on(podsPath, killed);
  const target = checkout.workload({ readings: 'prometheus', prometheusUrl: prometheus.url, timeoutMs });
  expect(await target.pods()).toMatchObject([{ restarts: 1, lastTermination: { reason: 'OOMKilled' } }]);
  expect(asked).toBe(0);
});
