/** Which pods are the target's: by the given selector, the workload's own, or the customary labels. */
import { Failure } from '../../../src/failure.ts';
import { listAnswer } from '../lenient.ts';
import type { KubernetesClient } from './client.ts';
import { readController } from './controller.ts';
import type { Deed } from './deed.ts';
import { customarySelectors } from './label-selector.ts';

interface PodList {
  /** Items of the list, as they came. */
  items: unknown[];
  /** From which it can be watched; null: the server says none. */
  resourceVersion: string | null;
}

interface FoundPods extends PodList {
  selector: string;
}

export interface PodFinder {
  /** What worked last time; null: look first. */
  known(): string | null;
  list(selector: string, signal?: AbortSignal): Promise<PodList>;
  /** Tries the selectors in turn and remembers the one that finds pods. Without pods: the last one tried. */
  find(signal?: AbortSignal): Promise<FoundPods>;
}

export function podFinder(
  client: KubernetesClient,
  target: { namespace: string; workload: string; selector: string | undefined },
): PodFinder {
  const { namespace, workload } = target;
  let known = target.selector ?? null;

  async function candidates(signal: AbortSignal | undefined): Promise<string[]> {
    if (target.selector !== undefined) return [target.selector];
    try {
      const controller = await readController(client, namespace, workload, signal);
      if (controller?.selector != null) return [controller.selector];
    } catch (error) {
      // Without the right to read it there are still the labels.
      if (!(error instanceof Failure && error.code === 'kubernetes-403')) throw error;
    }
    return customarySelectors(workload);
  }

  async function list(selector: string, signal?: AbortSignal): Promise<PodList> {
    const deed: Deed = { verb: 'list', resource: 'pods', group: '', namespace, name: null };
    const answer: unknown = await client.call(
      deed,
      ({ core }) => core.listNamespacedPod({ namespace, labelSelector: selector }),
      { signal },
    );
    const parsed = listAnswer.safeParse(answer);
    if (!parsed.success) throw client.oddAnswer(deed);
    const { items, metadata } = parsed.data;
    return { items: items ?? [], resourceVersion: metadata?.resourceVersion ?? null };
  }

  return {
    known: () => known,
    list,
    async find(signal) {
      let found: FoundPods = { selector: '', items: [], resourceVersion: null };
      for (const selector of await candidates(signal)) {
        found = { selector, ...(await list(selector, signal)) };
        if (found.items.length > 0) {
          known = selector;
          break;
        }
      }
      return found;
    },
  };
}
