/** What is seen through answers that a real cluster, a proxy or a broken one gives. */
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { type Answer, standInToken, statusBody } from './api-stand-in.ts';
import {
  deploymentPath,
  forbidden,
  healthyCheckoutOfEachTest,
  list,
  metricsPath,
  missing,
  noon,
  patienceFor,
  podsPath,
  statefulSetPath,
} from './healthy-checkout.ts';
import { checkoutDeployment, checkoutPod, oomKilled, podMetrics } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();

test('pods and readings, asked for by the deployment’s own selector, with the token of the kubeconfig', async () => {
  const sighting = await checkout.workload().sight();
  expect(sighting.pods).toMatchObject([{ name: 'checkout-6d8f9c7b5d-x2x7k', limitBytes: 20 * 2 ** 20 }]);
  expect(sighting.readings).toMatchObject([
    { at: Date.parse('2026-03-04T09:20:07Z'), seenAt: noon, usedBytes: 12_641_280 },
  ]);
  expect(sighting.readingsWhy).toBeNull();
  const lists = checkout.api.asked.filter((one) => one.path.endsWith('/pods'));
  expect(lists.map((one) => one.query.get('labelSelector'))).toEqual(
    Array(2).fill('opentelemetry.io/name=checkout'),
  );
  expect(checkout.api.asked.every((one) => one.headers.authorization === `Bearer ${standInToken}`)).toBe(
    true,
  );
});

test('what worked is remembered, and looked for again when it finds nothing', async () => {
  const target = checkout.workload();
  await target.sight();
  await target.sight();
  expect(checkout.api.count(`GET ${deploymentPath}`)).toBe(1);
  checkout.api.on(`GET ${deploymentPath}`, {
    body: checkoutDeployment({}, { selector: { matchLabels: { app: 'new' } } }),
  });
  checkout.api.on(podsPath, (asked) =>
    asked.query.get('labelSelector') === 'app=new' ? list(checkoutPod()) : list(),
  );
  expect((await target.sight()).pods).toHaveLength(1);
  await target.sight();
  expect(checkout.api.count(`GET ${deploymentPath}`)).toBe(2);
});

test.each<[string, Answer]>([
  ['missing', { status: 404, body: statusBody(404, 'NotFound', 'deployments.apps "checkout" not found') }],
  ['not readable', forbidden('deployments.apps "checkout" is forbidden: User "u" cannot get resource')],
])('a deployment that is %s: the chart’s label, then the guide’s', async (_name, answer) => {
  checkout.api.on(`GET ${deploymentPath}`, answer);
  checkout.api.on(podsPath, (asked) =>
    asked.query.get('labelSelector') === 'app.kubernetes.io/name=checkout' ? list(checkoutPod()) : list(),
  );
  const { pods, readings } = await checkout.workload().sight();
  expect([pods.length, readings.length]).toEqual([1, 1]);
  const tried = checkout.api.asked
    .filter((one) => one.path.startsWith('/api/v1'))
    .map((one) => one.query.get('labelSelector'));
  expect(tried).toEqual(['opentelemetry.io/name=checkout', 'app.kubernetes.io/name=checkout']);
});

test('a StatefulSet of that name has a selector too', async () => {
  checkout.api.on(`GET ${deploymentPath}`, missing);
  checkout.api.on(`GET ${statefulSetPath}`, {
    body: checkoutDeployment({}, { selector: { matchLabels: { app: 'set' } } }),
  });
  await checkout.workload().sight();
  expect(checkout.api.asked.at(-1)?.query.get('labelSelector')).toBe('app=set');
});

test('a selector that is given is the only one', async () => {
  checkout.api.on(podsPath, () => list());
  const { pods, readings, readingsWhy } = await checkout.workload({ selector: 'app=mine' }).sight();
  expect([pods, readings]).toEqual([[], []]);
  expect(readingsWhy).toBe('no pod in otel-demo has the labels app=mine');
  expect(checkout.api.count(`GET ${deploymentPath}`)).toBe(0);
});

test('no pods at all: said, not thrown; Go’s null list too', async () => {
  checkout.api.on(podsPath, { body: { items: null } });
  expect(await checkout.workload().sight()).toMatchObject({ pods: [], readings: [], readingsWhy: /./ });
});

