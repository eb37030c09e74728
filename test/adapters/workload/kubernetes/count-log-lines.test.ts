import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { type Answer, statusBody } from './api-stand-in.ts';
import {
  deploymentPath,
  forbidden,
  healthyCheckoutOfEachTest,
  list,
  noon,
  podsPath,
} from './healthy-checkout.ts';
import { checkoutDeployment, checkoutPod } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();

const logPath = 'GET /api/v1/namespaces/otel-demo/pods/checkout-6d8f9c7b5d-x2x7k/log';
const log = [
  '2026-03-04T09:19:59.9Z order placed',
  '2026-03-04T09:20:00.1Z order placed',
  '2026-03-04T09:20:10.1Z something else',
  '2026-03-04T09:20:11.1Z order placed',
].join('\n');
const since = Date.parse('2026-03-04T09:20:00Z');

test('of the container, since then', async () => {
  checkout.api.on(logPath, { body: log });
  expect(await checkout.workload().countLogLines('order placed', since)).toBe(2);
  const query = Object.fromEntries(checkout.api.asked.at(-1)?.query ?? []);
  expect(query).toMatchObject({ container: 'checkout', timestamps: 'true', sinceSeconds: '21' });
});

test('of the newest pod', async () => {
  const older = checkoutPod({}, { metadata: { name: 'older', creationTimestamp: '2026-03-04T07:00:00Z' } });
  checkout.api.on(podsPath, () => list(older, checkoutPod(), older));
  checkout.api.on(logPath, { body: log });
  expect(await checkout.workload().countLogLines('order placed', since)).toBe(2);
});

test('on a cluster whose clock is ahead', async () => {
  const ahead = (answer: Answer): Answer => ({ ...answer, date: checkout.dateAt(60_000) });
  checkout.api.on(`GET ${deploymentPath}`, ahead({ body: checkoutDeployment() }));
  checkout.api.on(podsPath, () => ahead(list(checkoutPod())));
  checkout.api.on(
    logPath,
    ahead({ body: log.replaceAll('T09:20:', 'T09:21:').replaceAll('T09:19:', 'T09:20:') }),
  );
  expect(await checkout.workload().countLogLines('order placed', since + 5_000)).toBe(1);
});

test('an instant in the future asks for the last second', async () => {
  checkout.api.on(logPath, { body: log });
  expect(await checkout.workload().countLogLines('order placed', noon + 60_000)).toBe(0);
  expect(checkout.api.asked.at(-1)?.query.get('sinceSeconds')).toBe('1');
});

test.each<[string, Answer]>([
  ['pod gone', { status: 404, body: statusBody(404, 'NotFound', 'pods "checkout" not found') }],
  ['not started', { status: 400, body: statusBody(400, 'BadRequest', 'container is waiting to start') }],
])('%s is null, not 0', async (_name, answer) => {
  checkout.api.on(logPath, answer);
  expect(await checkout.workload().countLogLines('order placed', since)).toBeNull();
});

test('forbidden: the rule that the Role lacks', async () => {
  checkout.api.on(logPath, forbidden('cannot get resource "pods/log"'));
  await expect(checkout.workload().countLogLines('order placed', since)).rejects.toMatchObject({
    code: 'kubernetes-403',
    message: expect.stringContaining('- {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}'),
  });
});

test('a log that was cut off for its length is null, not what came of it', async () => {
  checkout.api.on(logPath, { body: 'order placed\n'.repeat(2_600_000).slice(0, 32 * 2 ** 20) });
  expect(await checkout.workload().countLogLines('order placed', since)).toBeNull();
  expect(checkout.api.asked.at(-1)?.query.get('limitBytes')).toBe(String(32 * 2 ** 20));
});

test('no pod is null', async () => {
  checkout.api.on(podsPath, () => list());
  expect(await checkout.workload().countLogLines('order placed', since)).toBeNull();
});

test('a server that fails is a failure', async () => {
  checkout.api.on(logPath, { status: 500, body: 'kubelet gone' });
  expect((await failureOf(checkout.workload().countLogLines('order placed', since))).code).toBe(
    'kubernetes-500',
  );
});
