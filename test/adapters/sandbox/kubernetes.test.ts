import { CoreV1Api, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { configOf, kubernetesWorld, namespace, refusalOf } from './kubernetes-world.ts';

const bySelector = 'opentelemetry.io/name=checkout';
const asStrategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
const restartedAt = (at: string) => ({
  spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': at } } } },
});

test('pods are as the demo’s chart makes them', async () => {
  const { core } = await kubernetesWorld();
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: bySelector });
  expect(items).toHaveLength(1);
  const pod = items[0]!;
  expect(pod.metadata?.name).toMatch(/^checkout-[a-z0-9]{10}-[a-z0-9]{5}$/);
  expect(pod.metadata?.labels).toMatchObject({
    'opentelemetry.io/name': 'checkout',
    'app.kubernetes.io/name': 'checkout',
  });
  const container = pod.spec!.containers[0]!;
  expect(container.name).toBe('checkout');
  expect(container.resources?.limits).toEqual({ memory: '20Mi' });
  expect(container.env).toContainEqual({ name: 'GOMEMLIMIT', value: '16MiB' });
  expect(pod.status?.phase).toBe('Running');
  expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
  const status = pod.status!.containerStatuses![0]!;
  expect(status).toMatchObject({ name: 'checkout', ready: true, restartCount: 0, lastState: {} });
  expect(status.state?.running?.startedAt).toBeInstanceOf(Date);
  expect(await core.readNamespacedPod({ namespace, name: pod.metadata!.name! })).toEqual(
    expect.objectContaining({ kind: 'Pod', apiVersion: 'v1' }),
  );
});

test.each([
  ['app.kubernetes.io/name=checkout', ['checkout']],
  ['app.kubernetes.io/name==checkout', ['checkout']],
  ['app.kubernetes.io/name in (checkout, kafka)', ['checkout', 'kafka']],
  ['app.kubernetes.io/name notin (checkout,kafka,flagd)', ['frontend']],
  ['app.kubernetes.io/name!=checkout,opentelemetry.io/name', ['flagd', 'frontend', 'kafka']],
  ['!opentelemetry.io/name', []],
  ['nobody=has-it', []],
])('label selector %s', async (labelSelector, names) => {
  const { core } = await kubernetesWorld();
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  expect(items.map((pod) => pod.spec!.containers[0]!.name)).toEqual(names);
});

test('selectors that cannot be read are a 400', async () => {
  const { core } = await kubernetesWorld();
  for (const wrong of [
    { labelSelector: 'a=b=c' },
    { fieldSelector: 'spec.color=red' },
    { fieldSelector: 'x' },
  ]) {
    const { code, status } = await refusalOf(core.listNamespacedPod({ namespace, ...wrong }));
    expect(code).toBe(400);
    expect(status).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400 });
  }
});

test('pages: limit and continue, and field selectors', async () => {
  const { core } = await kubernetesWorld();
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const page = await core.listNamespacedPod({
      namespace,
      limit: 3,
      ...(token ? { _continue: token } : {}),
    });
    seen.push(...page.items.map((pod) => pod.metadata!.name!));
    token = page.metadata?._continue;
  } while (token);
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
  const one = await core.listNamespacedPod({ namespace, fieldSelector: `metadata.name=${seen[2]}` });
  expect(one.items.map((pod) => pod.metadata?.name)).toEqual([seen[2]]);
  const pending = await core.listNamespacedPod({ namespace, fieldSelector: 'status.phase!=Running' });
  expect(pending.items).toEqual([]);
});

test('401 without the token, 403 for what the account may not, 404, 405: each a Status', async () => {
  const world = await kubernetesWorld();
  const stranger = configOf(world.url, 'wrong').makeApiClient(CoreV1Api);
  expect((await refusalOf(stranger.listNamespacedPod({ namespace }))).code).toBe(401);
  const anonymous = await fetch(`${world.url}/version`);
  expect(anonymous.status).toBe(401);
  expect(await anonymous.json()).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  });

  const nodes = await refusalOf(world.core.listNode());
  expect(nodes).toMatchObject({ code: 403, status: { reason: 'Forbidden', details: { kind: 'nodes' } } });
  expect(nodes.status.message).toBe(
    'nodes is forbidden: User "system:serviceaccount:otel-demo:leakops" cannot list resource "nodes" in API group "" at the cluster scope',
  );
  const secret = await refusalOf(world.core.readNamespacedSecret({ namespace, name: 'key' }));
  expect(secret.status.message).toContain('secrets "key" is forbidden');
  expect(secret.status.message).toContain('cannot get resource "secrets" in API group "" in the namespace');

  const deployment = await refusalOf(world.apps.readNamespacedDeployment({ namespace, name: 'nobody' }));
  expect(deployment).toMatchObject({
    code: 404,
    status: {
      message: 'deployments.apps "nobody" not found',
      reason: 'NotFound',
      details: { name: 'nobody', group: 'apps', kind: 'deployments' },
    },
  });
  const set = await refusalOf(world.apps.readNamespacedStatefulSet({ namespace, name: 'checkout' }));
  expect(set.status.message).toBe('statefulsets.apps "checkout" not found');
  const elsewhere = await refusalOf(
    world.apps.readNamespacedDeployment({ namespace: 'other', name: 'checkout' }),
  );
  expect(elsewhere.code).toBe(404);
  expect((await world.core.listNamespacedPod({ namespace: 'other' })).items).toEqual([]);
  for (const path of [
    '/',
    '/api/v1/widgets',
    '/apis/nobody/v1/things',
    '/api/v1/namespaces/otel-demo/pods/x/exec',
  ]) {
    const answer = await world.ask(path);
    expect(answer.status, path).toBe(404);
    expect(await answer.json(), path).toMatchObject({ kind: 'Status', reason: 'NotFound', code: 404 });
  }
  const posted = await world.ask('/api/v1/namespaces/otel-demo/pods', { method: 'POST', body: '{}' });
  expect(posted.status).toBe(405);
  expect(await posted.json()).toMatchObject({ reason: 'MethodNotAllowed', code: 405 });
});

