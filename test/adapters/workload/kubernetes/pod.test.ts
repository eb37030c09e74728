import { describe, expect, test } from 'vitest';
import { listedPod, presentPods } from '../../../../adapters/workload/kubernetes/pod.ts';
import { checkoutPod, containerId, type Json, oomKilled, startedAt, uid } from './pods.ts';

const now = Date.parse('2026-03-04T09:20:00Z');
const MiB = 2 ** 20;

function listed(item: unknown, container = 'checkout') {
  const one = listedPod(item, container, (at) => at, now);
  if (one === null) throw new Error('not taken for a pod');
  return one;
}
const podOf = (item: unknown) => listed(item).pod;

describe('a pod', () => {
  test('that is well', () => {
    expect(podOf(checkoutPod())).toEqual({
      name: 'checkout-6d8f9c7b5d-x2x7k',
      uid,
      ready: true,
      startedAt: Date.parse(startedAt),
      restarts: 0,
      waiting: null,
      lastTermination: null,
      limitBytes: 20 * MiB,
      gomemlimitBytes: 16 * MiB,
    });
  });

  test('in CrashLoopBackOff after an OOM kill', () => {
    const pod = podOf(
      checkoutPod(
        {
          ready: false,
          restartCount: 3,
          state: {
            waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' },
          },
          lastState: { terminated: oomKilled },
        },
        { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] } },
      ),
    );
    expect(pod).toMatchObject({ ready: false, startedAt: null, restarts: 3, waiting: 'CrashLoopBackOff' });
    expect(pod.lastTermination).toEqual({
      reason: 'OOMKilled',
      exitCode: 137,
      finishedAt: Date.parse(oomKilled.finishedAt),
      key: containerId,
    });
  });

  test('rule 22: 137 without OOMKilled keeps its own reason', () => {
    const killed = { ...oomKilled, reason: 'Error' };
    const pod = podOf(checkoutPod({ restartCount: 1, lastState: { terminated: killed } }));
    expect(pod.lastTermination).toMatchObject({ reason: 'Error', exitCode: 137 });
  });

  test('a termination that is not yet a last one counts too, and is newer than the last one', () => {
    const older = { ...oomKilled, exitCode: 1, reason: 'Error', containerID: 'containerd://older' };
    const state = { terminated: oomKilled };
    const pod = podOf(checkoutPod({ restartCount: 1, state, lastState: { terminated: older } }));
    expect(pod).toMatchObject({
      startedAt: null,
      lastTermination: { reason: 'OOMKilled', key: containerId },
    });
  });

  test('Completed is a termination with 0', () => {
    const done = { exitCode: 0, reason: 'Completed', finishedAt: '2026-03-04T09:10:00Z' };
    const pod = podOf(checkoutPod({ restartCount: 1, lastState: { terminated: done } }));
    expect(pod.lastTermination).toMatchObject({ reason: 'Completed', exitCode: 0 });
  });

  test('without a container id one end has one key through all its states, and two ends have two', () => {
    const { containerID: _, ...end } = oomKilled;
    const keyOf = (status: Json) => podOf(checkoutPod(status)).lastTermination?.key;
    const ended = keyOf({ restartCount: 2, state: { terminated: end } });
    const backingOff = keyOf({
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: end },
    });
    const restarted = keyOf({ restartCount: 3, lastState: { terminated: end } });
    expect([backingOff, restarted]).toEqual([ended, ended]);
    expect(keyOf({ restartCount: 3, state: { terminated: end } })).not.toBe(ended);
  });

  test('a termination without a date or a reason is dated now and named by its code', () => {
    const end = { exitCode: 2, finishedAt: null };
    const pod = podOf(checkoutPod({ restartCount: 1, lastState: { terminated: end } }));
    expect(pod.lastTermination).toMatchObject({ reason: 'Error', exitCode: 2, finishedAt: now });
  });

  test('an init container’s end is not the target’s', () => {
    expect(podOf(checkoutPod()).lastTermination).toBeNull();
    expect(podOf(checkoutPod()).restarts).toBe(0);
  });

  test('a sidecar’s limit, count and state are not the target’s, whichever comes first', () => {
    const pod = checkoutPod();
    const spec = pod.spec as { containers: Json[] };
    const status = pod.status as { containerStatuses: Json[] };
    spec.containers.unshift({ name: 'istio-proxy', resources: { limits: { memory: '1Gi' } }, env: [] });
    status.containerStatuses.unshift({
      name: 'istio-proxy',
      restartCount: 9,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: oomKilled },
    });
    expect(podOf(pod)).toMatchObject({
      limitBytes: 20 * MiB,
      restarts: 0,
      waiting: null,
      lastTermination: null,
    });
    expect(listed(pod).containerNames).toContain('istio-proxy');
  });

  test('a sidecar by Kubernetes’ own definition stands among the init containers', () => {
    const one = listed(checkoutPod(), 'wait-for-kafka');
    expect(one).toMatchObject({ hasContainer: true, pod: { limitBytes: 64 * MiB, restarts: 4 } });
  });

  test('being made: no process, no count, what it waits for', () => {
    const status = { phase: 'Pending', conditions: [], containerStatuses: undefined };
    expect(podOf(checkoutPod({}, { status }))).toMatchObject({ startedAt: null, restarts: 0, waiting: null });
    const creating = { state: { waiting: { reason: 'ContainerCreating' } }, ready: false };
    expect(podOf(checkoutPod(creating)).waiting).toBe('ContainerCreating');
    const unschedulable = {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      containerStatuses: null,
    };
    expect(podOf(checkoutPod({}, { status: unschedulable }))).toMatchObject({
      waiting: 'Unschedulable',
      ready: false,
    });
  });

  test('the limit that is enforced, after an in-place resize, comes before the one that is wanted', () => {
    const pod = checkoutPod({ resources: { limits: { memory: '32Mi' } } });
    expect(podOf(pod).limitBytes).toBe(32 * MiB);
  });

  test.each([
    [undefined],
    [{}],
    [{ limits: {} }],
    [{ limits: { cpu: '1' } }],
    [{ limits: { memory: 'lots' } }],
    [{ limits: { memory: '0' } }],
    [7],
  ])('without a limit that can be read it is null, never 0: %j', (resources) => {
    expect(
      podOf(checkoutPod({}, { spec: { containers: [{ name: 'checkout', resources }] } })).limitBytes,
    ).toBeNull();
  });

  test.each([
    [[{ name: 'GOMEMLIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } }], null],
    [[{ name: 'GOMEMLIMIT', value: 'off' }], null],
    [[{ name: 'GOMEMLIMIT' }], null],
    [[], null],
    [null, null],
    [
      [
        { name: 'GOMEMLIMIT', value: '1GiB' },
        { name: 'GOMEMLIMIT', value: '16MiB' },
      ],
      16 * MiB,
    ],
  ])('GOMEMLIMIT from %j', (env, bytes) => {
    expect(
      podOf(checkoutPod({}, { spec: { containers: [{ name: 'checkout', env }] } })).gomemlimitBytes,
    ).toBe(bytes);
  });

  test.each([{}, null, 'pod', { metadata: {} }, { metadata: { name: '' } }])('%j is none', (item) => {
    expect(listedPod(item, 'checkout', (at) => at, now)).toBeNull();
  });

  test('odd parts do not spoil the rest', () => {
    const pod = checkoutPod(
      { state: { running: { startedAt: 'soon' } }, lastState: 'none', restartCount: 'two' },
      { status: { conditions: [null, { type: 'Ready', status: 'True' }] } },
    );
    expect(podOf(pod)).toMatchObject({ ready: true, startedAt: null, restarts: 0, limitBytes: 20 * MiB });
    expect(podOf({ metadata: { name: 'bare' } })).toMatchObject({
      uid: 'bare',
      ready: false,
      limitBytes: null,
    });
  });
});

describe('which pods are the target', () => {
  const well = listed(checkoutPod({}, { metadata: { name: 'well' } }));
  const going = listed(
    checkoutPod({}, { metadata: { name: 'going', deletionTimestamp: '2026-03-04T09:19:59Z' } }),
  );
  const evicted = listed(
    checkoutPod(
      {},
      {
        metadata: { name: 'evicted' },
        status: {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'The node was low on resource: memory.',
          conditions: [],
          containerStatuses: undefined,
        },
      },
    ),
  );

  const names = (pods: (typeof well)[]) => presentPods(pods).map((one) => one.pod.name);

  test('not those that are being deleted or were evicted', () => {
    expect(names([going, well, evicted])).toEqual(['well']);
  });

  test('unless there is nothing else', () => {
    expect(names([going, evicted])).toEqual(['going', 'evicted']);
    expect(names([])).toEqual([]);
    expect(evicted.pod).toMatchObject({ ready: false, startedAt: null, waiting: 'Evicted' });
  });

  test('all of several', () => {
    const second = listed(checkoutPod({}, { metadata: { name: 'second' } }));
    expect(names([well, second])).toEqual(['well', 'second']);
  });
});
