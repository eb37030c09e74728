/**
 * Whole runs over wires that go bad: system × fault × moment. All 32 pairs of a system and a fault are played, each at
 * one of four moments, so that each fault and each system meets each moment. What is promised is looked for in the
 * sandbox: what it served, how many users it had, what it was asked.
 */
import { expect, type TestContext, test, vi } from 'vitest';
import type { BotProcess, SeenRun } from '../../processes/bot-process.ts';
import { ended, growing, startCommand, worldOf } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import {
  expectSound,
  type Fault,
  faultNames,
  leaseMs,
  type System,
  systems,
  tellIfItFails,
  type WiredGame,
  wiredGame,
} from './wired-game.ts';

vi.setConfig({ maxConcurrency: 8, testTimeout: 300_000 });

/** From a decision to what is served, where flagd-ui can be reached; with a busy machine's share. */
const offWithinMs = 3_000;
/** From the decision, or from the fault, where it cannot: the lease, rounding, a look of ours. */
const leaseWithinMs = leaseMs + 1_500;
/** How long the bot must live with the fault once the flag is off. */
const enduredMs = 3_000;
/** A start under a fault is given up after 15 s. */
const armingMs = 17_000;

type Moment = 'arming' | 'growing' | 'trip' | 'recovery';
const moments: readonly Moment[] = ['arming', 'growing', 'trip', 'recovery'];
const pairs = systems.flatMap((system, row) =>
  faultNames.map((fault, column) => ({
    system,
    fault,
    // A Latin square, twice: each fault and each system meets each moment.
    moment: moments[(row + column) % moments.length] ?? 'trip',
  })),
);

/** Types the start until there is a run: on a busy machine a preflight may find that a server is slow. */
async function begun(bot: BotProcess): Promise<void> {
  let typed = 0;
  await until('a run', async () => {
    if ((await bot.runs()).length > 0) return true;
    const refused = (await bot.messages()).filter(({ text }) => text.startsWith('Not started'));
    if (refused.length < typed) return false;
    typed += 1;
    await bot.say(startCommand);
    return false;
  });
}

async function offAtServer({ watch }: WiredGame): Promise<void> {
  await until('the flag off', async () => watch.values().length > 1 && watch.now().value === 0);
}

const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays the run up to the moment, breaks the wire, waits until the flag is off, and mends it. */
async function play(game: WiredGame, bot: BotProcess, moment: Moment, fault: Fault, system: System) {
  if (moment === 'arming') {
    const firstWrite = game.watch.asked(/^POST \/api\/write/);
    await Promise.all([begun(bot), firstWrite.then(() => game.break(fault, system))]);
    await until('armed, or given up', async () => (await bot.runs())[0]?.state !== 'preparing', armingMs);
    await pauseMs(enduredMs);
    await game.heal();
    await bot.say('/leak stop');
    return;
  }
  await growing(game, bot);
  if (moment === 'recovery') {
    await bot.say('/leak breaker trip');
    await offAtServer(game);
  }
  await game.break(fault, system);
  if (moment === 'trip') await bot.say('/leak breaker trip');
  await offAtServer(game);
  await pauseMs(enduredMs);
  await game.heal();
}

/** Promise 1: the flag went off in time, by the bot or by its lease. */
function expectOffInTime({ watch }: WiredGame, run: SeenRun, system: System): void {
  const offMs = watch.offSinceMs();
  expect(offMs).not.toBeNull();
  const decidedAt = Date.parse(run.breaker.trippedAt ?? '');
  if (Number.isNaN(decidedAt)) return;
  expect(offMs! - decidedAt).toBeLessThan(system === 'flagd-ui' ? leaseWithinMs : offWithinMs);
}

/** Promises 5 and 7: on once, up once and back once, one run, no restart, and all is as it was. */
async function expectOnce(game: WiredGame, bot: BotProcess): Promise<void> {
  const { watch } = game;
  expect([[0], [0, 300, 0]]).toContainEqual(watch.values());
  expect(watch.users().length).toBeLessThanOrEqual(3);
  expect(watch.pods()).toHaveLength(1);
  expect(await bot.runs()).toHaveLength(1);
  expect(await worldOf(game.sandbox)).toEqual(game.before);
}

const outcomes: Record<Moment, (system: System) => string[]> = {
  arming: (system) => ['aborted', 'stopped', 'averted', ...(system === 'kubernetes' ? ['lost-sight'] : [])],
  growing: (system) =>
    system === 'kubernetes'
      ? ['lost-sight', 'averted']
      : system === 'flagd-ui'
        ? ['stopped', 'averted']
        : ['averted'],
  trip: () => ['averted'],
  recovery: () => ['averted'],
};

describeWith('WIRE_TOXIPROXY_URL')('a run whose wire goes bad', { concurrent: true }, () => {
  for (const { system, fault, moment } of pairs) {
    test(`${system} ${fault} while ${moment}: off in time, once, as before, and told truly`, async (context: TestContext) => {
      const game = await wiredGame(context);
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      await play(game, bot, moment, fault, system);
      const { run } = await ended(bot);
      expectOffInTime(game, run, system);
      await expectOnce(game, bot);
      expect(outcomes[moment](system)).toContain(run.outcome);
      expectSound(bot);
    });
  }
});
