import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  deploymentPath,
  failureOf,
  type HealthyCheckout,
  kubeSystemPath,
  list,
  metricsPath,
  podsPath,
  startHealthyCheckout,
} from './healthy-checkout.ts';
import { checkoutDeployment, checkoutPod, podMetrics } from './pods.ts';

let api: HealthyCheckout['api'];
let clock: HealthyCheckout['clock'];
let workload: HealthyCheckout['workload'];
let dateAt: HealthyCheckout['dateAt'];

beforeEach(async () => {
  ({ api, clock, workload, dateAt } = await startHealthyCheckout());
});
afterEach(() => api.stop());

function leaveOutDates(): void {
  api.on(podsPath, () => ({ ...list(checkoutPod()), date: null }));
  api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: null }));
  api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: null });
}

test('rule 18: equal dates of the source are equal readings, whatever the server’s clock seems to be', async () => {
  const target = workload();
  const seen = new Set<number>();
  for (let n = 0; n < 30; n++) {
    await clock.advance(770);
    api.on(podsPath, () => ({ ...list(checkoutPod()), date: dateAt(-20_000 + n * 100) }));
    api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: dateAt(-20_000 + n * 100) }));
    const { readings, pods } = await target.sight();
    for (const reading of readings) seen.add(reading.at);
    expect(pods).toHaveLength(1);
  }
  expect(seen.size).toBe(1);
});

test('a cluster that is 30 s behind: its readings are not 30 s old', async () => {
  api.on(podsPath, () => ({ ...list(checkoutPod()), date: dateAt(-30_000) }));
  api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: dateAt(-30_000) }));
  const sourceAt = Date.parse('2026-03-04T09:20:07Z');
  await clock.advance(30_000);
  api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: dateAt(-30_000) });
  const { readings, pods } = await workload().sight();
  expect(Math.abs((readings[0]?.at ?? 0) - (sourceAt + 30_000))).toBeLessThanOrEqual(1_000);
  expect(
    Math.abs((pods[0]?.startedAt ?? 0) - (Date.parse('2026-03-04T09:00:00Z') + 30_000)),
  ).toBeLessThanOrEqual(1_000);
});

test('without a Date header dates are taken as they are', async () => {
  leaveOutDates();
  const { readings } = await workload().sight();
  expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
});

test('the clock of an error may be a proxy’s: it is not the cluster’s', async () => {
  const target = workload();
  api.on(kubeSystemPath, { status: 502, body: '<html></html>', date: dateAt(3_600_000) });
  await failureOf(target.identity());
  leaveOutDates();
  const { readings } = await target.sight();
  expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
});
