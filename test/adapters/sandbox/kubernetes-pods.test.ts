/** What becomes visible of a pod's life: readings, kills, events, logs, watches. */
import { expect, test, vi } from 'vitest';
import { eventually } from '../../eventually.ts';
import { type KubernetesWorld, kubernetesWorld, namespace, refusalOf } from './kubernetes-world.ts';

const labelSelector = 'opentelemetry.io/name=checkout';

interface Metrics {
  items: {
    metadata: { name: string };
    timestamp: string;
    window: string;
    containers: { name: string; usage: { memory: string } }[];
  }[];
}

async function metricsOf({ custom }: KubernetesWorld): Promise<Metrics> {
  return (await custom.listNamespacedCustomObject({
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    namespace,
    plural: 'pods',
    labelSelector,
  })) as Metrics;
}

async function podOf({ core }: KubernetesWorld) {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  expect(items).toHaveLength(1);
  return items[0]!;
}

test('readings are dated by their sample, come at their interval and are readable only later', async () => {
  const world = await kubernetesWorld();
  const first = (await metricsOf(world)).items;
  expect(first).toHaveLength(1);
  expect(first[0]!.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(first[0]!.window).toBe('15s');
  expect(first[0]!.containers[0]).toMatchObject({
    name: 'checkout',
    usage: { memory: expect.stringMatching(/^\d+Ki$/) },
  });
  expect(Number.parseInt(first[0]!.containers[0]!.usage.memory, 10) / 1024).toBeCloseTo(8, 0);
  const ages: number[] = [];
  const dates = new Set<string>();
  for (let second = 0; second < 60; second += 1) {
    await world.clock.advance(1000);
    const { timestamp } = (await metricsOf(world)).items[0]!;
    dates.add(timestamp);
    ages.push(world.clock.now() - Date.parse(timestamp));
  }
  expect(Math.min(...ages)).toBe(5000);
  expect(Math.max(...ages)).toBe(19_000);
  expect(dates.size).toBeLessThanOrEqual(5);
  const all = (await world.custom.listNamespacedCustomObject({
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    namespace,
    plural: 'pods',
  })) as Metrics;
  expect(all.items.length).toBe(4);
});

test('a reading shows the memory of its own date', async () => {
  const world = await kubernetesWorld();
  world.users = 50;
  world.flagValue = 2000;
  await world.clock.advance(47_000);
  const { timestamp, containers } = (await metricsOf(world)).items[0]!;
  expect(world.clock.now() - Date.parse(timestamp)).toBe(17_000);
  const id = world.checkout.pods()[0]!.container.id;
  const then = world.checkout.sample(id, Date.parse(timestamp))!.usedBytes;
  expect(containers[0]!.usage.memory).toBe(`${Math.ceil(then / 1024)}Ki`);
  expect(then).toBeLessThan(world.checkout.sample(id, world.clock.now())!.usedBytes);
});

test('one pod’s reading, and none for a pod that is not there', async () => {
  const world = await kubernetesWorld();
  const name = (await podOf(world)).metadata!.name!;
  const call = { group: 'metrics.k8s.io', version: 'v1beta1', namespace, plural: 'pods' };
  expect(await world.custom.getNamespacedCustomObject({ ...call, name })).toMatchObject({
    kind: 'PodMetrics',
  });
  const { code, status } = await refusalOf(
    world.custom.getNamespacedCustomObject({ ...call, name: 'nobody' }),
  );
  expect([code, status.reason]).toEqual([404, 'NotFound']);
});

test('stale readings keep their date; missing ones are plain text, not a Status; a missing pod has none', async () => {
  const world = await kubernetesWorld();
  const before = await metricsOf(world);
  world.faults.merge({ metrics: { stale: true } });
  await world.clock.advance(120_000);
  expect((await metricsOf(world)).items).toEqual(before.items);
  world.faults.merge({ metrics: { stale: false, missing: true } });
  const answer = await world.ask('/apis/metrics.k8s.io/v1beta1/namespaces/otel-demo/pods');
  expect([answer.status, await answer.text()]).toEqual([404, '404 page not found\n']);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(await (await world.ask('/apis')).text()).not.toContain('metrics.k8s.io');
  world.faults.merge({ metrics: { missing: false }, pod: { missing: true } });
  expect((await metricsOf(world)).items).toEqual([]);
  expect((await world.core.listNamespacedPod({ namespace, labelSelector })).items).toEqual([]);
  world.faults.clear();
  expect((await metricsOf(world)).items[0]!.timestamp).not.toBe(before.items[0]!.timestamp);
  await podOf(world);
});

test('an OOM kill as Kubernetes shows it, and no reading within ten seconds of the new start', async () => {
  const world = await kubernetesWorld();
  world.users = 50;
  world.flagValue = 2000;
  for (let second = 0; second < 120; second += 1) {
    await world.clock.advance(1000);
    world.checkout.advance();
    const { state } = world.checkout.pods()[0]!.container;
    if (state.kind !== 'running') break;
  }
  const killed = (await podOf(world)).status!.containerStatuses![0]!;
  expect(killed.state?.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  expect(killed.ready).toBe(false);
  expect((await metricsOf(world)).items).toEqual([]);
  world.flagValue = 0;
  await world.clock.advance(5000);
  const pod = await podOf(world);
  const status = pod.status!.containerStatuses![0]!;
  expect(status).toMatchObject({ restartCount: 1, ready: true });
  expect(status.state?.running?.startedAt).toBeInstanceOf(Date);
  const last = status.lastState!.terminated!;
  expect(last).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  expect(last.containerID).not.toBe(status.containerID);
  expect(last.finishedAt!.getTime()).toBeLessThanOrEqual(status.state!.running!.startedAt!.getTime());
  expect((await metricsOf(world)).items).toEqual([]);
  await world.clock.advance(26_000);
  const reading = (await metricsOf(world)).items[0]!;
  expect(Date.parse(reading.timestamp)).toBeGreaterThan(status.state!.running!.startedAt!.getTime());

  const fieldSelector = `involvedObject.kind=Pod,involvedObject.name=${pod.metadata!.name}`;
  const events = await world.core.listNamespacedEvent({ namespace, fieldSelector });
  expect(events.items.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['OOMKilling', 'Started']));
  const warnings = await world.core.listNamespacedEvent({
    namespace,
    fieldSelector: 'type=Warning,reason=OOMKilling',
  });
  expect(warnings.items).toHaveLength(1);
  expect(warnings.items[0]!.involvedObject.uid).toBe(pod.metadata!.uid);
});

test('a restart by fault has its own exit code and reason; the second waits in CrashLoopBackOff', async () => {
  const world = await kubernetesWorld();
  world.faults.merge({ pod: { restart: { exitCode: 137, reason: 'Error' } } });
  await world.clock.advance(4000);
  const status = (await podOf(world)).status!.containerStatuses![0]!;
  expect(status.lastState?.terminated).toMatchObject({ reason: 'Error', exitCode: 137 });
  world.faults.merge({ pod: { restart: { exitCode: 2, reason: 'Error' } } });
  await world.clock.advance(4000);
  const waiting = (await podOf(world)).status!;
  expect(waiting.phase).toBe('Running');
  expect(waiting.containerStatuses![0]).toMatchObject({
    restartCount: 1,
    ready: false,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 2 } },
  });
  expect(waiting.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
});

