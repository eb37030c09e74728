/** metrics.k8s.io: what `kubectl top` shows. That it fails is news for the run, never a failure of the sight. */
import { Failure, wordsOf } from '../../../src/failure.ts';
import { listAnswer } from '../lenient.ts';
import type { KubernetesClient } from './client.ts';
import type { Deed } from './deed.ts';

type MetricsAnswer = { items: unknown[] } | { why: string };

/** Never rejects. */
export async function readMetrics(
  client: KubernetesClient,
  namespace: string,
  labelSelector: string,
  signal: AbortSignal | undefined,
): Promise<MetricsAnswer> {
  const deed: Deed = { verb: 'list', resource: 'pods', group: 'metrics.k8s.io', namespace, name: null };
  try {
    const answer: unknown = await client.call(
      deed,
      ({ custom }) =>
        custom.listNamespacedCustomObject({
          group: 'metrics.k8s.io',
          version: 'v1beta1',
          namespace,
          plural: 'pods',
          labelSelector,
        }),
      { signal },
    );
    const parsed = listAnswer.safeParse(answer);
    return parsed.success ? { items: parsed.data.items ?? [] } : { why: wordsOf(client.oddAnswer(deed)) };
  } catch (error) {
    return { why: whyNone(error) };
  }
}

function whyNone(error: unknown): string {
  const code = error instanceof Failure ? error.code : '';
  if (code === 'kubernetes-404') return 'metrics.k8s.io is not served: metrics-server is missing';
  if (code === 'kubernetes-503') {
    return 'metrics.k8s.io is served by nobody at the moment (503): metrics-server is down or still starting';
  }
  return wordsOf(error);
}
