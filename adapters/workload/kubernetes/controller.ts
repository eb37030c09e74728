/** The object that runs the pods: a Deployment, or where there is none of that name a StatefulSet. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import { listOf, optional, text } from '../lenient.ts';
import type { KubernetesClient } from './client.ts';
import type { Deed } from './deed.ts';
import { queryOfSelector } from './label-selector.ts';

export interface Controller {
  kind: 'Deployment' | 'StatefulSet';
  resource: 'deployments' | 'statefulsets';
  uid: string | null;
  /** That are wanted; the server fills in 1 where a manifest says nothing. */
  replicas: number;
  ready: number;
  /** Of the object itself. */
  marks: { [key: string]: string };
  /** The controller that made it, as `Kafka shop`; null: none. */
  owner: string | null;
  /** As a query; null: none that can be said. */
  selector: string | null;
  paused: boolean;
  resourceVersion: string | null;
  /** Of the pod template. */
  annotations: { [key: string]: string };
}

const controllerShape = z.object({
  metadata: z.object({
    name: z.string(),
    uid: text,
    resourceVersion: text,
    annotations: optional(z.record(z.string(), z.string())),
    ownerReferences: listOf(z.object({ kind: z.string(), name: z.string(), controller: z.literal(true) })),
  }),
  status: optional(z.object({ readyReplicas: z.int().min(0).nullish().catch(null) })),
  spec: optional(
    z.object({
      replicas: z.int().min(0).nullish().catch(null),
      paused: z.boolean().nullish().catch(null),
      selector: z.unknown().optional(),
      template: optional(
        z.object({
          metadata: optional(z.object({ annotations: optional(z.record(z.string(), z.string())) })),
        }),
      ),
    }),
  ),
});

const kinds = [
  { kind: 'Deployment', resource: 'deployments' },
  { kind: 'StatefulSet', resource: 'statefulsets' },
] as const;

/** null: there is neither. Rejects with a Failure, also when the first may not be read. */
export async function readController(
  client: KubernetesClient,
  namespace: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Controller | null> {
  for (const { kind, resource } of kinds) {
    const deed: Deed = { verb: 'get', resource, group: 'apps', namespace, name };
    try {
      const answer: unknown = await client.call(
        deed,
        ({ apps }) =>
          kind === 'Deployment'
            ? apps.readNamespacedDeployment({ namespace, name })
            : apps.readNamespacedStatefulSet({ namespace, name }),
        { signal },
      );
      const parsed = controllerShape.safeParse(answer);
      if (!parsed.success) throw client.oddAnswer(deed);
      const { metadata, spec, status } = parsed.data;
      const [owner] = metadata.ownerReferences;
      return {
        kind,
        resource,
        uid: metadata.uid,
        replicas: spec?.replicas ?? 1,
        ready: status?.readyReplicas ?? 0,
        marks: metadata.annotations ?? {},
        owner: owner === undefined ? null : `${owner.kind} ${owner.name}`,
        selector: queryOfSelector(spec?.selector),
        paused: spec?.paused === true,
        resourceVersion: metadata.resourceVersion,
        annotations: spec?.template?.metadata?.annotations ?? {},
      };
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'kubernetes-404')) throw error;
    }
  }
  return null;
}
