/**
 * Looks at the target. Its readings may hang for seconds, and with them a sight of it; what its pods say, a kill above
 * all, is not held up by that: they are asked for alone as soon as something happened, and while a sight takes long. A
 * sight stays one answer, and not a look at pods and one at readings: a reading belongs to the process that it was
 * taken beside.
 */
import type { Clock, Pod, Sighting, Workload } from '../ports.ts';
import { answered } from './lane-work.ts';
import type { Looks } from './looks.ts';
import type { Observation } from './observation.ts';

/** A sight that takes longer is held up by its readings. */
const heldUpMs = 1_000;

interface TargetLooksParts {
  workload: Workload;
  clock: Clock;
  looks: Looks;
  /** As last read from the load generator. */
  orders: () => number | null;
  tell: (observation: Pick<Observation, 'sighting' | 'pods'>) => void;
  signal: AbortSignal;
}

export interface TargetLooks {
  /** Resolves when the sight has come. */
  poll(): Promise<void>;
  /** Something happened that is not left for the next poll. */
  atOnce(): void;
}

export function targetLooks(parts: TargetLooksParts): TargetLooks {
  const { workload, clock, looks, orders, tell, signal } = parts;
  let asked = 0;
  /** What was heard last of the pods; the order is that of the asking. */
  let newest: { order: number; pods: Pod[] } = { order: 0, pods: [] };

  async function lookPods(): Promise<void> {
    const order = ++asked;
    const answer = await answered(() => workload.pods(signal));
    // What keeps them from being seen the sight says. Overtaken: of a state that is past.
    if (answer.kind === 'failed' || order < newest.order) return;
    newest = { order, pods: answer.value };
    tell({ pods: answer.value });
  }

  async function podsMeanwhile(over: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(heldUpMs, over);
      if (over.aborted || signal.aborted) return;
      await looks.unlessLooking('pods', lookPods);
    }
  }

  async function lookSight(): Promise<void> {
    const order = ++asked;
    const over = new AbortController();
    void podsMeanwhile(over.signal);
    const sighting = await answered(() => workload.sight(signal));
    over.abort();
    if (sighting.kind === 'failed') {
      tell({ sighting });
      return;
    }
    const seen = order < newest.order ? overtaken(sighting.value, newest.pods) : sighting.value;
    if (order > newest.order) newest = { order, pods: seen.pods };
    const readings = seen.readings.map((reading) => ({ ...reading, orders: reading.orders ?? orders() }));
    tell({ sighting: { kind: 'ok', value: { ...seen, readings } } });
  }

  return {
    poll: () => looks.unlessLooking('target', lookSight),
    atOnce() {
      void looks.atOnce('pods', lookPods);
      void looks.atOnce('target', lookSight);
    },
  };
}

/** A sight whose pods were asked for before `pods`: of its readings those count whose process is still there. */
function overtaken({ readings, readingsWhy }: Sighting, pods: Pod[]): Sighting {
  const present = readings.filter((reading) =>
    pods.some(({ name, restarts }) => name === reading.pod && restarts === reading.restarts),
  );
  const isGone = present.length === 0 && readings.length > 0;
  return {
    pods,
    readings: present,
    readingsWhy: isGone ? 'the process that was read has ended' : readingsWhy,
  };
}
