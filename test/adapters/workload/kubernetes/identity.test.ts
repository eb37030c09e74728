import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Answer, statusBody } from './api-stand-in.ts';
import {
  failureOf,
  type HealthyCheckout,
  kubeSystemPath,
  patienceFor,
  startHealthyCheckout,
} from './healthy-checkout.ts';

let api: HealthyCheckout['api'];
let workload: HealthyCheckout['workload'];

beforeEach(async () => {
  ({ api, workload } = await startHealthyCheckout());
});
afterEach(() => api.stop());

test('rule 25: the uid of kube-system', async () => {
  api.on(kubeSystemPath, { body: { metadata: { name: 'kube-system', uid: 'c1u5-7e4' } } });
  expect(await workload().identity()).toBe('c1u5-7e4');
});

test.each([403, 404])('null where it may not be read (%d)', async (status) => {
  api.on(kubeSystemPath, { status, body: statusBody(status, 'No', 'namespaces "kube-system" cannot') });
  expect(await workload().identity()).toBeNull();
});

test.each<[string, Answer]>([
  ['500', { status: 500, body: {} }],
  ['hanging', { fault: 'hang' }],
  ['HTML', { body: '<html></html>', type: 'text/html' }],
])('%s is not “may not be read”', async (_name, answer) => {
  api.on(kubeSystemPath, answer);
  expect((await failureOf(workload(patienceFor(answer)).identity())).retryable).toBe(true);
});
