/** Pods as the API has them → pods in our words. Pure. */
import { z } from 'zod';
import type { Pod, Termination } from '../../../src/ports.ts';
import { instant, listOf, optional, text } from '../lenient.ts';
import { bytesOfGomemlimit, bytesOfQuantity } from '../memory-size.ts';

const resources = optional(z.object({ limits: optional(z.object({ memory: z.unknown().optional() })) }));

const containerSpec = z.object({
  name: z.string(),
  resources,
  env: listOf(z.object({ name: z.string(), value: text, valueFrom: z.unknown().optional() })),
});

const terminated = optional(
  z.object({ reason: text, exitCode: z.number(), finishedAt: instant, containerID: text }),
);

const containerState = optional(
  z.object({
    running: optional(z.object({ startedAt: instant })),
    waiting: optional(z.object({ reason: text })),
    terminated,
  }),
);

const containerStatus = z.object({
  name: z.string(),
  containerID: text,
  restartCount: z.number().catch(0),
  /** What is enforced now; after an in-place resize not yet what the spec wants. */
  resources,
  state: containerState,
  lastState: containerState,
});

const podShape = z.object({
  metadata: z.object({
    name: z.string().min(1),
    uid: text,
    creationTimestamp: instant,
    deletionTimestamp: instant,
  }),
  spec: optional(
    z.object({ nodeName: text, containers: listOf(containerSpec), initContainers: listOf(containerSpec) }),
  ),
  status: optional(
    z.object({
      phase: text,
      reason: text,
      conditions: listOf(z.object({ type: z.string(), status: z.string(), reason: text })),
      containerStatuses: listOf(containerStatus),
      initContainerStatuses: listOf(containerStatus),
    }),
  ),
});

/** A pod, and what of it only this adapter needs. Instants with `source` are on the cluster's clock, ms. */
export interface ListedPod {
  pod: Pod;
  /** The process is no older than this; null: not known. */
  sourceStartedAt: number | null;
  sourceCreatedAt: number | null;
  /** Being deleted, or finished (evicted, completed). */
  leaving: boolean;
  /** Whether its spec has the container. */
  hasContainer: boolean;
  containerNames: string[];
  /** Where it runs; null: nowhere yet. */
  node: string | null;
  /** The runtime's id of the present container, as `containerd://…` without its scheme; null: none yet. */
  containerId: string | null;
}

/**
 * `container` of one item of a pod list; null when the item is no pod. `dated` puts an instant of the cluster on the
 * bot's clock; `now` is on the bot's.
 */
export function listedPod(
  item: unknown,
  container: string,
  dated: (sourceAt: number) => number,
  now: number,
): ListedPod | null {
  const parsed = podShape.safeParse(item);
  if (!parsed.success) return null;
  const { metadata, spec, status } = parsed.data;
  // A sidecar by Kubernetes' own definition is an init container that keeps running.
  const specs = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const ours = specs.find((one) => one.name === container);
  const state = statuses.find((one) => one.name === container);
  const uid = metadata.uid ?? metadata.name;
  const startedAt = state?.state?.running?.startedAt ?? null;
  const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  const conditions = status?.conditions ?? [];
  const unscheduled = conditions.find((one) => one.type === 'PodScheduled' && one.status === 'False');
  const restarts = state?.restartCount ?? 0;

  return {
    pod: {
      name: metadata.name,
      uid,
      ready: conditions.some((one) => one.type === 'Ready' && one.status === 'True'),
      startedAt: startedAt === null ? null : dated(startedAt),
      restarts,
      waiting:
        startedAt === null
          ? (state?.state?.waiting?.reason ?? status?.reason ?? unscheduled?.reason ?? null)
          : null,
      lastTermination: state === undefined ? null : lastTermination(state, uid, dated, now),
      limitBytes: limitOf(state?.resources?.limits?.memory) ?? limitOf(ours?.resources?.limits?.memory),
      gomemlimitBytes: gomemlimitOf(ours?.env ?? []),
    },
    sourceStartedAt: startedAt,
    sourceCreatedAt: metadata.creationTimestamp,
    leaving: metadata.deletionTimestamp !== null || finished,
    hasContainer: ours !== undefined || state !== undefined,
    containerNames: specs.map((one) => one.name),
    node: spec?.nodeName ?? null,
    containerId: startedAt === null ? null : (state?.containerID?.replace(/^.*:\/\//, '') ?? null),
  };
}

function lastTermination(
  status: z.output<typeof containerStatus>,
  uid: string,
  dated: (sourceAt: number) => number,
  now: number,
): Termination | null {
  const { state, lastState, restartCount } = status;
  const ended = state?.terminated ?? lastState?.terminated ?? null;
  if (ended === null) return null;
  // The same end is first seen as `state`, later as `lastState`: once the next process runs, the count is one ahead.
  const successor = state?.terminated == null && state?.running != null;
  return {
    reason: ended.reason ?? (ended.exitCode === 0 ? 'Completed' : 'Error'),
    exitCode: ended.exitCode,
    // A node that came back reports `ContainerStatusUnknown` without a date.
    finishedAt: ended.finishedAt === null ? now : dated(ended.finishedAt),
    key: ended.containerID ?? `${uid}#${successor ? restartCount - 1 : restartCount}`,
  };
}

/** 0 is Kubernetes' way to say that there is none. */
function limitOf(quantity: unknown): number | null {
  return bytesOfQuantity(quantity) || null;
}

function gomemlimitOf(env: z.output<typeof containerSpec>['env']): number | null {
  // The last one of a name wins. With valueFrom it is in another object: unknown.
  const entry = env.findLast((one) => one.name === 'GOMEMLIMIT');
  return entry?.value == null || entry.valueFrom != null ? null : bytesOfGomemlimit(entry.value);
}

/** Leaves out what is going or gone, unless there is nothing else. */
export function presentPods(listed: readonly ListedPod[]): ListedPod[] {
  const staying = listed.filter((one) => !one.leaving);
  return staying.length > 0 ? staying : [...listed];
}
