/** A bot in a process of its own, the sandbox in this one, and a wire of Toxiproxy's to each of its systems. */
import { readdirSync } from 'node:fs';
import { expect, type TestContext } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { type BotProcess, type Environment, settingsFor, startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { type Game, startCommand, worldOf } from '../../processes/game.ts';
import { sandboxAt } from '../../processes/sandbox-process.ts';
import { until } from '../../processes/until.ts';
import { type Fault, faults, type System } from './faults.ts';
import { type Watch, watchSandbox } from './watch-sandbox.ts';
import { wiresTo } from './wires.ts';

/** Short, and long enough for a busy machine to renew it: a stall of some five seconds. */
export const leaseMs = 8_000;
const blindAfterMs = 10_000;

export interface WiredGame extends Game {
  watch: Watch;
  break(fault: Fault, ...which: System[]): Promise<void>;
  /** When the world was as it is before a run, ms. */
  readyAt: number;
  heal(): Promise<void>;
}

/** Quick enough for many at a time: some 10 s from the start to the threshold. */
export async function wiredGame(context: TestContext, changed: Environment = {}): Promise<WiredGame> {
  const home = newHome(context.onTestFinished);
  const running = await startSandbox({
    clock: systemClock(),
    leakSpeed: 30,
    readingsEveryMs: 500,
    readingsAgeMs: 500,
  });
  context.onTestFinished(() => running.stop());
  const sandbox = sandboxAt(running, running.stop);
  const wires = await wiresTo(running);
  const settings = settingsFor(
    home,
    { ...sandbox, ...wires.urls },
    {
      LEAKOPS_LEASE: `${leaseMs}ms`,
      LEAKOPS_BLIND_AFTER: `${blindAfterMs}ms`,
      ...changed,
    },
  );
  await sandbox.putUsers(5);
  await sandbox.person({ action: 'edit-default', flag: 'adFailure', variant: 'on' });
  await until('the users of before', async () => (await sandbox.users()) === 5);
  const watch = watchSandbox(running);
  context.onTestFinished(() => watch.end());
  return {
    home,
    sandbox,
    settings,
    watch,
    before: await worldOf(sandbox),
    start: (env = settings) => startBot(home, env),
    readyAt: Date.now(),
    break: (fault, ...which) => wires.break(faults[fault], ...which),
    heal: wires.heal,
  };
}

/** Sockets and files that the process has open; null where the system does not show them. */
export function openFiles(bot: BotProcess): number | null {
  try {
    return readdirSync(`/proc/${bot.pid}/fd`).length;
  } catch {
    return null;
  }
}

/** Nobody was unhappy in the process, and it lives. */
export function expectSound(bot: BotProcess): void {
  expect(bot.hasEnded(), bot.said.err).toBe(false);
  const said = bot.said.out + bot.said.err;
  expect(said).not.toMatch(/unhandled|uncaught|MaxListeners|could not be decided|TypeError|RangeError/i);
}

/** What was served and said, for whoever must find out why. */
export function tellIfItFails(context: TestContext, { watch }: WiredGame, bot: BotProcess): void {
  context.onTestFailed(async () => {
    const said = await bot.messages().catch(() => []);
    const story = said
      .filter(({ kind }) => kind !== 'card' && kind !== 'plan')
      .map(({ kind, text }) => `${kind}: ${text}`);
    console.log(
      [
        context.task.name,
        `served ${watch.values().join(' → ')}, users ${watch.users().join(' → ')}`,
        ...story,
        bot.said.err,
      ].join('\n'),
    );
  });
}

/** Types the start until there is a run: on a busy machine a preflight may find that a server is slow. */
export async function begun(bot: BotProcess): Promise<void> {
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

/** Resolves when flagd serves off again. */
export async function offAtServer({ watch }: WiredGame): Promise<void> {
  await until('the flag off', async () => watch.values().length > 1 && watch.now().value === 0);
}

export const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Promises 5 and 7: on once, up once and back once, one run, no restart, and all is as it was. */
export async function expectOnce(game: WiredGame, bot: BotProcess): Promise<void> {
  const { watch } = game;
  expect([[0], [0, 300, 0]]).toContainEqual(watch.values());
  expect(watch.users().length).toBeLessThanOrEqual(3);
  expect(watch.pods()).toHaveLength(1);
  expect(await bot.runs()).toHaveLength(1);
  expect(await worldOf(game.sandbox)).toEqual(game.before);
}