test('pods without the container: the names that there are', async () => {
  const failure = await failureOf(checkout.workload({ container: 'checkot' }).sight());
  expect(failure).toMatchObject({ code: 'kubernetes-container', retryable: false });
  expect(failure.message).toContain('no container checkot, but checkout, wait-for-kafka');
  expect(failure.remedy).toContain('LEAKOPS_CONTAINER');
});

test('of a wide selector only the pods with the container', async () => {
  const other = checkoutPod({}, { metadata: { name: 'cart' }, spec: { containers: [{ name: 'cart' }] } });
  const cart = { ...other, status: {} };
  checkout.api.on(podsPath, () => list(cart, checkoutPod()));
  expect((await checkout.workload().sight()).pods).toHaveLength(1);
});

test('connections are kept', async () => {
  const target = checkout.workload();
  for (let n = 0; n < 20; n++) await target.sight();
  expect(checkout.api.connections()).toBeLessThanOrEqual(6);
});

test('pods and metrics are asked for at the same time', async () => {
  const hanging: Answer = { fault: 'hang' };
  const target = checkout.workload(patienceFor(hanging));
  await target.sight();
  checkout.api.on(podsPath, hanging);
  const before = checkout.api.asked.length;
  await failureOf(target.sight());
  expect(
    checkout.api.asked
      .slice(before)
      .map((one) => `${one.method} ${one.path}`)
      .sort(),
  ).toEqual([podsPath, metricsPath].sort());
});

describe('no readings is news, not a failure', () => {
  const html = '<!doctype html><title>Sign in</title>';
  test.each<[string, Answer, RegExp]>([
    [
      'not served, in plain text',
      { status: 404, body: '404 page not found\n' },
      /^metrics\.k8s\.io is not served: metrics-server is missing$/,
    ],
    [
      'not served, as a Status',
      { status: 404, body: statusBody(404, 'NotFound', 'the server could not find the requested resource') },
      /metrics-server is missing/,
    ],
    [
      'forbidden',
      forbidden(
        'pods.metrics.k8s.io is forbidden: User "u" cannot list resource "pods" in API group "metrics.k8s.io"',
      ),
      /may not list pods\.metrics\.k8s\.io in otel-demo.*- \{apiGroups: \["metrics\.k8s\.io"\], resources: \["pods"\], verbs: \["list"\]\}/,
    ],
    ['its backend down', { status: 503, body: 'service unavailable' }, /\(503\): metrics-server is down/],
    ['an error', { status: 500, body: statusBody(500, 'InternalError', 'no leader') }, /500 .*no leader/],
    ['hanging', { fault: 'hang' }, /did not answer within 0\.5 s/],
    ['cut', { body: { items: [podMetrics('12Mi')] }, fault: 'cut' }, /broke off its answer/],
    ['HTML', { body: html, type: 'text/html' }, /is not the Kubernetes API/],
    [
      'half a document',
      { body: '{"items": [', type: 'application/json' },
      /not the Kubernetes API, or a damaged/,
    ],
    ['another shape', { body: { pods: [] } }, /not the Kubernetes API, or a damaged/],
    ['an empty list', { body: { items: [] } }, /no reading of checkout-6d8f9c7b5d-x2x7k/],
  ])('%s', async (_name, answer, words) => {
    checkout.api.on(metricsPath, answer);
    const { pods, readings, readingsWhy } = await checkout.workload(patienceFor(answer)).sight();
    expect(pods).toHaveLength(1);
    expect(readings).toEqual([]);
    expect(readingsWhy).toMatch(words);
  });
});

test('a killed pod, as the run sees it', async () => {
  const status = {
    restartCount: 1,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: oomKilled },
  };
  checkout.api.on(podsPath, () => list(checkoutPod(status)));
  checkout.api.on(metricsPath, () => list());
  const { pods, readings, readingsWhy } = await checkout.workload().sight();
  expect(pods[0]).toMatchObject({
    waiting: 'CrashLoopBackOff',
    lastTermination: { reason: 'OOMKilled', exitCode: 137 },
  });
  expect(readings).toEqual([]);
  expect(readingsWhy).toMatch(/CrashLoopBackOff/);
});

test('for people', () => {
  expect(checkout.workload().title).toBe('checkout in otel-demo');
});
