/** Pods and their events as the API shows them. */
import type { Container, ContainerState, Terminated } from '../checkout/container.ts';
import { isReady, type PodEvent, type PodState } from '../checkout/fleet.ts';
import { uuidOf } from '../checkout/random.ts';
import { type KubeObject, timestamp } from './kube-object.ts';

function terminatedOf(terminated: Terminated): object {
  return {
    containerID: terminated.containerId,
    exitCode: terminated.exitCode,
    reason: terminated.reason,
    startedAt: timestamp(terminated.startedAt),
    finishedAt: timestamp(terminated.finishedAt),
  };
}

/** As the kubelet words it: `10s`, `2m40s`. */
function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

function stateOf(state: ContainerState, pod: PodState, containerName: string): object {
  switch (state.kind) {
    case 'creating':
      return { waiting: { reason: 'ContainerCreating' } };
    case 'running':
      return { running: { startedAt: timestamp(state.startedAt) } };
    case 'terminated':
      return { terminated: terminatedOf(state.terminated) };
    case 'backing-off': {
      const what = `container=${containerName} pod=${pod.name}`;
      const message = `back-off ${duration(state.delayMs)} restarting failed ${what}`;
      return { waiting: { reason: 'CrashLoopBackOff', message } };
    }
  }
}

/** While `terminated` is the present state, the exit is not yet the last one. */
function lastStateOf(container: Container): object {
  if (container.last === null || container.state.kind === 'terminated') return {};
  return { terminated: terminatedOf(container.last) };
}

export function podObject(pod: PodState, deployment: string, namespace: string): KubeObject {
  const { container } = pod;
  const ready = isReady(pod);
  const { startedAt } = container.state.kind === 'running' ? container.state : { startedAt: pod.createdAt };
  const condition = (type: string, holds: boolean, at: number) => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: timestamp(at),
    ...(holds
      ? {}
      : { reason: 'ContainersNotReady', message: `containers with unready status: [${deployment}]` }),
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      generateName: `${deployment}-${pod.hash}-`,
      namespace,
      uid: pod.uid,
      creationTimestamp: timestamp(pod.createdAt),
      ...(pod.deletion === null
        ? {}
        : { deletionTimestamp: timestamp(pod.deletion.at + 30_000), deletionGracePeriodSeconds: 30 }),
      labels: { ...pod.template.metadata.labels, 'pod-template-hash': pod.hash },
      ...(pod.template.metadata.annotations === undefined
        ? {}
        : { annotations: pod.template.metadata.annotations }),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${deployment}-${pod.hash}`,
          uid: uuidOf(`replicaset ${deployment}-${pod.hash}`),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { ...pod.template.spec, nodeName: 'sandbox' },
    status: {
      phase: container.id === '' ? 'Pending' : 'Running',
      conditions: [
        condition('PodReadyToStartContainers', true, pod.createdAt),
        condition('Initialized', true, pod.createdAt),
        condition('Ready', ready, startedAt),
        condition('ContainersReady', ready, startedAt),
        condition('PodScheduled', true, pod.createdAt),
      ],
      hostIP: '127.0.0.1',
      podIP: '127.0.0.1',
      startTime: timestamp(pod.createdAt),
      containerStatuses: pod.template.spec.containers.map((spec) => ({
        name: spec.name,
        state: stateOf(container.state, pod, spec.name),
        lastState: lastStateOf(container),
        ready,
        restartCount: container.restarts,
        image: spec.image ?? '',
        imageID: spec.image ?? '',
        ...(container.id === '' ? {} : { containerID: container.id }),
        started: container.state.kind === 'running',
      })),
      qosClass: 'Burstable',
    },
  };
}

export function eventObject(event: PodEvent, namespace: string): KubeObject {
  const words = `${event.podUid}/${event.reason}/${event.message}`;
  const uid = uuidOf(words);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${event.podName}.${uid.slice(0, 8)}${uid.slice(9, 13)}`,
      namespace,
      uid,
      creationTimestamp: timestamp(event.firstAt),
    },
    involvedObject: {
      kind: 'Pod',
      namespace,
      name: event.podName,
      uid: event.podUid,
      apiVersion: 'v1',
    },
    reason: event.reason,
    message: event.message,
    source: { component: 'kubelet', host: 'sandbox' },
    firstTimestamp: timestamp(event.firstAt),
    lastTimestamp: timestamp(event.lastAt),
    count: event.count,
    type: event.type,
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: 'sandbox',
  };
}
