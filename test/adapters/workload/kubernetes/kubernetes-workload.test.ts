/** The adapter against answers that a real cluster, a proxy or a broken one gives. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kubernetesWorkload } from '../../../../adapters/workload/kubernetes/kubernetes-workload.ts';
import type { Failure } from '../../../../src/failure.ts';
import type { Workload } from '../../../../src/ports.ts';
import { type ManualClock, manualClock } from '../../sandbox/manual-clock.ts';
import {
  type Answer,
  type ApiStandIn,
  kubeconfigText,
  standInToken,
  startApiStandIn,
  statusBody,
} from './api-stand-in.ts';
import { checkoutDeployment, checkoutPod, type Json, oomKilled, podMetrics } from './pods.ts';

const noon = Date.parse('2026-03-04T09:20:20Z');
const podsPath = 'GET /api/v1/namespaces/otel-demo/pods';
const metricsPath = 'GET /apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods';
const deploymentPath = '/apis/apps/v1/namespaces/otel-demo/deployments/checkout';
const statefulSetPath = '/apis/apps/v1/namespaces/otel-demo/statefulsets/checkout';
const kubeSystemPath = 'GET /api/v1/namespaces/kube-system';
const logPath = 'GET /api/v1/namespaces/otel-demo/pods/checkout-6d8f9c7b5d-x2x7k/log';

let api: ApiStandIn;
let clock: ManualClock;

const date = (offsetMs: number) => new Date(clock.now() + offsetMs).toUTCString();
const list = (...items: unknown[]): Answer => ({ body: { items } });
const forbidden = (message: string): Answer => ({ status: 403, body: statusBody(403, 'Forbidden', message) });

function workload(rest: Partial<Parameters<typeof kubernetesWorkload>[0]> = {}): Workload {
  return kubernetesWorkload({
    kubeconfig: api.kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    readings: 'auto',
    clock,
    timeoutMs: 500,
    ...rest,
  });
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => 'nothing',
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'Failure' });
  return error as Failure;
}

beforeEach(async () => {
  clock = manualClock(noon);
  api = await startApiStandIn(clock.now);
  api.on(podsPath, () => list(checkoutPod()));
  api.on(metricsPath, () => list(podMetrics('12345Ki')));
  api.on(`GET ${deploymentPath}`, { body: checkoutDeployment() });
});
afterEach(() => api.stop());

describe('sight', () => {
  test('pods and readings, asked for by the deployment’s own selector, with the token of the kubeconfig', async () => {
    const sighting = await workload().sight();
    expect(sighting.pods).toMatchObject([{ name: 'checkout-6d8f9c7b5d-x2x7k', limitBytes: 20 * 2 ** 20 }]);
    expect(sighting.readings).toMatchObject([
      { at: Date.parse('2026-03-04T09:20:07Z'), seenAt: noon, usedBytes: 12_641_280 },
    ]);
    expect(sighting.readingsWhy).toBeNull();
    const lists = api.asked.filter((one) => one.path.endsWith('/pods'));
    expect(lists.map((one) => one.query.get('labelSelector'))).toEqual(
      Array(2).fill('opentelemetry.io/name=checkout'),
    );
    expect(api.asked.every((one) => one.headers.authorization === `Bearer ${standInToken}`)).toBe(true);
  });

  test('what worked is remembered, and looked for again when it finds nothing', async () => {
    const target = workload();
    await target.sight();
    await target.sight();
    expect(api.count(`GET ${deploymentPath}`)).toBe(1);
    api.on(`GET ${deploymentPath}`, {
      body: checkoutDeployment({}, { selector: { matchLabels: { app: 'new' } } }),
    });
    api.on(podsPath, (asked) =>
      asked.query.get('labelSelector') === 'app=new' ? list(checkoutPod()) : list(),
    );
    expect((await target.sight()).pods).toHaveLength(1);
    await target.sight();
    expect(api.count(`GET ${deploymentPath}`)).toBe(2);
  });

  test.each<[string, Answer]>([
    ['missing', { status: 404, body: statusBody(404, 'NotFound', 'deployments.apps "checkout" not found') }],
    ['not readable', forbidden('deployments.apps "checkout" is forbidden: User "u" cannot get resource')],
  ])('a deployment that is %s: the chart’s label, then the guide’s', async (_name, answer) => {
    api.on(`GET ${deploymentPath}`, answer);
    api.on(podsPath, (asked) =>
      asked.query.get('labelSelector') === 'app.kubernetes.io/name=checkout' ? list(checkoutPod()) : list(),
    );
    const { pods, readings } = await workload().sight();
    expect([pods.length, readings.length]).toEqual([1, 1]);
    const tried = api.asked
      .filter((one) => one.path.startsWith('/api/v1'))
      .map((one) => one.query.get('labelSelector'));
    expect(tried).toEqual(['opentelemetry.io/name=checkout', 'app.kubernetes.io/name=checkout']);
  });

  test('a StatefulSet of that name has a selector too', async () => {
    api.on(`GET ${deploymentPath}`, { status: 404, body: statusBody(404, 'NotFound', 'none') });
    api.on(`GET ${statefulSetPath}`, {
      body: checkoutDeployment({}, { selector: { matchLabels: { app: 'set' } } }),
    });
    await workload().sight();
    expect(api.asked.at(-1)?.query.get('labelSelector')).toBe('app=set');
  });

  test('a selector that is given is the only one', async () => {
    api.on(podsPath, () => list());
    const { pods, readings, readingsWhy } = await workload({ selector: 'app=mine' }).sight();
    expect([pods, readings]).toEqual([[], []]);
    expect(readingsWhy).toBe('no pod in otel-demo has the labels app=mine');
    expect(api.count(`GET ${deploymentPath}`)).toBe(0);
  });

  test('no pods at all: said, not thrown; Go’s null list too', async () => {
    api.on(podsPath, { body: { items: null } });
    expect(await workload().sight()).toMatchObject({ pods: [], readings: [], readingsWhy: /./ });
  });

  test('pods without the container: the names that there are', async () => {
    const failure = await failureOf(workload({ container: 'checkot' }).sight());
    expect(failure).toMatchObject({ code: 'kubernetes-container', retryable: false });
    expect(failure.message).toContain('no container checkot, but checkout, wait-for-kafka');
    expect(failure.remedy).toContain('LEAKOPS_CONTAINER');
  });

  test('of a wide selector only the pods with the container', async () => {
    const other = checkoutPod({}, { metadata: { name: 'cart' }, spec: { containers: [{ name: 'cart' }] } });
    const cart = { ...other, status: {} };
    api.on(podsPath, () => list(cart, checkoutPod()));
    expect((await workload().sight()).pods).toHaveLength(1);
  });

  test('connections are kept', async () => {
    const target = workload();
    for (let n = 0; n < 20; n++) await target.sight();
    expect(api.connections()).toBeLessThanOrEqual(6);
  });

  test('pods and metrics are asked for at the same time', async () => {
    const target = workload();
    await target.sight();
    api.on(podsPath, { fault: 'hang' });
    const before = api.asked.length;
    await failureOf(target.sight());
    expect(
      api.asked
        .slice(before)
        .map((one) => `${one.method} ${one.path}`)
        .sort(),
    ).toEqual([podsPath, metricsPath].sort());
  });
});

describe('dates', () => {
  test('rule 18: equal dates of the source are equal readings, whatever the server’s clock seems to be', async () => {
    const target = workload();
    const seen = new Set<number>();
    for (let n = 0; n < 30; n++) {
      await clock.advance(770);
      api.on(podsPath, () => ({ ...list(checkoutPod()), date: date(-20_000 + n * 100) }));
      api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: date(-20_000 + n * 100) }));
      const { readings, pods } = await target.sight();
      for (const reading of readings) seen.add(reading.at);
      expect(pods).toHaveLength(1);
    }
    expect(seen.size).toBe(1);
  });

  test('a cluster that is 30 s behind: its readings are not 30 s old', async () => {
    api.on(podsPath, () => ({ ...list(checkoutPod()), date: date(-30_000) }));
    api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: date(-30_000) }));
    const sourceAt = Date.parse('2026-03-04T09:20:07Z');
    await clock.advance(30_000);
    api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: date(-30_000) });
    const { readings, pods } = await workload().sight();
    expect(Math.abs((readings[0]?.at ?? 0) - (sourceAt + 30_000))).toBeLessThanOrEqual(1_000);
    expect(
      Math.abs((pods[0]?.startedAt ?? 0) - (Date.parse('2026-03-04T09:00:00Z') + 30_000)),
    ).toBeLessThanOrEqual(1_000);
  });

  test('without a Date header dates are taken as they are', async () => {
    api.on(podsPath, () => ({ ...list(checkoutPod()), date: null }));
    api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: null }));
    api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: null });
    const { readings } = await workload().sight();
    expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
  });
});

describe('the clock of an error', () => {
  test('may be a proxy’s: it is not the cluster’s', async () => {
    const target = workload();
    api.on(kubeSystemPath, { status: 502, body: '<html></html>', date: date(3_600_000) });
    await failureOf(target.identity());
    api.on(podsPath, () => ({ ...list(checkoutPod()), date: null }));
    api.on(metricsPath, () => ({ ...list(podMetrics('12345Ki')), date: null }));
    api.on(`GET ${deploymentPath}`, { body: checkoutDeployment(), date: null });
    const { readings } = await target.sight();
    expect(readings[0]?.at).toBe(Date.parse('2026-03-04T09:20:07Z'));
  });
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
    api.on(metricsPath, answer);
    const { pods, readings, readingsWhy } = await workload().sight();
    expect(pods).toHaveLength(1);
    expect(readings).toEqual([]);
    expect(readingsWhy).toMatch(words);
  });
});

describe('failures of the sight', () => {
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
    [
      'hanging',
      { fault: 'hang' },
      'kubernetes-unreachable',
      true,
      /did not answer within 0\.5 s to list pods/,
    ],
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
    [
      'no type',
      { body: '{}', type: 'application/octet-stream' },
      'kubernetes-answer',
      true,
      /damaged answer/,
    ],
  ])('%s', async (_name, answer, code, retryable, words) => {
    api.on(podsPath, answer);
    const failure = await failureOf(workload().sight());
    expect(failure).toMatchObject({ code, retryable });
    expect(failure.message).toMatch(words);
    expect(failure.remedy).toMatch(/\w/);
  });

  test('nothing listens', async () => {
    const target = workload();
    await target.identity();
    await api.stop();
    // The first may still find its old connection closed.
    await failureOf(target.sight());
    const { code, message, retryable } = await failureOf(target.sight());
    expect([code, retryable]).toEqual(['kubernetes-unreachable', true]);
    expect(message).toMatch(/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
    api = await startApiStandIn(clock.now);
  });

  test('what has hung too long is given up on the wire too', async () => {
    api.on(podsPath, { fault: 'hang' });
    await failureOf(workload().sight());
    await expect.poll(() => api.abandoned()).toBe(1);
  });

  test('the signal ends the wait at once, and nothing is sent after it', async () => {
    api.on(podsPath, { fault: 'hang' });
    const target = workload({ timeoutMs: 60_000 });
    const stop = new AbortController();
    const work = failureOf(target.sight(stop.signal));
    await expect.poll(() => api.count(podsPath)).toBe(1);
    stop.abort();
    expect((await work).code).toBe('kubernetes-cancelled');
    const before = api.asked.length;
    expect((await failureOf(target.sight(stop.signal))).code).toBe('kubernetes-cancelled');
    expect(api.asked).toHaveLength(before);
  });

  test('an outage ends: the same adapter goes on', async () => {
    const target = workload();
    await target.sight();
    api.on(podsPath, { fault: 'drop' });
    await failureOf(target.sight());
    api.on(podsPath, () => list(checkoutPod()));
    expect((await target.sight()).pods).toHaveLength(1);
  });

  test('a rotated token is read anew, within the same sight', async () => {
    const target = workload();
    await target.sight();
    writeFileSync(api.kubeconfig, kubeconfigText(api.url, 'rotated-token-99'));
    const unlessRotated =
      (answer: () => Answer) => (asked: { headers: { authorization?: string | undefined } }) =>
        asked.headers.authorization === 'Bearer rotated-token-99' ? answer() : { status: 401, body: {} };
    api.on(
      podsPath,
      unlessRotated(() => list(checkoutPod())),
    );
    api.on(
      metricsPath,
      unlessRotated(() => list(podMetrics('12Mi'))),
    );
    expect((await target.sight()).readings).toHaveLength(1);
  });

  test('no credential is ever said, even when a server repeats it', async () => {
    const echo = `Bearer ${standInToken} is not for ${standInToken}; -----BEGIN CERTIFICATE-----\nMIIC`;
    const said: string[] = [];
    for (const status of [400, 401, 403, 404, 409, 422, 500, 503]) {
      api.on(podsPath, { status, body: statusBody(status, 'Odd', echo) });
      api.on(metricsPath, { status, body: statusBody(status, 'Odd', echo) });
      const failure = await failureOf(workload().sight());
      said.push(
        JSON.stringify([failure.code, failure.message, failure.remedy, failure.stack, failure.cause ?? '']),
      );
    }
    api.on(podsPath, () => list(checkoutPod()));
    said.push(JSON.stringify(await workload().sight()));
    for (const words of said) {
      expect(words).not.toContain(standInToken);
      expect(words).not.toContain('MIIC');
    }
  });
});

describe('identity', () => {
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
    expect((await failureOf(workload().identity())).retryable).toBe(true);
  });
});

describe('restart', () => {
  const patches = () => api.asked.filter((one) => one.method === 'PATCH');
  const accept = (asked: { body: string }): Answer => {
    const body = JSON.parse(asked.body) as { spec: { template: { metadata: Json } } };
    const stored = checkoutDeployment(body.spec.template.metadata);
    api.on(`GET ${deploymentPath}`, { body: stored });
    return { body: stored };
  };

  test('as kubectl does it, with the key, as a strategic merge patch on the version that was read', async () => {
    api.on(`PATCH ${deploymentPath}`, accept);
    await workload().restart('run-42');
    const [patch] = patches();
    expect(patch?.headers['content-type']).toBe('application/strategic-merge-patch+json');
    expect(JSON.parse(patch?.body ?? '')).toEqual({
      metadata: { resourceVersion: '4711' },
      spec: {
        template: {
          metadata: {
            annotations: {
              'kubectl.kubernetes.io/restartedAt': '2026-03-04T09:20:20.000Z',
              'leakops/restart': 'run-42',
            },
          },
        },
      },
    });
  });

  test('the same key restarts once, another one again', async () => {
    api.on(`PATCH ${deploymentPath}`, accept);
    const target = workload();
    await target.restart('run-42');
    await target.restart('run-42');
    await workload().restart('run-42');
    expect(patches()).toHaveLength(1);
    await target.restart('run-43');
    expect(patches()).toHaveLength(2);
  });

  test('an answer that got lost is not a second restart', async () => {
    api.on(`PATCH ${deploymentPath}`, (asked) => ({ ...accept(asked), fault: 'drop' }));
    expect((await failureOf(workload().restart('run-42'))).retryable).toBe(true);
    await workload().restart('run-42');
    expect(patches()).toHaveLength(1);
  });

  test('409: read again, and done when it is done', async () => {
    const conflict: Answer = {
      status: 409,
      body: statusBody(409, 'Conflict', 'the object has been modified'),
    };
    let lost = 0;
    api.on(`PATCH ${deploymentPath}`, (asked) => (++lost < 3 ? conflict : accept(asked)));
    await workload().restart('run-42');
    expect(patches()).toHaveLength(3);
    api.on(`PATCH ${deploymentPath}`, conflict);
    const failure = await failureOf(workload().restart('run-43'));
    expect(failure).toMatchObject({ code: 'kubernetes-409', retryable: true });
    expect(failure.message).toMatch(
      /somebody else.*patch deployments checkout in otel-demo.*has been modified/,
    );
  });

  test('a StatefulSet, where there is no Deployment', async () => {
    api.on(`GET ${deploymentPath}`, { status: 404, body: statusBody(404, 'NotFound', 'none') });
    api.on(`GET ${statefulSetPath}`, { body: checkoutDeployment() });
    api.on(`PATCH ${statefulSetPath}`, { body: checkoutDeployment() });
    await workload().restart('run-42');
    expect(patches().map((one) => one.path)).toEqual([statefulSetPath]);
  });

  test('neither: said', async () => {
    api.on(`GET ${deploymentPath}`, { status: 404, body: statusBody(404, 'NotFound', 'none') });
    const failure = await failureOf(workload().restart('run-42'));
    expect(failure).toMatchObject({ code: 'kubernetes-404', retryable: false });
    expect(failure.message).toContain('no Deployment and no StatefulSet checkout in otel-demo');
  });

  test('403 names what is missing', async () => {
    api.on(
      `PATCH ${deploymentPath}`,
      forbidden('deployments.apps "checkout" is forbidden: User "u" cannot patch resource "deployments"'),
    );
    const failure = await failureOf(workload().restart('run-42'));
    expect(failure).toMatchObject({ code: 'kubernetes-403', retryable: false });
    expect(failure.message).toContain('may not patch deployments checkout in otel-demo');
    expect(failure.remedy).toContain('- {apiGroups: ["apps"], resources: ["deployments"], verbs: ["patch"]}');
  });

  test('403 of an admission webhook is its own words, and no rule to add', async () => {
    api.on(
      `PATCH ${deploymentPath}`,
      forbidden('admission webhook "freeze.corp" denied the request: change freeze'),
    );
    const failure = await failureOf(workload().restart('run-42'));
    expect(failure.message).toContain('change freeze');
    expect(`${failure.message}${failure.remedy}`).not.toContain('apiGroups');
  });

  test('a paused rollout is not touched', async () => {
    api.on(`GET ${deploymentPath}`, { body: checkoutDeployment({}, { paused: true }) });
    const failure = await failureOf(workload().restart('run-42'));
    expect(failure).toMatchObject({ code: 'kubernetes-paused', retryable: false });
    expect(failure.remedy).toBe('kubectl rollout resume deployments/checkout -n otel-demo');
    expect(patches()).toEqual([]);
  });

  test('a login page that says 200 is no restart', async () => {
    api.on(`PATCH ${deploymentPath}`, { body: '<html></html>', type: 'text/html' });
    expect((await failureOf(workload().restart('run-42'))).code).toBe('kubernetes-answer');
  });
});

describe('log lines', () => {
  const log = [
    '2026-03-04T09:19:59.9Z order placed',
    '2026-03-04T09:20:00.1Z order placed',
    '2026-03-04T09:20:10.1Z something else',
    '2026-03-04T09:20:11.1Z order placed',
  ].join('\n');
  const since = Date.parse('2026-03-04T09:20:00Z');

  test('of the container, since then', async () => {
    api.on(logPath, { body: log });
    expect(await workload().countLogLines('order placed', since)).toBe(2);
    const query = Object.fromEntries(api.asked.at(-1)?.query ?? []);
    expect(query).toMatchObject({ container: 'checkout', timestamps: 'true', sinceSeconds: '21' });
  });

  test('of the newest pod', async () => {
    const older = checkoutPod({}, { metadata: { name: 'older', creationTimestamp: '2026-03-04T07:00:00Z' } });
    api.on(podsPath, () => list(older, checkoutPod(), older));
    api.on(logPath, { body: log });
    expect(await workload().countLogLines('order placed', since)).toBe(2);
  });

  test('on a cluster whose clock is ahead', async () => {
    const ahead = (answer: Answer): Answer => ({ ...answer, date: date(60_000) });
    api.on(`GET ${deploymentPath}`, ahead({ body: checkoutDeployment() }));
    api.on(podsPath, () => ahead(list(checkoutPod())));
    api.on(logPath, ahead({ body: log.replaceAll('T09:20:', 'T09:21:').replaceAll('T09:19:', 'T09:20:') }));
    expect(await workload().countLogLines('order placed', since + 5_000)).toBe(1);
  });

  test('an instant in the future asks for the last second', async () => {
    api.on(logPath, { body: log });
    expect(await workload().countLogLines('order placed', noon + 60_000)).toBe(0);
    expect(api.asked.at(-1)?.query.get('sinceSeconds')).toBe('1');
  });

  test.each<[string, Answer]>([
    ['forbidden', forbidden('cannot get resource "pods/log"')],
    ['pod gone', { status: 404, body: statusBody(404, 'NotFound', 'pods "checkout" not found') }],
    ['not started', { status: 400, body: statusBody(400, 'BadRequest', 'container is waiting to start') }],
  ])('%s is null, not 0', async (_name, answer) => {
    api.on(logPath, answer);
    expect(await workload().countLogLines('order placed', since)).toBeNull();
  });

  test('a log that was cut off for its length is null, not what came of it', async () => {
    api.on(logPath, { body: 'order placed\n'.repeat(2_600_000).slice(0, 32 * 2 ** 20) });
    expect(await workload({ timeoutMs: 10_000 }).countLogLines('order placed', since)).toBeNull();
    expect(api.asked.at(-1)?.query.get('limitBytes')).toBe(String(32 * 2 ** 20));
  });

  test('no pod is null', async () => {
    api.on(podsPath, () => list());
    expect(await workload().countLogLines('order placed', since)).toBeNull();
  });

  test('a server that fails is a failure', async () => {
    api.on(logPath, { status: 500, body: 'kubelet gone' });
    expect((await failureOf(workload().countLogLines('order placed', since))).code).toBe('kubernetes-500');
  });
});

test('a killed pod, as the run sees it', async () => {
  const status = {
    restartCount: 1,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: oomKilled },
  };
  api.on(podsPath, () => list(checkoutPod(status)));
  api.on(metricsPath, () => list());
  const { pods, readings, readingsWhy } = await workload().sight();
  expect(pods[0]).toMatchObject({
    waiting: 'CrashLoopBackOff',
    lastTermination: { reason: 'OOMKilled', exitCode: 137 },
  });
  expect(readings).toEqual([]);
  expect(readingsWhy).toMatch(/CrashLoopBackOff/);
});

test('for people', () => {
  expect(workload().title).toBe('checkout in otel-demo');
});
