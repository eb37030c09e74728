/**
 * The kubelets' own summary, through the API server: one scrape fresher than metrics-server, with rss. Opt-in: its
 * right, `get` of `nodes/proxy`, also lets its holder run commands in every pod of these nodes.
 */
import { z } from 'zod';
import { Failure, wordsOf } from '../../../src/failure.ts';
import { instant, listOf, optional } from '../lenient.ts';
import type { KubernetesClient } from './client.ts';
import type { Deed } from './deed.ts';
import type { ListedPod } from './pod.ts';
import { type Readings, readingsOf, type Sample } from './readings.ts';

export const kubeletCaution =
  'its right, get of nodes/proxy, also allows to run commands in every pod of the cluster: take it away after the game day';

const bytes = z
  .number()
  .nonnegative()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const summary = z.object({
  pods: listOf(
    z.object({
      podRef: z.object({ name: z.string(), namespace: z.string(), uid: z.string() }),
      containers: listOf(
        z.object({
          name: z.string(),
          memory: optional(z.object({ time: instant, workingSetBytes: bytes, rssBytes: bytes })),
        }),
      ),
    }),
  ),
});

type Summary = z.output<typeof summary>;

interface Target {
  namespace: string;
  container: string;
}

/** Never rejects. Each node is asked at the same time; one that does not answer takes only its own pods. */
export async function kubeletReadings(
  client: KubernetesClient,
  target: Target,
  pods: readonly ListedPod[],
  dated: (sourceAt: number) => number,
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<Readings> {
  const nodes = [...new Set(pods.map(({ node }) => node))].filter((node) => node !== null);
  const asked = await Promise.all(
    nodes.map(async (node) => [node, await summaryOf(client, node, signal)] as const),
  );
  const answers = new Map(asked);
  const sampleOf = (listed: ListedPod) => {
    const answer = listed.node === null ? undefined : answers.get(listed.node);
    if (answer === undefined) return null;
    return typeof answer === 'string' ? answer : sampleIn(answer, listed, target);
  };
  return readingsOf('the kubelet', sampleOf, pods, dated, now());
}

/** Or why there is none. */
async function summaryOf(
  client: KubernetesClient,
  node: string,
  signal: AbortSignal | undefined,
): Promise<Summary | string> {
  const deed: Deed = { verb: 'get', resource: 'nodes/proxy', group: '', namespace: null, name: node };
  try {
    const answer: unknown = await client.call(deed, ({ core }) => core.connectGetNodeProxy({ name: node }), {
      signal,
      below: '/stats/summary?only_cpu_and_memory=true',
    });
    const parsed = summary.safeParse(typeof answer === 'string' ? JSON.parse(answer) : answer);
    return parsed.success ? parsed.data : wordsOf(client.oddAnswer(deed));
  } catch (error) {
    return whyNone(error, node, () => wordsOf(client.oddAnswer(deed)));
  }
}

function whyNone(error: unknown, node: string, odd: () => string): string {
  if (!(error instanceof Failure)) return odd();
  if (error.code === 'kubernetes-404') return `the cluster has no node ${node} any more`;
  // What the API server says when it cannot reach the kubelet.
  if (/^kubernetes-50[0-4]$/.test(error.code))
    return `the kubelet of ${node} does not answer (${error.code.slice(-3)})`;
  return wordsOf(error);
}

function sampleIn(
  found: Summary,
  { pod }: ListedPod,
  { namespace, container }: Target,
): Sample | string | null {
  // One that is gone may have had the same name; a static pod has another uid here than in the API.
  const own =
    found.pods.find(({ podRef }) => podRef.uid === pod.uid) ??
    found.pods.find(({ podRef }) => podRef.name === pod.name && podRef.namespace === namespace);
  if (own === undefined) return null;
  const sample = own.containers.find(({ name }) => name === container)?.memory ?? null;
  if (sample === null) return `the kubelet has no memory of container ${container} in pod ${pod.name}`;
  return { sourceAt: sample.time, usedBytes: sample.workingSetBytes, rssBytes: sample.rssBytes };
}
