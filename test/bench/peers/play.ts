/** One game: one rival, one world of its own, one leak, and what befalls them. */
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../temporary-folder.ts';
import { until } from './hands.ts';
import { lastWords, type Player, type Table } from './rivals/player.ts';
import { phaseOf, type SceneName } from './scenes.ts';
import type { SetupId } from './setups.ts';
import { type Seen, type Witness, watchWorld } from './witness.ts';
import { type Left, leftBehind, openWorld, type Readings } from './world.ts';

/** What happens once half of the limit is used: nothing, or the end of the source or of the tool. */
export type Blow = 'none' | 'source gone' | 'source stale' | 'tool killed';

export interface GamePlan {
  scene: SceneName;
  setup: SetupId;
  leakSpeed: number;
  readings: Readings;
  blow: Blow;
  /** How exactly the witness knows its instants. */
  lookMs: number;
  /** Waits until the tool will do no more, before what is left is looked at. */
  toTheEnd: boolean;
  seed: number;
}

/** Milliseconds, each counted from when OFREP served the leak; null: did not happen. */
export interface Played {
  plan: GamePlan;
  halfMs: number | null;
  overMs: number | null;
  blowMs: number | null;
  offMs: number | null;
  killedMs: number | null;
  left: Left;
}

/** After an off nothing is to follow: a kill that comes even so belongs to this game. */
const settleMs = 3_000;
const startLimitMs = 120_000;
const growthLimitMs = 900_000;
const endLimitMs = 420_000;
/** Locust takes users off as slowly as it puts them on. */
const rampDownMs = 10_000;
/** A step of the watching. */
const stepMs = 25;

const blows: Record<Blow, object | null> = {
  none: null,
  'source gone': { metrics: { missing: true } },
  'source stale': { metrics: { stale: true } },
  'tool killed': null,
};

async function whenSeen(what: string, limitMs: number, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + limitMs;
  for (; !holds(); await pause(stepMs)) {
    if (performance.now() > endMs) throw new Error(`${what} did not come within ${limitMs / 1000} s`);
  }
}

async function withLimit<T>(what: string, limitMs: number, work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const late = pause(limitMs, null, { signal: limit.signal }).then(() => {
    throw new Error(`${what} did not come within ${limitMs / 1000} s`);
  });
  late.catch(() => {});
  return Promise.race([work, late]).finally(() => limit.abort());
}

export async function playGame(
  plan: GamePlan,
  sitDown: (setup: SetupId, table: Table) => Promise<Player>,
): Promise<Played> {
  const folder = temporaryFolder();
  const world = await openWorld(plan);
  let witness: Witness | null = null;
  let player: Player | null = null;
  try {
    witness = watchWorld(world, plan.lookMs);
    const { seen } = witness;
    // The source's intervals and the tool's begin apart, in each game by another part.
    await pause(phaseOf(plan.seed) * plan.readings.everyMs);
    player = await sitDown(plan.setup, { world, folder: folder.path });
    await withLimit('the start of the leak', startLimitMs, player.leak());
    await whenSeen('the leak', startLimitMs, () => seen.onAt !== null);

    let blowAt: number | null = null;
    if (plan.blow !== 'none') {
      await whenSeen('half of the limit', growthLimitMs, () => seen.halfAt !== null || seen.offAt !== null);
      if (seen.halfAt === null) throw new Error('the flag went off before half of the limit was used');
      blowAt = performance.now();
      const faults = blows[plan.blow];
      if (faults !== null) await world.putFaults(faults);
      else await player.kill();
    }
    const settled = (at: number | null) => at !== null && performance.now() - at >= settleMs;
    await whenSeen('an off or a kill', growthLimitMs, () => settled(seen.offAt) || settled(seen.killedAt));
    const end: Readonly<Seen> = { ...seen };
    if (plan.toTheEnd) {
      // Where checkout was killed with the flag on, nothing more is to come.
      if (end.offAt !== null) await withLimit('the end of the run', endLimitMs, player.done());
      await pause(rampDownMs);
    }

    const since = (at: number | null) => (at === null ? null : at - (end.onAt ?? at));
    return {
      plan,
      halfMs: since(end.halfAt),
      overMs: since(end.overAt),
      blowMs: since(blowAt),
      offMs: since(end.offAt),
      killedMs: since(end.killedAt),
      left: leftBehind(world.before, await world.snapshot()),
    };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const said = lastWords(player?.errors() ?? '');
    throw new Error(said === '' ? words : `${words} (it said: ${said})`);
  } finally {
    await witness?.close();
    await player?.stop();
    await world.stop();
    await until('the end of the folder', async () => {
      folder.remove();
      return true;
    });
  }
}
