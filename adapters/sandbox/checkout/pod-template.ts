/** A pod template as Kubernetes has it: what the sandbox reads of it. It may be patched from outside. */
import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const container = z.looseObject({
  name: z.string().min(1),
  image: z.string().optional(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).optional(),
  resources: z
    .looseObject({ limits: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
    .optional(),
});

export const podTemplateSchema = z.looseObject({
  metadata: z.looseObject({ labels, annotations: labels.optional() }),
  spec: z.looseObject({ containers: z.array(container).min(1) }),
});

export type PodTemplate = z.infer<typeof podTemplateSchema>;

const suffixes: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** Bytes of a quantity (`20Mi`), or of Go's writing of one (`16MiB`); null where it is neither. */
function bytesOf(quantity: string | number | undefined): number | null {
  const parts = /^(\d+(?:\.\d+)?)([kMG]|[KMG]i)?B?$/.exec(String(quantity ?? ''));
  return parts === null ? null : Number(parts[1]) * suffixes[parts[2] ?? '']!;
}

/** Memory limit of the first container, in bytes; null: none. */
export function limitBytesOf(template: PodTemplate): number | null {
  return bytesOf(template.spec.containers[0]!.resources?.limits?.memory);
}

export function gomemlimitBytesOf(template: PodTemplate): number | null {
  return bytesOf(template.spec.containers[0]!.env?.find((entry) => entry.name === 'GOMEMLIMIT')?.value);
}

/** The first container's name: the one whose memory and exits are played. */
export function containerNameOf(template: PodTemplate): string {
  return template.spec.containers[0]!.name;
}

/** A service of the demo as its chart writes it. */
export function demoTemplate(wanted: {
  name: string;
  limit: string;
  env: Record<string, string>;
}): PodTemplate {
  return {
    metadata: {
      labels: {
        'app.kubernetes.io/component': wanted.name,
        'app.kubernetes.io/name': wanted.name,
        'opentelemetry.io/name': wanted.name,
      },
    },
    spec: {
      containers: [
        {
          name: wanted.name,
          image: `ghcr.io/open-telemetry/demo:3.0.0-${wanted.name}`,
          imagePullPolicy: 'IfNotPresent',
          env: Object.entries(wanted.env).map(([name, value]) => ({ name, value })),
          resources: { limits: { memory: wanted.limit } },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      serviceAccountName: 'otel-demo',
      terminationGracePeriodSeconds: 30,
    },
  };
}
