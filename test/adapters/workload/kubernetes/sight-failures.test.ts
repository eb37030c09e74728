/** Failures of the sight: each with its own code, and words to act on. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { type Answer, kubeconfigText, standInToken, statusBody } from './api-stand-in.ts';
import {
  forbidden,
  healthyCheckoutOfEachTest,
  list,
  metricsPath,
  patienceFor,
  podsPath,
} from './healthy-checkout.ts';
import { checkoutPod, podMetrics } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();

const html = '<!doctype html><title>Sign in</title>';

test.each<[string, Answer, string, boolean, RegExp]>([
  [
    '401',
    { status: 401, body: statusBody(401, 'Unauthorized', 'Unauthorized') },
    'kubernetes-401',
    true,
    /credentials/,
  ],
  [
    '403',
    forbidden('pods is forbidden: User "system:serviceaccount:leakops:bot" cannot list resource "pods"'),
    'kubernetes-403',
    false,
    /may not list pods in otel-demo.*needs - \{apiGroups: \[""\], resources: \["pods"\], verbs: \["list"\]\}/,
  ],
  [
    '404',
    { status: 404, body: 'no such host' },
    'kubernetes-404',
    false,
    /list pods in otel-demo: not found/,
  ],
  [
    '410',
    { status: 410, body: statusBody(410, 'Expired', 'too old') },
    'kubernetes-410',
    true,
    /410.*too old/,
  ],
  ['429', { status: 429, body: 'slow down' }, 'kubernetes-429', true, /429/],
  [
    '500',
    { status: 500, body: html, type: 'text/html' },
    'kubernetes-500',
    true,
    /answered 500 to list pods/,
  ],
  [
    '503',
    { status: 503, body: statusBody(503, 'x', 'etcd leader changed') },
    'kubernetes-503',
    true,
    /etcd leader/,
  ],
  ['hanging', { fault: 'hang' }, 'kubernetes-unreachable', true, /did not answer within 0\.5 s to list pods/],
  ['dropped', { fault: 'drop' }, 'kubernetes-unreachable', true, /cannot be reached/],
  ['cut', { body: { items: [checkoutPod()] }, fault: 'cut' }, 'kubernetes-unreachable', true, /broke off/],
  ['HTML', { body: html, type: 'text/html' }, 'kubernetes-answer', true, /is not the Kubernetes API/],
  [
    'an empty 200',
    { body: '', type: 'application/json' },
    'kubernetes-answer',
    true,
    /is not the Kubernetes API/,
  ],
  [
    'null',
    { body: 'null', type: 'application/json' },
    'kubernetes-answer',
    true,
    /is not the Kubernetes API/,
  ],
  ['another shape', { body: { items: 7 } }, 'kubernetes-answer', true, /damaged answer/],
  ['no type', { body: '{}', type: 'application/octet-stream' }, 'kubernetes-answer', true, /damaged answer/],
])('%s', async (_name, answer, code, retryable, words) => {
  checkout.api.on(podsPath, answer);
  const failure = await failureOf(checkout.workload(patienceFor(answer)).sight());
  expect(failure).toMatchObject({ code, retryable });
  expect(failure.message).toMatch(words);
  expect(failure.remedy).toMatch(/\w/);
});

test('nothing listens', async () => {
  const target = checkout.workload();
  await target.identity();
  await checkout.api.stop();
  // The first may still find its old connection closed.
  await failureOf(target.sight());
  const { code, message, retryable } = await failureOf(target.sight());
  expect([code, retryable]).toEqual(['kubernetes-unreachable', true]);
  expect(message).toMatch(/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
});

test('what has hung too long is given up on the wire too', async () => {
  const hanging: Answer = { fault: 'hang' };
  checkout.api.on(podsPath, hanging);
  await failureOf(checkout.workload(patienceFor(hanging)).sight());
  await expect.poll(() => checkout.api.abandoned()).toBe(1);
});

test('the signal ends the wait at once, and nothing is sent after it', async () => {
  checkout.api.on(podsPath, { fault: 'hang' });
  const target = checkout.workload({ timeoutMs: 60_000 });
  const stop = new AbortController();
  const work = failureOf(target.sight(stop.signal));
  await expect.poll(() => checkout.api.count(podsPath)).toBe(1);
  stop.abort();
  expect((await work).code).toBe('kubernetes-cancelled');
  const before = checkout.api.asked.length;
  expect((await failureOf(target.sight(stop.signal))).code).toBe('kubernetes-cancelled');
  expect(checkout.api.asked).toHaveLength(before);
});

test('an outage ends: the same adapter goes on', async () => {
  const target = checkout.workload();
  await target.sight();
  checkout.api.on(podsPath, { fault: 'drop' });
  await failureOf(target.sight());
  checkout.api.on(podsPath, () => list(checkoutPod()));
  expect((await target.sight()).pods).toHaveLength(1);
});

test('a rotated token is read anew, within the same sight', async () => {
  const target = checkout.workload();
  await target.sight();
  writeFileSync(checkout.api.kubeconfig, kubeconfigText(checkout.api.url, 'rotated-token-99'));
  const unlessRotated =
    (answer: () => Answer) => (asked: { headers: { authorization?: string | undefined } }) =>
      asked.headers.authorization === 'Bearer rotated-token-99' ? answer() : { status: 401, body: {} };
  checkout.api.on(
    podsPath,
    unlessRotated(() => list(checkoutPod())),
  );
  checkout.api.on(
    metricsPath,
    unlessRotated(() => list(podMetrics('12Mi'))),
  );
  expect((await target.sight()).readings).toHaveLength(1);
});

test('no credential is ever said, even when a server repeats it', async () => {
  const echo = `Bearer ${standInToken} is not for ${standInToken}; -----BEGIN CERTIFICATE-----\nMIIC`;
  const said: string[] = [];
  for (const status of [400, 401, 403, 404, 409, 422, 500, 503]) {
    checkout.api.on(podsPath, { status, body: statusBody(status, 'Odd', echo) });
    checkout.api.on(metricsPath, { status, body: statusBody(status, 'Odd', echo) });
    const failure = await failureOf(checkout.workload().sight());
    said.push(
      JSON.stringify([failure.code, failure.message, failure.remedy, failure.stack, failure.cause ?? '']),
    );
  }
  checkout.api.on(podsPath, () => list(checkoutPod()));
  said.push(JSON.stringify(await checkout.workload().sight()));
  for (const words of said) {
    expect(words).not.toContain(standInToken);
    expect(words).not.toContain('MIIC');
  }
});