test('the log: order lines, by tail, by time, by container', async () => {
  const world = await kubernetesWorld();
  world.users = 50;
  await world.clock.advance(600_000);
  const name = (await podOf(world)).metadata!.name!;
  const read = async (more: object) =>
    (await world.core.readNamespacedPodLog({ namespace, name, container: 'checkout', ...more }))
      .split('\n')
      .filter((line) => line !== '');
  const all = await read({});
  const placed = (lines: string[]) => lines.filter((line) => line.includes('order placed')).length;
  expect(placed(all)).toBe(world.checkout.ordersCompleted());
  expect(await read({ tailLines: 5 })).toEqual(all.slice(-5));
  const recent = await read({ sinceSeconds: 60 });
  expect(placed(recent)).toBeGreaterThan(15);
  expect(placed(recent)).toBeLessThan(70);
  const sinceTime = new Date(world.clock.now() - 60_000).toISOString();
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
  const byTime = await (await world.ask(`${path}?sinceTime=${sinceTime}`)).text();
  expect(byTime.trimEnd().split('\n')).toEqual(recent);
  const wrong = await world.ask(`${path}?container=sidecar`);
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ message: `container sidecar is not valid for pod ${name}` });
  expect((await world.ask(`${path}?tailLines=-1`)).status).toBe(422);
  expect((await world.ask(`${path}?sinceTime=yesterday`)).status).toBe(400);
  expect((await world.ask(`${path}?previous=true`)).status).toBe(400);
  expect((await refusalOf(world.core.readNamespacedPodLog({ namespace, name: 'nobody' }))).code).toBe(404);
});

interface Seen {
  type: string;
  object: {
    kind: string;
    code?: number;
    reason?: string;
    metadata: { name: string; resourceVersion: string };
  };
}

const podsPath = `/api/v1/namespaces/${namespace}/pods`;

