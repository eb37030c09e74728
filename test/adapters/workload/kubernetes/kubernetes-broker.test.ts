/** The contract of a Broker on the sandbox's Kubernetes API, and what the API may answer besides. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../../adapters/sandbox/sandbox.ts';
import { kubernetesBroker } from '../../../../adapters/workload/kubernetes/kubernetes-broker.ts';
import { brokerContract } from '../../../contracts/broker.ts';
import { failureOf } from '../../../failure-of.ts';
import { startLoopbackServer } from '../../loopback-server.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { type Answer, kubeconfigText, statusBody } from './api-stand-in.ts';
import { forbidden, healthyCheckoutOfEachTest, missing } from './healthy-checkout.ts';
import type { Json } from './pods.ts';

brokerContract('Kubernetes, on the sandbox', async () => {
  const clock = manualClock();
  const sandbox = await startSandbox({ clock });
  await clock.advance(30_000);
  let answersLost = false;
  // Between the two, so that what is asked is done and its answer lost.
  const wire = await startLoopbackServer(async (request, response, body) => {
    const { method = '', headers } = request;
    const { authorization = '', 'content-type': type = '' } = headers;
    const answer = await fetch(`${sandbox.kubernetesUrl}${request.url}`, {
      method,
      headers: { authorization, ...(type === '' ? {} : { 'content-type': type }) },
      ...(body === '' ? {} : { body }),
    }).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer === null || text == null || (answersLost && method === 'PATCH')) request.socket.destroy();
    else response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text);
  });
  const folder = mkdtempSync(join(tmpdir(), 'leakops-broker-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(wire.url, 'sandbox'));
  const named = (name: string) => kubernetesBroker({ kubeconfig, namespace: 'otel-demo', name, clock });
  const scale = `${sandbox.kubernetesUrl}/apis/apps/v1/namespaces/otel-demo/deployments/kafka/scale`;
  return {
    broker: named('kafka'),
    again: () => named('kafka'),
    wait: clock.advance,
    settlesMs: 30_000,
    async scaleByHand(replicas) {
      const headers = { authorization: 'Bearer sandbox', 'content-type': 'application/merge-patch+json' };
      const body = JSON.stringify({ spec: { replicas } });
      expect((await fetch(scale, { method: 'PATCH', headers, body })).status).toBe(200);
    },
    missing: () => named('rabbit'),
    async loseAnswers(lost) {
      answersLost = lost;
    },
    async loseAll() {
      sandbox.faults.merge({ kubernetes: { cut: true } });
    },
    async close() {
      await wire.close();
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

const checkout = healthyCheckoutOfEachTest();
const deployment = '/apis/apps/v1/namespaces/otel-demo/deployments/kafka';
const statefulSet = '/apis/apps/v1/namespaces/otel-demo/statefulsets/kafka';
const from = { identity: 'uid-1', replicas: 3 };

const broker = (name = 'kafka') =>
  kubernetesBroker({
    kubeconfig: checkout.api.kubeconfig,
    namespace: 'otel-demo',
    name,
    clock: checkout.clock,
  });
const kafka = (changes: { metadata?: Json; spec?: Json; status?: Json } = {}): Json => ({
  apiVersion: 'apps/v1',
  metadata: {
    name: 'kafka',
    namespace: 'otel-demo',
    uid: 'uid-1',
    resourceVersion: '99',
    ...changes.metadata,
  },
  spec: { replicas: 3, ...changes.spec },
  status: { readyReplicas: 2, ...changes.status },
});
const patches = () => checkout.api.asked.filter(({ method }) => method === 'PATCH');

test('a StatefulSet, where there is no Deployment: one patch of replicas and hold, on the version that was read', async () => {
  checkout.api.on(`GET ${statefulSet}`, { body: kafka() });
  checkout.api.on(`PATCH ${statefulSet}`, { body: kafka() });
  expect(await broker().read()).toEqual({
    identity: 'uid-1',
    object: 'statefulset/kafka -n otel-demo',
    replicas: 3,
    ready: 2,
    held: null,
    owner: null,
  });
  expect(await broker().takeDown('run-1@bot', from)).toBe('done');
  const [patch] = patches();
  expect(patch?.path).toBe(statefulSet);
  expect(patch?.headers['content-type']).toBe('application/strategic-merge-patch+json');
  expect(JSON.parse(patch?.body ?? '')).toEqual({
    metadata: {
      annotations: { 'leakops/broker-down-by': 'run-1@bot', 'leakops/broker-replicas-before': '3' },
      resourceVersion: '99',
    },
    spec: { replicas: 0 },
  });
});

test('a rehearsal is a dry run', async () => {
  checkout.api.on(`GET ${deployment}`, { body: kafka() });
  checkout.api.on(`PATCH ${deployment}`, { body: kafka() });
  await broker().rehearse();
  expect(patches().map(({ query }) => query.get('dryRun'))).toEqual(['All']);
});

test('403 names the verb, the resource and the line', async () => {
  checkout.api.on(`GET ${deployment}`, { body: kafka() });
  checkout.api.on(
    `PATCH ${deployment}`,
    forbidden('deployments.apps "kafka" is forbidden: User "u" cannot patch'),
  );
  const failure = await failureOf(broker().rehearse());
  expect(failure).toMatchObject({ code: 'kubernetes-403', retryable: false });
  expect(failure.message).toContain('may not patch deployments kafka in otel-demo');
  expect(failure.remedy).toContain(
    '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["kafka"], verbs: ["patch"]}',
  );
});

test('409, mostly of the controller’s own status: read again, at most four times', async () => {
  const conflict: Answer = { status: 409, body: statusBody(409, 'Conflict', 'the object has been modified') };
  let asked = 0;
  checkout.api.on(`GET ${deployment}`, () => ({
    body: kafka({ metadata: { resourceVersion: `${asked}` } }),
  }));
  checkout.api.on(`PATCH ${deployment}`, () => (++asked < 4 ? conflict : { body: kafka() }));
  expect(await broker().takeDown('run-1@bot', from)).toBe('done');
  expect(patches().map(({ body }) => JSON.parse(body).metadata.resourceVersion)).toEqual([
    '0',
    '1',
    '2',
    '3',
  ]);
  checkout.api.on(`PATCH ${deployment}`, conflict);
  expect(await failureOf(broker().takeDown('run-1@bot', from))).toMatchObject({ code: 'kubernetes-409' });
});

test('what is 409 because somebody scaled it is left, not scaled after all', async () => {
  let replicas = 3;
  checkout.api.on(`GET ${deployment}`, () => ({ body: kafka({ spec: { replicas } }) }));
  checkout.api.on(`PATCH ${deployment}`, () => {
    replicas = 5;
    return { status: 409, body: statusBody(409, 'Conflict', 'the object has been modified') };
  });
  expect(await broker().takeDown('run-1@bot', from)).toBe('left');
  expect(patches()).toHaveLength(1);
});

test.each([
  ['no replicas is one', { spec: { replicas: undefined } }, { replicas: 1 }],
  ['no status is none ready', { status: { readyReplicas: undefined } }, { ready: 0 }],
  [
    'its controller may scale it back',
    { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Kafka', name: 'shop', controller: true }] } },
    { owner: 'Kafka shop' },
  ],
  [
    'a hold without a count was of one',
    {
      metadata: {
        annotations: { 'leakops/broker-down-by': 'run-9@x', 'leakops/broker-replicas-before': 'many' },
      },
    },
    { held: { holder: 'run-9@x', replicasBefore: 1 } },
  ],
])('%s', async (_name, changes, state) => {
  checkout.api.on(`GET ${deployment}`, { body: kafka(changes) });
  expect(await broker().read()).toMatchObject(state);
});

test('a login page is no answer', async () => {
  const page: Answer = { body: '<html>log in</html>', type: 'text/html' };
  checkout.api.on(`GET ${deployment}`, page);
  expect(await failureOf(broker().read())).toMatchObject({ code: 'kubernetes-answer' });
  checkout.api.on(`GET ${deployment}`, { body: kafka() });
  checkout.api.on(`PATCH ${deployment}`, page);
  expect(await failureOf(broker().takeDown('run-1@bot', from))).toMatchObject({ code: 'kubernetes-answer' });
});

test('where the StatefulSet may not be read either, that is said', async () => {
  checkout.api.on(`GET ${deployment}`, missing);
  checkout.api.on(
    `GET ${statefulSet}`,
    forbidden('statefulsets.apps "kafka" is forbidden: User "u" cannot get'),
  );
  expect(await failureOf(broker().read())).toMatchObject({ code: 'kubernetes-403' });
});
