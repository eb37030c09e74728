import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { type Answer, statusBody } from './api-stand-in.ts';
import { healthyCheckoutOfEachTest, kubeSystemPath, patienceFor } from './healthy-checkout.ts';

const checkout = healthyCheckoutOfEachTest();

test('rule 25: the uid of kube-system', async () => {
  checkout.api.on(kubeSystemPath, { body: { metadata: { name: 'kube-system', uid: 'c1u5-7e4' } } });
  expect(await checkout.workload().identity()).toBe('c1u5-7e4');
});

test.each([403, 404])('null where it may not be read (%d)', async (status) => {
  checkout.api.on(kubeSystemPath, {
    status,
    body: statusBody(status, 'No', 'namespaces "kube-system" cannot'),
  });
  expect(await checkout.workload().identity()).toBeNull();
});

test.each<[string, Answer]>([
  ['500', { status: 500, body: {} }],
  ['hanging', { fault: 'hang' }],
  ['HTML', { body: '<html></html>', type: 'text/html' }],
])('%s is not “may not be read”', async (_name, answer) => {
  checkout.api.on(kubeSystemPath, answer);
  expect((await failureOf(checkout.workload(patienceFor(answer)).identity())).retryable).toBe(true);
});
