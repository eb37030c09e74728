/** A deployment as the API shows it, and what a changed one asks for. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Json } from '../../../src/flag/definition.ts';
import { isReady } from '../checkout/fleet.ts';
import { type PodTemplate, podTemplateSchema } from '../checkout/pod-template.ts';
import type { Deployed } from '../checkout.ts';
import { type KubeObject, timestamp } from './kube-object.ts';
import { badRequest, conflict, invalid } from './status.ts';

/** What the API keeps of a deployment beside its pods. */
export interface DeploymentRecord {
  deployed: Deployed;
  uid: string;
  createdAt: number;
  generation: number;
  revision: number;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const texts = z.record(z.string(), z.string());
const wantedSchema = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: texts.optional(),
    annotations: texts.optional(),
  }),
  spec: z.object({
    replicas: z.int().min(0).max(20).default(1),
    selector: z.looseObject({ matchLabels: texts }),
    template: podTemplateSchema,
  }),
});

const revisionAnnotation = 'deployment.kubernetes.io/revision';

function selectorOf(name: string): Record<string, string> {
  return { 'opentelemetry.io/name': name };
}

export function deploymentObject(record: DeploymentRecord, namespace: string): KubeObject {
  const { deployed } = record;
  const replicas = deployed.replicas();
  const pods = deployed.pods().filter((pod) => pod.deletion === null);
  const ready = pods.filter(isReady);
  const updated = pods.filter((pod) => isDeepStrictEqual(pod.template, deployed.template()));
  const available = ready.length >= replicas;
  const condition = (type: string, holds: boolean, reason: string, message: string) => ({
    type,
    status: holds ? 'True' : 'False',
    lastUpdateTime: timestamp(record.createdAt),
    lastTransitionTime: timestamp(record.createdAt),
    reason,
    message,
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: deployed.name,
      namespace,
      uid: record.uid,
      generation: record.generation,
      creationTimestamp: timestamp(record.createdAt),
      labels: record.labels,
      annotations: { ...record.annotations, [revisionAnnotation]: String(record.revision) },
    },
    spec: {
      replicas,
      selector: { matchLabels: selectorOf(deployed.name) },
      template: deployed.template(),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: record.generation,
      ...(pods.length === 0 ? {} : { replicas: pods.length }),
      ...(updated.length === 0 ? {} : { updatedReplicas: updated.length }),
      ...(ready.length === 0 ? {} : { readyReplicas: ready.length, availableReplicas: ready.length }),
      ...(available ? {} : { unavailableReplicas: replicas - ready.length }),
      conditions: [
        available
          ? condition('Available', true, 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
          : condition(
              'Available',
              false,
              'MinimumReplicasUnavailable',
              'Deployment does not have minimum availability.',
            ),
        updated.filter(isReady).length >= replicas && updated.length === pods.length
          ? condition(
              'Progressing',
              true,
              'NewReplicaSetAvailable',
              'ReplicaSet has successfully progressed.',
            )
          : condition('Progressing', true, 'ReplicaSetUpdated', 'ReplicaSet is progressing.'),
      ],
    },
  };
}

export interface DeploymentChange {
  replicas: number;
  template: PodTemplate;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Checks a changed object against the present one. Throws a 400, 409 or 422 as the API server does. */
export function deploymentChange(present: KubeObject, wanted: Json): DeploymentChange {
  const { name, uid, resourceVersion } = present.metadata;
  const of = { group: 'apps', kind: 'Deployment', name };
  const parsed = wantedSchema.safeParse(wanted);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(of, issue.path.join('.'), `Invalid value: ${issue.message}`);
  }
  const { metadata, spec } = parsed.data;
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if ((metadata.uid ?? uid) !== uid || (metadata.resourceVersion ?? resourceVersion) !== resourceVersion) {
    throw conflict('apps', 'deployments', name);
  }
  const { matchLabels } = spec.selector;
  if (!isDeepStrictEqual({ ...matchLabels }, selectorOf(name)) || 'matchExpressions' in spec.selector) {
    throw invalid(of, 'spec.selector', 'Invalid value: field is immutable');
  }
  const labels = spec.template.metadata.labels;
  if (Object.entries(matchLabels).some(([key, value]) => labels[key] !== value)) {
    const words = 'Invalid value: `selector` does not match template `labels`';
    throw invalid(of, 'spec.template.metadata.labels', words);
  }
  const { [revisionAnnotation]: _, ...annotations } = metadata.annotations ?? {};
  return {
    replicas: spec.replicas,
    template: spec.template,
    labels: metadata.labels ?? {},
    annotations,
  };
}

/** Carries out what `deploymentChange` took: a new template is a rollout. */
export function changeDeployment(record: DeploymentRecord, change: DeploymentChange): void {
  const { deployed } = record;
  const newTemplate = !isDeepStrictEqual(change.template, deployed.template());
  if (newTemplate || change.replicas !== deployed.replicas()) record.generation += 1;
  if (newTemplate) {
    record.revision += 1;
    deployed.rollout(change.template);
  }
  if (change.replicas !== deployed.replicas()) deployed.scale(change.replicas);
  record.labels = change.labels;
  record.annotations = change.annotations;
}

/** The `scale` subresource. */
export function scaleObject(deployment: KubeObject, deployed: Deployed): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = deployment.metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      creationTimestamp,
    },
    spec: { replicas: deployed.replicas() },
    status: {
      replicas: deployed.pods().filter((pod) => pod.deletion === null).length,
      selector: `opentelemetry.io/name=${name}`,
    },
  };
}

const scaleSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional() }).optional(),
  spec: z.object({ replicas: z.int().min(0).max(20).default(0) }).default({ replicas: 0 }),
});

/** The replicas that a changed `Scale` asks for. Throws a 409 or 422. */
export function wantedReplicas(deployment: KubeObject, wanted: Json): number {
  const { name, resourceVersion } = deployment.metadata;
  const parsed = scaleSchema.safeParse(wanted);
  if (!parsed.success) {
    const words = 'Invalid value: must be a whole number from 0 to 20';
    throw invalid({ group: 'autoscaling', kind: 'Scale', name }, 'spec.replicas', words);
  }
  const given = parsed.data.metadata?.resourceVersion ?? resourceVersion;
  if (given !== resourceVersion) throw conflict('apps', 'deployments', name);
  return parsed.data.spec.replicas;
}
