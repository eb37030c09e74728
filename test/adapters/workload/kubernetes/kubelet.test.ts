/** Readings of the kubelets' summary, through the API server. */
import { describe, expect, test } from 'vitest';
import type { Answer } from './api-stand-in.ts';
import {
  forbidden,
  healthyCheckoutOfEachTest,
  list,
  metricsPath,
  patienceFor,
  podsPath,
} from './healthy-checkout.ts';
import { checkoutPod, type Json, uid } from './pods.ts';

const MiB = 2 ** 20;
const checkout = healthyCheckoutOfEachTest();
const name = 'checkout-6d8f9c7b5d-x2x7k';
const summaryPath = (node: string) => `GET /api/v1/nodes/${node}/proxy/stats/summary`;

const podOn = (node: string, metadata: Json = {}) => {
  const pod = checkoutPod({}, { metadata });
  return { ...pod, spec: { ...(pod.spec as Json), nodeName: node } };
};

const summary = (memory: Json, podRef: Json = { name, namespace: 'otel-demo', uid }): Answer => ({
  body: {
    node: { nodeName: 'node-1' },
    pods: [
      { podRef: { name: 'other', namespace: 'otel-demo', uid: 'x' }, containers: [] },
      { podRef, containers: [{ name: 'wait-for-kafka' }, { name: 'checkout', memory }] },
    ],
  },
});

const memory = { time: '2026-03-04T09:20:07Z', workingSetBytes: 12 * MiB, rssBytes: 11 * MiB };
const target = (answer: Answer = {}) => checkout.workload({ readings: 'kubelet', ...patienceFor(answer) });

test('working set and rss, dated by the kubelet; the metrics API is not asked', async () => {
  checkout.api.on(podsPath, () => list(podOn('node-1')));
  checkout.api.on(summaryPath('node-1'), summary(memory));
  const { readings, readingsWhy } = await target().sight();
  expect(readings).toMatchObject([
    {
      at: Date.parse('2026-03-04T09:20:07Z'),
      usedBytes: 12 * MiB,
      rssBytes: 11 * MiB,
      peakBytes: null,
      pod: name,
    },
  ]);
  expect(readingsWhy).toBeNull();
  expect(checkout.api.count(metricsPath)).toBe(0);
  const asked = checkout.api.asked.find(({ path }) => path.endsWith('/stats/summary'));
  expect(asked?.query.get('only_cpu_and_memory')).toBe('true');
});

test('pods on several nodes: each is asked of its own, and one that is down takes only its own', async () => {
  checkout.api.on(podsPath, () =>
    list(
      podOn('node-1'),
      podOn('node-2', { name: 'second', uid: 'uid-2' }),
      podOn('node-2', { name: 'third', uid: 'uid-3' }),
    ),
  );
  checkout.api.on(summaryPath('node-1'), { status: 503, body: 'error trying to reach service: dial tcp' });
  checkout.api.on(
    summaryPath('node-2'),
    summary(memory, { name: 'second', namespace: 'otel-demo', uid: 'uid-2' }),
  );
  const { readings } = await target().sight();
  expect(readings.map(({ pod }) => pod)).toEqual(['second']);
  expect(checkout.api.count(summaryPath('node-2'))).toBe(1);
});

test('a pod that is gone and had the same name is not the one that there is', async () => {
  checkout.api.on(podsPath, () => list(podOn('node-1')));
  const of = (podUid: string, found: Json) => ({
    podRef: { name, namespace: 'otel-demo', uid: podUid },
    containers: [{ name: 'checkout', memory: found }],
  });
  const gone = of('uid-before', { ...memory, workingSetBytes: 3 * MiB });
  checkout.api.on(summaryPath('node-1'), { body: { pods: [gone, of(uid, memory)] } });
  const { readings } = await target().sight();
  expect(readings.map(({ usedBytes }) => usedBytes)).toEqual([12 * MiB]);
});

test('that its right allows more is said before anybody asks', () => {
  const { name: source, cautions } = target().readingsFrom;
  expect(source).toBe('the kubelet');
  expect(cautions.join()).toMatch(/nodes\/proxy.*run commands in every pod/);
});

describe('no reading', () => {
  test.each<[string, Answer, RegExp]>([
    [
      'not allowed',
      forbidden('nodes "node-1" is forbidden: User "u" cannot get resource "nodes/proxy" in API group ""'),
      /may not get nodes\/proxy node-1 .*ClusterRole needs - \{apiGroups: \[""\], resources: \["nodes\/proxy"\], verbs: \["get"\]\}/,
    ],
    ['no such node', { status: 404, body: 'not found' }, /no node node-1 any more/],
    [
      'a kubelet that is down',
      { status: 502, body: 'bad gateway' },
      /kubelet of node-1 does not answer \(502\)/,
    ],
    ['one that hangs', { fault: 'hang' }, /did not answer within 0\.5 s/],
    ['HTML', { body: '<!doctype html>', type: 'text/html' }, /is not the Kubernetes API/],
    ['another shape', { body: [] }, /is not the Kubernetes API/],
    ['no memory yet', summary({}), /has no timestamp/],
    [
      'none of the container',
      { body: { pods: [{ podRef: { name, namespace: 'otel-demo', uid }, containers: [] }] } },
      /no memory of container checkout/,
    ],
    ['none of the pod', { body: { pods: [] } }, /the kubelet has no reading of/],
    ['of the process before', summary({ ...memory, time: '2026-03-04T08:59:59Z' }), /from before that/],
    ['0 bytes', summary({ ...memory, workingSetBytes: 0 }), /0 bytes/],
  ])('%s', async (_name, answer, words) => {
    checkout.api.on(podsPath, () => list(podOn('node-1')));
    checkout.api.on(summaryPath('node-1'), answer);
    const { pods, readings, readingsWhy } = await target(answer).sight();
    expect([pods.length, readings.length]).toEqual([1, 0]);
    expect(readingsWhy).toMatch(words);
  });

  test('a pod that has no node yet', async () => {
    expect((await target().sight()).readingsWhy).toMatch(/the kubelet has no reading of/);
  });
});