test('a watch tells of a rollout as it happens and ends in time', async () => {
  const world = await kubernetesWorld();
  const list = await world.core.listNamespacedPod({ namespace, labelSelector });
  const seen: Seen[] = [];
  const done = vi.fn();
  const query = { labelSelector, resourceVersion: list.metadata!.resourceVersion!, timeoutSeconds: 25 };
  await world.watch.watch(podsPath, query, (type, object) => void seen.push({ type, object }), done);
  const template = world.checkout.template();
  const metadata = { ...template.metadata, annotations: { again: 'yes' } };
  world.checkout.rollout({ ...template, metadata });
  await world.clock.advance(12_000);
  await eventually(() => expect(seen.at(-1)?.type).toBe('DELETED'));
  expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(['ADDED', 'MODIFIED', 'DELETED']));
  expect(seen[0]!.type).toBe('ADDED');
  expect(seen.at(-1)!.object.metadata.name).toBe(list.items[0]!.metadata!.name);
  const versions = seen.map(({ object }) => Number(object.metadata.resourceVersion));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(done).not.toHaveBeenCalled();
  await world.clock.advance(15_000);
  await eventually(() => expect(done).toHaveBeenCalledExactlyOnceWith(null));
});

test('a watch without a version begins with what is there', async () => {
  const world = await kubernetesWorld();
  const seen: Seen[] = [];
  const stop = await world.watch.watch(
    podsPath,
    {},
    (type, object) => void seen.push({ type, object }),
    () => {},
  );
  await eventually(() => expect(seen).toHaveLength(4));
  expect(new Set(seen.map(({ type }) => type))).toEqual(new Set(['ADDED']));
  expect(seen[0]!.object.kind).toBe('Pod');
  stop.abort();
});

test('with bookmarks: one after what is there, one shortly before the end', async () => {
  const world = await kubernetesWorld();
  const seen: Seen[] = [];
  const done = vi.fn();
  const query = { labelSelector, allowWatchBookmarks: true, timeoutSeconds: 20 };
  await world.watch.watch(podsPath, query, (type, object) => void seen.push({ type, object }), done);
  await eventually(() => expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']));
  await world.clock.advance(17_000);
  expect(seen).toHaveLength(2);
  await world.clock.advance(2_000);
  await eventually(() => expect(seen.at(-1)?.type).toBe('BOOKMARK'));
  expect(seen.at(-1)?.object).toMatchObject({
    kind: 'Pod',
    metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
  });
  await world.clock.advance(2_000);
  await eventually(() => expect(done).toHaveBeenCalledExactlyOnceWith(null));
  expect(seen).toHaveLength(3);
});

test('a version that is not reached yet is waited for in silence', async () => {
  const world = await kubernetesWorld();
  const seen: Seen[] = [];
  const done = vi.fn();
  const query = { resourceVersion: 999_999, timeoutSeconds: 5 };
  await world.watch.watch(podsPath, query, (type, object) => void seen.push({ type, object }), done);
  world.faults.merge({ pod: { missing: true } });
  await world.clock.advance(6_000);
  await eventually(() => expect(done).toHaveBeenCalledExactlyOnceWith(null));
  expect(seen).toEqual([]);
});

test('a version that is too old is one ERROR event 410 Expired on HTTP 200', async () => {
  const world = await kubernetesWorld();
  const seen: Seen[] = [];
  const done = vi.fn();
  const tell = (type: string, object: Seen['object']) => void seen.push({ type, object });
  await world.watch.watch(podsPath, { resourceVersion: 1 }, tell, done);
  await eventually(() => expect(done).toHaveBeenCalledExactlyOnceWith(null));
  expect(seen).toEqual([
    { type: 'ERROR', object: expect.objectContaining({ kind: 'Status', code: 410, reason: 'Expired' }) },
  ]);
});

test('a pod that goes missing is deleted for those who watch', async () => {
  const world = await kubernetesWorld();
  const seen: Seen[] = [];
  const tell = (type: string, object: Seen['object']) => void seen.push({ type, object });
  const stop = await world.watch.watch(podsPath, { labelSelector }, tell, () => {});
  await eventually(() => expect(seen).toHaveLength(1));
  world.faults.merge({ pod: { missing: true } });
  await world.clock.advance(1000);
  await eventually(() => expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']));
  stop.abort();
});

test('a pod deleted by hand is replaced', async () => {
  const world = await kubernetesWorld();
  const name = (await podOf(world)).metadata!.name!;
  await world.core.deleteNamespacedPod({ namespace, name });
  await world.clock.advance(10_000);
  expect((await podOf(world)).metadata!.name).not.toBe(name);
});