test('kube-system has a uid that stays for this boot and is another one at the next', async () => {
  const [one, other] = [await kubernetesWorld(), await kubernetesWorld()];
  const read = async ({ core }: typeof one) =>
    (await core.readNamespace({ name: 'kube-system' })).metadata?.uid;
  expect(await read(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(await read(one)).toBe(await read(one));
  expect(await read(other)).not.toBe(await read(one));
  expect((await one.core.readNamespace({ name: namespace })).status?.phase).toBe('Active');
});

test('discovery and version, dated by the sandbox’s clock', async () => {
  const { version, ask, clock } = await kubernetesWorld();
  expect((await version.getCode()).gitVersion).toMatch(/^v1\.\d+/);
  const groups = (await (await ask('/apis')).json()) as { groups: { name: string }[] };
  expect(groups.groups.map(({ name }) => name)).toEqual(expect.arrayContaining(['apps', 'metrics.k8s.io']));
  const answer = await ask('/api/v1');
  expect((await answer.json()) as object).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
  expect(Date.parse(answer.headers.get('date')!)).toBe(Math.floor(clock.now() / 1000) * 1000);
});

test('a patch without a Content-Type is JSON Patch, and a 400', async () => {
  const { apps } = await kubernetesWorld();
  const body = restartedAt('2026-01-01T00:00:00Z');
  const { code, status } = await refusalOf(
    apps.patchNamespacedDeployment({ namespace, name: 'checkout', body }),
  );
  expect(code).toBe(400);
  expect(status.message).toContain('cannot unmarshal object into Go value of type []handlers.jsonPatchOp');
});

test('the restart annotation replaces the pod, and the deployment tells how far it is', async () => {
  const { apps, core, clock } = await kubernetesWorld();
  const [old] = (await core.listNamespacedPod({ namespace, labelSelector: bySelector })).items;
  const body = restartedAt('2026-01-01T00:00:00Z');
  const patch = { namespace, name: 'checkout', body };
  const after = await apps.patchNamespacedDeployment(patch, asStrategic);
  expect(after.metadata?.generation).toBe(2);
  expect(after.spec?.template.spec?.containers[0]?.resources?.limits).toEqual({ memory: '20Mi' });
  await clock.advance(1000);
  expect((await core.listNamespacedPod({ namespace, labelSelector: bySelector })).items).toHaveLength(2);
  await clock.advance(9000);
  const pods = (await core.listNamespacedPod({ namespace, labelSelector: bySelector })).items;
  expect(pods).toHaveLength(1);
  expect(pods[0]!.metadata!.uid).not.toBe(old!.metadata!.uid);
  expect(pods[0]!.metadata!.annotations).toEqual(body.spec.template.metadata.annotations);
  const done = await apps.readNamespacedDeployment({ namespace, name: 'checkout' });
  expect(done.status).toMatchObject({
    observedGeneration: 2,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
  });
  // The same again changes nothing.
  expect((await apps.patchNamespacedDeployment(patch, asStrategic)).metadata?.generation).toBe(2);
});

test('merge patch, JSON Patch and dry run', async () => {
  const { apps } = await kubernetesWorld();
  const call = { namespace, name: 'checkout' };
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  const labelled = await apps.patchNamespacedDeployment(
    { ...call, body: { metadata: { labels: { team: 'a' } } } },
    merge,
  );
  expect(labelled.metadata?.labels).toMatchObject({ team: 'a', 'app.kubernetes.io/name': 'checkout' });
  expect(labelled.metadata?.generation).toBe(1);
  const dry = await apps.patchNamespacedDeployment(
    { ...call, body: { spec: { replicas: 3 } }, dryRun: 'All' },
    merge,
  );
  expect(dry.spec?.replicas).toBe(3);
  const path = '/metadata/labels/team';
  const operations = [
    { op: 'test', path, value: 'a' },
    { op: 'remove', path },
    { op: 'replace', path: '/spec/replicas', value: 2 },
  ];
  const after = await apps.patchNamespacedDeployment({ ...call, body: operations });
  expect(after.metadata?.labels).not.toHaveProperty('team');
  expect(after.spec?.replicas).toBe(2);
  const failed = await refusalOf(apps.patchNamespacedDeployment({ ...call, body: operations }));
  expect(failed.code).toBe(422);
});

test('a strategic merge goes into containers and their environment by name', async () => {
  const { apps, core, clock } = await kubernetesWorld();
  const resources = { limits: { memory: '40Mi' } };
  const env = [
    { name: 'GOMEMLIMIT', value: '32MiB' },
    { name: 'KAFKA_ADDR', $patch: 'delete' },
  ];
  const body = { spec: { template: { spec: { containers: [{ name: 'checkout', resources, env }] } } } };
  await apps.patchNamespacedDeployment({ namespace, name: 'checkout', body }, asStrategic);
  await clock.advance(10_000);
  const [pod] = (await core.listNamespacedPod({ namespace, labelSelector: bySelector })).items;
  const container = pod!.spec!.containers[0]!;
  expect(container.resources).toEqual(resources);
  expect(container.env).toEqual([{ name: 'GOMEMLIMIT', value: '32MiB' }]);
  expect(container.image).toContain('checkout');
});

test.each([
  ['replicas that are none', { spec: { replicas: -1 } }, 422, 'Invalid'],
  ['another selector', { spec: { selector: { matchLabels: { a: 'b' } } } }, 422, 'Invalid'],
  [
    'labels that the selector does not find',
    { spec: { template: { metadata: { labels: { 'opentelemetry.io/name': 'x' } } } } },
    422,
    'Invalid',
  ],
  ['another name', { metadata: { name: 'else' } }, 400, 'BadRequest'],
  ['an old version', { metadata: { resourceVersion: '7' } }, 409, 'Conflict'],
])('a patch with %s is refused and changes nothing', async (_what, body, wantedCode, reason) => {
  const { apps } = await kubernetesWorld();
  const call = { namespace, name: 'checkout' };
  const before = await apps.readNamespacedDeployment(call);
  const { code, status } = await refusalOf(apps.patchNamespacedDeployment({ ...call, body }, asStrategic));
  expect(code).toBe(wantedCode);
  expect(status).toMatchObject({ reason });
  expect(await apps.readNamespacedDeployment(call)).toEqual(before);
});

test('replace: a stale copy is a conflict', async () => {
  const { apps } = await kubernetesWorld();
  const call = { namespace, name: 'kafka' };
  const [first, stale] = [
    await apps.readNamespacedDeployment(call),
    await apps.readNamespacedDeployment(call),
  ];
  first.spec!.replicas = 0;
  expect((await apps.replaceNamespacedDeployment({ ...call, body: first })).spec?.replicas).toBe(0);
  const { code, status } = await refusalOf(apps.replaceNamespacedDeployment({ ...call, body: stale }));
  expect(code).toBe(409);
  expect(status.message).toContain('the object has been modified');
});

test('kafka can be scaled to none and back', async () => {
  const { apps, core, clock } = await kubernetesWorld();
  const call = { namespace, name: 'kafka' };
  const pods = async () =>
    (await core.listNamespacedPod({ namespace, labelSelector: 'opentelemetry.io/name=kafka' })).items.length;
  expect((await apps.readNamespacedDeploymentScale(call)).spec?.replicas).toBe(1);
  const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
  const down = await apps.patchNamespacedDeploymentScale({ ...call, body: { spec: { replicas: 0 } } }, merge);
  expect(down.spec?.replicas).toBe(0);
  await clock.advance(5000);
  expect(await pods()).toBe(0);
  await apps.replaceNamespacedDeploymentScale({ ...call, body: { metadata: call, spec: { replicas: 1 } } });
  await clock.advance(5000);
  expect(await pods()).toBe(1);
});

test('one may ask for one’s rights', async () => {
  const { rights } = await kubernetesWorld();
  const review = (resource: string, group = '') =>
    rights.createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb: 'get', resource, group, namespace } } },
    });
  expect((await review('pods')).status?.allowed).toBe(true);
  expect((await review('deployments', 'apps')).status?.allowed).toBe(true);
  expect((await review('nodes')).status?.allowed).toBe(false);
});

test('bodies that are no JSON, or of no known kind, are a Status too', async () => {
  const { ask } = await kubernetesWorld();
  const patch = (body: string, type: string) =>
    ask('/apis/apps/v1/namespaces/otel-demo/deployments/checkout', {
      method: 'PATCH',
      body,
      headers: { 'Content-Type': type },
    });
  expect((await patch('{', 'application/merge-patch+json')).status).toBe(400);
  expect((await patch('{}', 'application/apply-patch+yaml')).status).toBe(415);
  expect((await patch('[]', 'application/merge-patch+json')).status).toBe(400);
  expect((await patch('{"spec":null}', 'application/merge-patch+json')).status).toBe(422);
  expect(
    (await patch('{"spec":{"template":{"spec":{"containers":[]}}}}', 'application/merge-patch+json')).status,
  ).toBe(422);
  expect((await ask('/api/v1/namespaces/%E0%A4%A/pods')).status).toBe(200);
  expect((await ask('/api/v1/namespaces/otel-demo/pods?limit=x')).status).toBe(400);
});
