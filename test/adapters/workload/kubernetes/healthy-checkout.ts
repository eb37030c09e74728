/**
 * The adapter on the stand-in of the API behind which one healthy checkout runs: what a test of it begins with, and
 * the requests whose answers it changes.
 */
import { afterEach, beforeEach } from 'vitest';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Workload } from '../../../../src/ports.ts';
import { type ManualClock, manualClock } from '../../sandbox/manual-clock.ts';
import { type Answer, type ApiStandIn, startApiStandIn, statusBody } from './api-stand-in.ts';
import { checkoutDeployment, checkoutPod, podMetrics } from './pods.ts';

export const noon = Date.parse('2026-03-04T09:20:20Z');
export const podsPath = 'GET /api/v1/namespaces/otel-demo/pods';
export const metricsPath = 'GET /apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods';
export const deploymentPath = '/apis/apps/v1/namespaces/otel-demo/deployments/checkout';
export const statefulSetPath = '/apis/apps/v1/namespaces/otel-demo/statefulsets/checkout';
export const kubeSystemPath = 'GET /api/v1/namespaces/kube-system';

export const list = (...items: unknown[]): Answer => ({ body: { items } });
export const missing: Answer = { status: 404, body: statusBody(404, 'NotFound', 'none') };
export const forbidden = (message: string): Answer => ({
  status: 403,
  body: statusBody(403, 'Forbidden', message),
});

type Options = Parameters<typeof kubernetesWorkload>[0];

export interface HealthyCheckout {
  api: ApiStandIn;
  clock: ManualClock;
  workload(options?: Partial<Options>): Workload;
  /** A `Date` header that is so far off the clock. */
  dateAt(offsetMs: number): string;
}

export async function startHealthyCheckout(): Promise<HealthyCheckout> {
  const clock = manualClock(noon);
  const api = await startApiStandIn(clock.now);
  api.on(podsPath, () => list(checkoutPod()));
  api.on(metricsPath, () => list(podMetrics('12345Ki')));
  api.on(`GET ${deploymentPath}`, { body: checkoutDeployment() });
  return {
    api,
    clock,
    workload: (options) =>
      kubernetesWorkload({
        kubeconfig: api.kubeconfig,
        namespace: 'otel-demo',
        workload: 'checkout',
        container: 'checkout',
        readings: 'auto',
        clock,
        timeoutMs: 10_000,
        ...options,
      }),
    dateAt: (offsetMs) => new Date(clock.now() + offsetMs).toUTCString(),
  };
}

/** One for each test of a file: begun before it, stopped after it. */
export function healthyCheckoutOfEachTest(): HealthyCheckout {
  const checkout = {} as HealthyCheckout;
  beforeEach(async () => {
    Object.assign(checkout, await startHealthyCheckout());
  });
  afterEach(() => checkout.api.stop());
  return checkout;
}

/** Short where the answer hangs, so that the test does not wait long; else long enough for any machine. */
export function patienceFor(answer: Answer): { timeoutMs: number } {
  return { timeoutMs: answer.fault === 'hang' ? 500 : 10_000 };
}
