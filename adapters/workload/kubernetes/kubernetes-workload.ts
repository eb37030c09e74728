/** The target as Kubernetes shows it: pods, readings of the source that is set, restart, log. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import type { Clock, Sighting, Workload } from '../../../src/ports.ts';
import { countLines, logLimitBytes } from '../log-lines.ts';
import { serverClock } from '../server-clock.ts';
import { sourceDates } from '../source-dates.ts';
import { kubernetesClient } from './client.ts';
import type { Deed } from './deed.ts';
import { type ListedPod, listedPod, presentPods } from './pod.ts';
import { podFinder } from './pod-finder.ts';
import { type PodWatchParts, watchPods } from './pod-watch.ts';
import { type ReadingSourcesOptions, readingSources } from './reading-sources.ts';
import { restartWorkload } from './restart.ts';
import { targetRights } from './rights.ts';

interface KubernetesWorkloadOptions {
  /** This file and no other; without it KUBECONFIG, ~/.kube/config, the pod's service account. */
  kubeconfig?: string | undefined;
  namespace: string;
  workload: string;
  container: string;
  /** A label selector; without it the workload's own, else the customary labels. */
  selector?: string | undefined;
  readings: ReadingSourcesOptions['readings'];
  prometheusUrl?: ReadingSourcesOptions['prometheusUrl'];
  clock: Clock;
  logger?: PodWatchParts['logger'] | undefined;
  /** From 0 up to 1: how long a pause becomes. */
  random?: () => number;
  /** Of one request, real time. */
  timeoutMs?: number;
}

const withUid = z.object({ metadata: z.object({ uid: z.string().min(1) }) });

