/** A bot and a sandbox in two processes, with a life before the run that must be there after it. */
import type { TestContext } from 'vitest';
import {
  type BotProcess,
  type Environment,
  type SeenMessage,
  type SeenRun,
  settingsFor,
  startBot,
} from './bot-process.ts';
import { type Home, newHome } from './child-process.ts';
import { leakFlag, type SandboxProcess, startSandbox } from './sandbox-process.ts';
import { until } from './until.ts';

export interface Game {
  home: Home;
  sandbox: SandboxProcess;
  settings: Environment;
  /** The world before any run: 5 users, and another flag that somebody has switched on. */
  before: Awaited<ReturnType<typeof worldOf>>;
  /** A bot on the game's database. */
  start(): Promise<BotProcess>;
}

export const startCommand = '/leak start gradual 300 25 ramp 25';
const usersBefore = 5;

/** `changed`: settings of the bot that are not the usual ones. */
export async function newGame(context: TestContext, changed: Environment = {}): Promise<Game> {
  const home = newHome(context.onTestFinished);
  const sandbox = await startSandbox(home);
  const settings = settingsFor(home, sandbox, changed);
  await sandbox.putUsers(usersBefore);
  await sandbox.person({ action: 'edit-default', flag: 'adFailure', variant: 'on' });
  await until('the users of before', async () => (await sandbox.users()) === usersBefore);
  const before = await worldOf(sandbox);
  return { home, sandbox, settings, before, start: () => startBot(home, settings) };
}

/** All that a run touches, as it is found outside of the bot. */
export async function worldOf(sandbox: SandboxProcess) {
  const [flags, users, served] = await Promise.all([sandbox.flags(), sandbox.users(), sandbox.served()]);
  const { [leakFlag]: leak, ...others } = flags;
  if (leak === undefined) throw new Error(`the flag ${leakFlag} is gone`);
  return { leak, others, users, served };
}

/** The newest run, as soon as it is in one of the states. */
export function runThatIs(bot: BotProcess, ...states: string[]): Promise<SeenRun> {
  return until(`a run that is ${states.join(' or ')}`, async () => {
    const run = (await bot.runs())[0];
    return run !== undefined && states.includes(run.state) ? run : null;
  });
}

export function messageThatIs(bot: BotProcess, kind: string, words = /./): Promise<SeenMessage> {
  return until(`a ${kind} with ${words}`, async () =>
    (await bot.messages()).find((said) => said.kind === kind && words.test(said.text)),
  );
}

/** Types the start and waits until flag and users are there. */
export async function growing({ sandbox }: Pick<Game, 'sandbox'>, bot: BotProcess): Promise<SeenRun> {
  await bot.say(startCommand);
  const run = await runThatIs(bot, 'growing');
  await until('25 users', async () => (await sandbox.users()) === 25);
  return run;
}

/** The run's end, when all is said. */
export async function ended(bot: BotProcess): Promise<{ run: SeenRun; messages: SeenMessage[] }> {
  const run = await runThatIs(bot, 'ended');
  await messageThatIs(bot, 'report');
  return { run, messages: await bot.messages() };
}
