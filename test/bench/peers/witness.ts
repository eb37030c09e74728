/**
 * Who sees all games alike, from outside: when a reading could be read, when OFREP served the leak and when off, when
 * checkout was killed. Instants are of `performance.now()`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { askJson, leakFlag, postJson, readMemory } from './hands.ts';
import { thresholdPercent } from './prometheus-config.ts';
import type { World } from './world.ts';

export interface Seen {
  /** OFREP served the leak's value. */
  onAt: number | null;
  /** A reading of half the limit could be read. */
  halfAt: number | null;
  /** A reading over the threshold could be read. */
  overAt: number | null;
  /** OFREP served off, and has served nothing else since. */
  offAt: number | null;
  /** Checkout was out of memory for the first time. */
  killedAt: number | null;
}

export interface Witness {
  seen: Readonly<Seen>;
  /** Resolves when it looks no more. */
  close(): Promise<void>;
}

const halfPercent = 50;
const podLookMs = 250;
const evaluation = z.object({ value: z.unknown().optional() });
const podList = z.object({
  items: z.array(
    z.object({
      status: z.object({
        containerStatuses: z
          .array(
            z.object({
              state: z.object({ terminated: z.object({ reason: z.string() }).optional() }),
              lastState: z.object({ terminated: z.object({ reason: z.string() }).optional() }),
            }),
          )
          .optional(),
      }),
    }),
  ),
});

/** `lookMs`: how exactly the instants are known. */
export function watchWorld({ urls, token, limitBytes }: World, lookMs: number): Witness {
  const seen: Seen = { onAt: null, halfAt: null, overAt: null, offAt: null, killedAt: null };
  let over = false;

  async function look(everyMs: number, once: () => Promise<void>): Promise<void> {
    while (!over) {
      // What does not answer is looked at again.
      await once().catch(() => {});
      await pause(everyMs);
    }
  }

  async function lookAtMemory(): Promise<void> {
    const reading = await readMemory(urls.kubernetesUrl, token);
    if (reading === null || seen.onAt === null) return;
    const percent = (reading.usedBytes / limitBytes) * 100;
    if (percent > halfPercent) seen.halfAt ??= performance.now();
    if (percent > thresholdPercent) seen.overAt ??= performance.now();
  }

  async function lookAtFlag(): Promise<void> {
    const url = `${urls.ofrepUrl}/ofrep/v1/evaluate/flags/${leakFlag}`;
    const { value } = evaluation.parse(await postJson(url, { context: {} }));
    const on = typeof value === 'number' && value > 0;
    if (on) {
      seen.onAt ??= performance.now();
      seen.offAt = null;
    } else if (seen.onAt !== null) seen.offAt ??= performance.now();
  }

  async function lookAtPods(): Promise<void> {
    const selector = 'labelSelector=app.kubernetes.io/name%3Dcheckout';
    const url = `${urls.kubernetesUrl}/api/v1/namespaces/otel-demo/pods?${selector}`;
    const headers = { Authorization: `Bearer ${token}` };
    const { items } = podList.parse(await askJson(url, { headers }));
    const ends = items.flatMap(({ status }) =>
      (status.containerStatuses ?? []).flatMap(({ state, lastState }) => [
        state.terminated?.reason,
        lastState.terminated?.reason,
      ]),
    );
    if (ends.includes('OOMKilled')) seen.killedAt ??= performance.now();
  }

  const looking = [
    look(lookMs, lookAtMemory),
    look(lookMs, lookAtFlag),
    look(Math.max(lookMs, podLookMs), lookAtPods),
  ];
  return {
    seen,
    async close() {
      over = true;
      await Promise.all(looking);
    },
  };
}
