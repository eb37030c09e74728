/**
 * Whole runs over wires that go bad: system × fault × moment. All 32 pairs of a system and a fault are played, each at
 * one of four moments, so that each fault and each system meets each moment. What is promised is looked for in the
 * sandbox: what it served, how many users it had, what it was asked.
 */
import { expect, type TestContext, test } from 'vitest';
import type { BotProcess, SeenRun } from '../../processes/bot-process.ts';
import { ended, growing } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { type Fault, faultNames, type System, systems } from './faults.ts';
import {
  begun,
  expectOnce,
  expectSound,
  leaseMs,
  offAtServer,
  pauseMs,
  tellIfItFails,
  type WiredGame,
  wiredGame,
} from './wired-game.ts';

/** From a decision to what is served, where flagd-ui can be reached; with a busy machine's share. */
const offWithinMs = 3_000;
/** From the decision, or from the fault, where it cannot: the lease, rounding, a look of ours. */
const leaseWithinMs = leaseMs + 1_500;
/** How long the bot must live with the fault once the flag is off. */
const enduredMs = 3_000;
/** A start is given up when writes have failed for 15 s, or were not served; each may take 5 s, and a pause. */
const armingMs = 40_000;

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

export function runs(): void {
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
}
