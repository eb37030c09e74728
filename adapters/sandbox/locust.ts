/**
 * Locust's runner (facts/locust.md): users that ramp up and down at the spawn rate, run-time timers that nobody ever
 * cancels, statistics. Settled lazily, whenever it is asked; all `…Ms` are on the sandbox's clock.
 */
import type { Clock } from '../../src/ports.ts';

type LocustState = 'ready' | 'spawning' | 'running' | 'stopped';

export interface LocustOptions {
  clock: Clock;
  /** Orders that checkout has answered, and those that nobody waited for any longer, since it began. */
  orders: () => { completed: number; failed: number };
  /** Called before the number of users changes by an order, so that the past is played with the old one. */
  beforeChange: () => void;
}

export interface Swarm {
  users: number;
  /** Users a second. */
  spawnRate: number;
  /** The test stops after that; never cancelled. */
  runTimeMs: number | null;
}

export interface Locust {
  users(): number;
  state(): LocustState;
  /** `POST /api/checkout` since the statistics began. Orders that hang are in neither. */
  checkouts(): { completed: number; failed: number };
  /** Since the statistics began, in seconds. */
  statisticsSeconds(): number;
  swarm(order: Swarm): void;
  stop(): void;
  resetStatistics(): void;
}

/** The demo starts it by itself with five users. */
const autostartedUsers = 5;

export function createLocust({ clock, orders, beforeChange }: LocustOptions): Locust {
  const now = () => clock.monotonic();
  let ramp = { from: autostartedUsers, to: autostartedUsers, perSecond: 1, sinceMs: now() };
  let on = true;
  let stopsAtMs: number[] = [];
  let statistics = { ...orders(), sinceMs: now() };

  const usersAt = (atMs: number): number => {
    if (!on) return 0;
    // The first comes, or goes, at once: from 12 to 3 at one a second takes 8 seconds.
    const moved = 1 + Math.floor(((atMs - ramp.sinceMs) / 1000) * ramp.perSecond);
    return ramp.to >= ramp.from ? Math.min(ramp.to, ramp.from + moved) : Math.max(ramp.to, ramp.from - moved);
  };

  /** Timers that have come due since the last look. */
  const settle = (): void => {
    const dueMs = stopsAtMs.filter((atMs) => atMs <= now());
    if (dueMs.length === 0) return;
    stopsAtMs = stopsAtMs.filter((atMs) => atMs > now());
    on = false;
  };

  const resetStatistics = (): void => {
    beforeChange();
    statistics = { ...orders(), sinceMs: now() };
  };

  return {
    users() {
      settle();
      return usersAt(now());
    },
    state() {
      settle();
      if (!on) return 'stopped';
      return usersAt(now()) === ramp.to ? 'running' : 'spawning';
    },
    checkouts() {
      const { completed, failed } = orders();
      return { completed: completed - statistics.completed, failed: failed - statistics.failed };
    },
    statisticsSeconds: () => (now() - statistics.sinceMs) / 1000,
    swarm({ users, spawnRate, runTimeMs }) {
      settle();
      beforeChange();
      const from = usersAt(now());
      // A new test begins its statistics; a change of a running one keeps them.
      if (!on) resetStatistics();
      on = true;
      ramp = { from, to: users, perSecond: spawnRate, sinceMs: now() };
      if (runTimeMs !== null) stopsAtMs.push(now() + runTimeMs);
    },
    stop() {
      settle();
      beforeChange();
      on = false;
    },
    resetStatistics,
  };
}