export function kubernetesWorkload(options: KubernetesWorkloadOptions): Workload {
  const { namespace, workload, container, clock, logger, random = Math.random } = options;
  const server = serverClock();
  const dates = sourceDates(server);
  const client = kubernetesClient({
    kubeconfig: options.kubeconfig,
    clock,
    server,
    timeoutMs: options.timeoutMs ?? 4_000,
  });
  const sources = readingSources(client, {
    ...options,
    prometheusUrl: options.prometheusUrl ?? null,
    timeoutMs: options.timeoutMs,
  });
  const finder = podFinder(client, { namespace, workload, selector: options.selector });

  /** Rejects with `kubernetes-container` when there are pods, but none with the container. */
  function targetPods(items: readonly unknown[], now: number): ListedPod[] {
    const dated = (sourceAt: number) => dates.onBotClock(sourceAt, now);
    const listed = items
      .map((item) => listedPod(item, container, dated, now))
      .filter((one): one is ListedPod => one !== null);
    const ours = listed.filter((one) => one.hasContainer);
    if (listed.length > 0 && ours.length === 0) throw noContainer(listed);
    return presentPods(ours);
  }

  function noContainer(listed: readonly ListedPod[]): Failure {
    const names = [...new Set(listed.flatMap((one) => one.containerNames))].join(', ');
    return new Failure(
      'kubernetes-container',
      `the pods of ${workload} in ${namespace} have no container ${container}, but ${names || 'none'}`,
      { retryable: false, remedy: 'Set LEAKOPS_CONTAINER to one of them.' },
    );
  }

  /** `beside`: is asked at the same time, with the selector of the pods. */
  async function look<Asked>(
    beside: (selector: string) => Promise<Asked>,
    signal: AbortSignal | undefined,
  ): Promise<{ selector: string; listed: ListedPod[]; asked: Asked }> {
    const { selector, items, asked } = await listBeside(beside, signal);
    return { selector, listed: targetPods(items, clock.now()).map(sources.withLimit), asked };
  }

  async function listBeside<Asked>(
    beside: (selector: string) => Promise<Asked>,
    signal: AbortSignal | undefined,
  ) {
    const known = finder.known();
    if (known !== null) {
      const [{ items }, asked] = await Promise.all([finder.list(known, signal), beside(known)]);
      if (items.length > 0 || options.selector !== undefined) return { selector: known, items, asked };
    }
    const found = await finder.find(signal);
    if (found.items.length > 0) {
      logger?.info({ selector: found.selector, pods: found.items.length }, 'pods of the target found');
    }
    return { ...found, asked: await beside(found.selector) };
  }

  return {
    title: `${workload} in ${namespace}`,
    hints: {
      missing: 'Check LEAKOPS_NAMESPACE, LEAKOPS_WORKLOAD and LEAKOPS_SELECTOR',
      unlimited: 'Set resources.limits.memory (the demo has 20Mi)',
      unreachable: 'Check KUBECONFIG and the rights in deploy',
      cautions: [],
    },

    get readingsFrom() {
      return sources.from;
    },

    async identity(signal) {
      const deed: Deed = {
        verb: 'get',
        resource: 'namespaces',
        group: '',
        namespace: null,
        name: 'kube-system',
      };
      try {
        const answer: unknown = await client.call(
          deed,
          ({ core }) => core.readNamespace({ name: 'kube-system' }),
          { signal },
        );
        const parsed = withUid.safeParse(answer);
        if (!parsed.success) throw client.oddAnswer(deed);
        return parsed.data.metadata.uid;
      } catch (error) {
        if (error instanceof Failure && ['kubernetes-403', 'kubernetes-404'].includes(error.code))
          return null;
        throw error;
      }
    },

    async sight(signal): Promise<Sighting> {
      const { selector, listed, asked } = await look((of) => sources.askBeside(of, signal), signal);
      const pods = listed.map((one) => one.pod);
      if (pods.length === 0) {
        return { pods, readings: [], readingsWhy: `no pod in ${namespace} has the labels ${selector}` };
      }
      const dated = (sourceAt: number) => dates.onBotClock(sourceAt, clock.now());
      const { readings, why } = await sources.readingsOf(asked, listed, dated, signal);
      return { pods, readings, readingsWhy: why };
    },

    async pods(signal) {
      const { listed } = await look(async () => null, signal);
      return listed.map(({ pod }) => pod);
    },

    watch: (happened, signal) =>
      watchPods({ client, finder, namespace, container, clock, random, logger }, happened, signal),

    rights: (signal) => targetRights(client, { namespace, workload }, signal),

    async restart({ key }, signal) {
      await restartWorkload(client, { namespace, workload }, key, clock.now(), signal);
    },

    async countLogLines(text, sinceAt, signal) {
      const known = finder.known();
      const listed = known === null ? [] : (await finder.list(known, signal)).items;
      const items = listed.length > 0 ? listed : (await finder.find(signal)).items;
      const newest = targetPods(items, clock.now()).sort(
        (a, b) => (b.sourceCreatedAt ?? 0) - (a.sourceCreatedAt ?? 0),
      )[0];
      if (newest === undefined) return null;
      const { name } = newest.pod;
      try {
        const log: unknown = await client.call(
          { verb: 'get', resource: 'pods/log', group: '', namespace, name },
          ({ core }) =>
            core.readNamespacedPodLog({
              namespace,
              name,
              container,
              timestamps: true,
              limitBytes: logLimitBytes,
              // By age, so that it needs no common clock; the lines' own dates cut off what is too much.
              sinceSeconds: Math.max(1, Math.ceil((clock.now() - sinceAt) / 1_000) + 1),
            }),
          { signal },
        );
        if (typeof log !== 'string' || Buffer.byteLength(log) >= logLimitBytes) return null;
        return countLines(log, text, sinceAt + server.offsetMs());
      } catch (error) {
        // Gone meanwhile, or (400) not started yet.
        const unreadable = ['kubernetes-404', 'kubernetes-400'];
        if (error instanceof Failure && unreadable.includes(error.code)) return null;
        throw error;
      }
    },
  };
}
