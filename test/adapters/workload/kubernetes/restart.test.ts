import { expect, test } from 'vitest';
import { failureOf } from '../../../failure-of.ts';
import { type Answer, statusBody } from './api-stand-in.ts';
import {
  deploymentPath,
  forbidden,
  healthyCheckoutOfEachTest,
  missing,
  statefulSetPath,
} from './healthy-checkout.ts';
import { checkoutDeployment, type Json } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();

const patches = () => checkout.api.asked.filter((one) => one.method === 'PATCH');
const accept = (asked: { body: string }): Answer => {
  const body = JSON.parse(asked.body) as { spec: { template: { metadata: Json } } };
  const stored = checkoutDeployment(body.spec.template.metadata);
  checkout.api.on(`GET ${deploymentPath}`, { body: stored });
  return { body: stored };
};

test('as kubectl does it, with the key, as a strategic merge patch on the version that was read', async () => {
  checkout.api.on(`PATCH ${deploymentPath}`, accept);
  await checkout.workload().restart({ key: 'run-42', at: 0 });
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
  checkout.api.on(`PATCH ${deploymentPath}`, accept);
  const target = checkout.workload();
  await target.restart({ key: 'run-42', at: 0 });
  await target.restart({ key: 'run-42', at: 0 });
  await checkout.workload().restart({ key: 'run-42', at: 0 });
  expect(patches()).toHaveLength(1);
  await target.restart({ key: 'run-43', at: 0 });
  expect(patches()).toHaveLength(2);
});

test('an answer that got lost is not a second restart', async () => {
  checkout.api.on(`PATCH ${deploymentPath}`, (asked) => ({ ...accept(asked), fault: 'drop' }));
  expect((await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }))).retryable).toBe(true);
  await checkout.workload().restart({ key: 'run-42', at: 0 });
  expect(patches()).toHaveLength(1);
});

test('409: read again, and done when it is done', async () => {
  const conflict: Answer = {
    status: 409,
    body: statusBody(409, 'Conflict', 'the object has been modified'),
  };
  let lost = 0;
  checkout.api.on(`PATCH ${deploymentPath}`, (asked) => (++lost < 3 ? conflict : accept(asked)));
  await checkout.workload().restart({ key: 'run-42', at: 0 });
  expect(patches()).toHaveLength(3);
  checkout.api.on(`PATCH ${deploymentPath}`, conflict);
  const failure = await failureOf(checkout.workload().restart({ key: 'run-43', at: 0 }));
  expect(failure).toMatchObject({ code: 'kubernetes-409', retryable: true });
  expect(failure.message).toMatch(
    /somebody else.*patch deployments checkout in otel-demo.*has been modified/,
  );
});

test('a StatefulSet, where there is no Deployment', async () => {
  checkout.api.on(`GET ${deploymentPath}`, missing);
  checkout.api.on(`GET ${statefulSetPath}`, { body: checkoutDeployment() });
  checkout.api.on(`PATCH ${statefulSetPath}`, { body: checkoutDeployment() });
  await checkout.workload().restart({ key: 'run-42', at: 0 });
  expect(patches().map((one) => one.path)).toEqual([statefulSetPath]);
});

test('neither: said', async () => {
  checkout.api.on(`GET ${deploymentPath}`, missing);
  const failure = await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }));
  expect(failure).toMatchObject({ code: 'kubernetes-404', retryable: false });
  expect(failure.message).toContain('no Deployment and no StatefulSet checkout in otel-demo');
});

test('403 names what is missing', async () => {
  checkout.api.on(
    `PATCH ${deploymentPath}`,
    forbidden('deployments.apps "checkout" is forbidden: User "u" cannot patch resource "deployments"'),
  );
  const failure = await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }));
  expect(failure).toMatchObject({ code: 'kubernetes-403', retryable: false });
  expect(failure.message).toContain('may not patch deployments checkout in otel-demo');
  expect(failure.remedy).toContain(
    '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["checkout"], verbs: ["patch"]}',
  );
});

test('403 of an admission webhook is its own words, and no rule to add', async () => {
  checkout.api.on(
    `PATCH ${deploymentPath}`,
    forbidden('admission webhook "freeze.corp" denied the request: change freeze'),
  );
  const failure = await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }));
  expect(failure.message).toContain('change freeze');
  expect(`${failure.message}${failure.remedy}`).not.toContain('apiGroups');
});

test('a paused rollout is not touched', async () => {
  checkout.api.on(`GET ${deploymentPath}`, { body: checkoutDeployment({}, { paused: true }) });
  const failure = await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }));
  expect(failure).toMatchObject({ code: 'kubernetes-paused', retryable: false });
  expect(failure.remedy).toBe('kubectl rollout resume deployments/checkout -n otel-demo');
  expect(patches()).toEqual([]);
});

test('a login page that says 200 is no restart', async () => {
  checkout.api.on(`PATCH ${deploymentPath}`, { body: '<html></html>', type: 'text/html' });
  expect((await failureOf(checkout.workload().restart({ key: 'run-42', at: 0 }))).code).toBe(
    'kubernetes-answer',
  );
});
