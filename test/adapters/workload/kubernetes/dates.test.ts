import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import {
  deploymentPath,
  healthyCheckoutOfEachTest,
  kubeSystemPath,
  list,
  metricsPath,
  podsPath,
} from './healthy-checkout.ts';
import { checkoutDeployment, checkoutPod, podMetrics } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();

function leaveOutDates(): void {
  checkout.api.on(podsPath, () => ({ ...list(checkoutPod()), date: null }));
  checkout.api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: null }));
  checkout.api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: null });
}

test('rule 18: equal dates of the source are equal readings, whatever the server’s clock seems to be', async () => {
  const target = checkout.workload();
  const seen = new Set<number>();
  for (let n = 0; n < 30; n++) {
    await checkout.clock.advance(770);
    checkout.api.on(podsPath, () => ({ ...list(checkoutPod()), date: checkout.dateAt(-20_000 + n * 100) }));
    checkout.api.on(metricsPath, () => ({
      ...list(podMetrics('12345Ki')),
      date: checkout.dateAt(-20_000 + n * 100),
    }));
    const { readings, pods } = await target.sight();
    for (const reading of readings) seen.add(reading.at);
    expect(pods).toHaveLength(1);
  }
  expect(seen.size).toBe(1);
});

test('a cluster that is 30 s behind: its readings are not 30 s old', async () => {
  checkout.api.on(podsPath, () => ({ ...list(checkoutPod()), date: checkout.dateAt(-30_000) }));
  checkout.api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: checkout.dateAt(-30_000) }));
  const sourceAt = Date.parse('2026-03-04T09:20:07Z');
  await checkout.clock.advance(30_000);
  checkout.api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: checkout.dateAt(-30_000) });
  const { readings, pods } = await checkout.workload().sight();
  expect(Math.abs((readings[0]?.at ?? 0) - (sourceAt + 30_000))).toBeLessThanOrEqual(1_000);
  expect(
    Math.abs((pods[0]?.startedAt ?? 0) - (Date.parse('2026-03-04T09:00:00Z') + 30_000)),
  ).toBeLessThanOrEqual(1_000);
});

test('without a Date header dates are taken as they are', async () => {
  leaveOutDates();
  const { readings } = await checkout.workload().sight();
  expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
});

test('the clock of an error may be a proxy’s: it is not the cluster’s', async () => {
  const target = checkout.workload();
  checkout.api.on(kubeSystemPath, { status: 502, body: '<html></html>', date: checkout.dateAt(3_600_000) });
  await failureOf(target.identity());
  leaveOutDates();
  const { readings } = await target.sight();
  expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
});
