/** Pods as a real API server tells of them, cut down to what there is of interest. */

export type Json = { [key: string]: unknown };

export const uid = '8b6a1a6e-6d7c-4f0c-9f67-5b1d6b1a2c3d';
export const containerId = 'containerd://3f1b0c9d2a4e5f60718293a4b5c6d7e8f9010203040506070809aabbccddeeff';
export const startedAt = '2026-03-04T09:00:00Z';

/** A healthy pod of the demo, whose container status is changed by `status`, itself by `rest`. */
export function checkoutPod(
  status: Json = {},
  rest: { metadata?: Json; spec?: Json; status?: Json } = {},
): Json {
  return {
    metadata: {
      name: 'checkout-6d8f9c7b5d-x2x7k',
      namespace: 'otel-demo',
      uid,
      creationTimestamp: '2026-03-04T08:59:50Z',
      labels: { 'opentelemetry.io/name': 'checkout', 'app.kubernetes.io/name': 'checkout' },
      ...rest.metadata,
    },
    spec: {
      containers: [
        {
          name: 'checkout',
          image: 'ghcr.io/open-telemetry/demo:3.0.0-checkout',
          env: [
            { name: 'OTEL_SERVICE_NAME', value: 'checkout' },
            { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
            { name: 'GOMEMLIMIT', value: '16MiB' },
          ],
          resources: { limits: { memory: '20Mi' }, requests: { memory: '20Mi' } },
        },
      ],
      initContainers: [{ name: 'wait-for-kafka', resources: { limits: { memory: '64Mi' } } }],
      ...rest.spec,
    },
    status: {
      phase: 'Running',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: 'True' },
      ],
      initContainerStatuses: [
        {
          name: 'wait-for-kafka',
          restartCount: 4,
          state: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: '2026-03-04T08:59:59Z' } },
          lastState: {},
        },
      ],
      containerStatuses: [
        {
          name: 'checkout',
          restartCount: 0,
          ready: true,
          started: true,
          containerID: containerId,
          state: { running: { startedAt } },
          lastState: {},
          ...status,
        },
      ],
      ...rest.status,
    },
  };
}

export const oomKilled = {
  exitCode: 137,
  reason: 'OOMKilled',
  startedAt,
  finishedAt: '2026-03-04T09:17:31Z',
  containerID: containerId,
};

export function podMetrics(memory: unknown, rest: Json = {}): Json {
  return {
    metadata: { name: 'checkout-6d8f9c7b5d-x2x7k', namespace: 'otel-demo' },
    timestamp: '2026-03-04T09:20:07Z',
    window: '15.2s',
    containers: [{ name: 'checkout', usage: { cpu: '12345678n', memory } }],
    ...rest,
  };
}

export function checkoutDeployment(template: Json = {}, spec: Json = {}): Json {
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name: 'checkout', namespace: 'otel-demo', resourceVersion: '4711' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { 'opentelemetry.io/name': 'checkout' } },
      template: { metadata: { annotations: {}, ...template }, spec: { containers: [] } },
      ...spec,
    },
  };
}
