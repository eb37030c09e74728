/** A whole bot without I/O: the real desk, runner and decide on a clock that a test moves; it can die and come back. */

import type { FlagDefinition } from '../../src/flag/definition.ts';
import type { Chat } from '../../src/ports.ts';
import type { StartRequest, StartResult } from '../../src/run/desk.ts';
import { createDesk, type DeskParts, type LiveDesk } from '../../src/run/live-desk.ts';
import type { Run, RunId } from '../../src/run/run.ts';
import { type ManualClock, manualClock } from '../adapters/sandbox/manual-clock.ts';
import { fakeBroker } from './fake-broker.ts';
import { fakeChat } from './fake-chat.ts';
import { fakeFlagd, leakFlag } from './fake-flagd.ts';
import { fakeShop } from './fake-shop.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

export const ana = { id: 'ana', name: 'Ana' };
export const ben = { id: 'ben', name: 'Ben' };

export interface GameParts {
  clock: ManualClock;
  /** What the next start of the bot finds set up; the fake chat alone when it is not given. */
  chats: () => readonly Chat[];
  store: MemoryStore;
}

export function createGame(
  { brokerAllowed = true, ...settings }: Partial<DeskParts['settings']> & { brokerAllowed?: boolean } = {},
  { clock = manualClock(), chats, store = memoryStore() }: Partial<GameParts> = {},
) {
  const flagd = fakeFlagd(clock);
  const shop = fakeShop(clock, flagd);
  const broker = fakeBroker(clock);
  let allowed = brokerAllowed;
  const chat = fakeChat(clock);
  const setUp: Chat[] = [chat];
  const warnings: string[] = [];

  const boot = (): LiveDesk =>
    createDesk({
      world: {
        flags: flagd,
        workload: shop.workload,
        loads: { choose: async () => shop.load, of: () => shop.load },
        brokers: { allowed: allowed ? broker : null, of: () => broker },
      },
      identity: {
        target: 'kubernetes',
        flagKey: leakFlag,
        flagSource: 'http://flagd-ui',
        ofrepUrl: 'http://ofrep',
        namespace: 'otel-demo',
        workload: 'checkout',
        clusterId: 'cluster-1',
      },
      store,
      clock,
      chats: chats?.() ?? [...setUp],
      settings: {
        flagKey: leakFlag,
        leaseMs: 90_000,
        blindAfterMs: 90_000,
        breaker: { thresholdPercent: 80, state: 'armed' },
        pollMs: 5_000,
        progressMs: 180_000,
        maxDurationMs: 3_600_000,
        spawnRate: 3,
        restartPolicy: 'ask',
        publicUrl: null,
        ...settings,
      },
      log: {
        warn: (_facts, words) => void warnings.push(words),
        error: (_facts, words) => void warnings.push(words),
        info: () => {},
      },
      onChange: () => {},
    });
  let desk = boot();

  const request = (changes: Partial<StartRequest> = {}): StartRequest => ({
    chat: 'web',
    channel: 'game-day',
    owner: ana,
    command: 'start gradual 300 25',
    scenario: 'gradual',
    flagValue: 300,
    users: 25,
    spawnRate: null,
    durationMs: 30 * 60_000,
    breaker: { thresholdPercent: 80, state: 'armed' },
    predict: 'on',
    brokerDown: false,
    dry: false,
    ...changes,
  });

  const game = {
    clock,
    flagd,
    shop,
    broker,
    store,
    chat,
    /** Chats that the next start of the bot finds set up. */
    setUp,
    warnings,
    request,
    desk: () => desk,
    advance: (ms: number) => clock.advance(ms),
    /** Passes preflight; answers what the start came to. */
    async start(changes: Partial<StartRequest> = {}): Promise<StartResult> {
      let result: StartResult | null = null;
      void desk
        .start(request(changes), () => {})
        .then((answer) => {
          result = answer;
        });
      for (let i = 0; i < 100 && result === null; i++) await clock.advance(1_000);
      if (result === null) throw new Error('the start was never answered');
      return result;
    },
    /** Until the run is in one of the states, a second at a time. */
    async until<S extends Run['state']>(states: S[], withinMs: number): Promise<Extract<Run, { state: S }>> {
      for (let ms = 0; ms <= withinMs; ms += 1_000) {
        const run = game.run();
        if ((states as string[]).includes(run.state)) return run as Extract<Run, { state: S }>;
        await clock.advance(1_000);
      }
      throw new Error(`still ${game.run().state} after ${withinMs} ms: ${JSON.stringify(game.run().events)}`);
    },
    run(id: RunId = 'run-1'): Run {
      const run = desk.run(id);
      if (run === null) throw new Error(`no ${id}`);
      return run;
    },
    /** As by kill -9: nothing more is said or done by this process. */
    crash() {
      desk.close();
    },
    /** As LEAKOPS_BROKER says at the next start of the bot. */
    allowBroker(may: boolean) {
      allowed = may;
    },
    restart() {
      desk = boot();
      return desk.resume();
    },
  };
  return game;
}

export type Game = ReturnType<typeof createGame>;

/** A game whose run grows. */
export async function growing(
  settings: Parameters<typeof createGame>[0] = {},
  changes: Partial<StartRequest> = {},
): Promise<Game> {
  const game = createGame(settings);
  await game.start(changes);
  await game.until(['growing'], 10_000);
  return game;
}

/** The leak's flag as it is in the file. */
export function standing(game: Game): FlagDefinition {
  return game.flagd.file.flags[leakFlag]!;
}
