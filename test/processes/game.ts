/** A bot and a sandbox in two processes, with a life before the run that must be there after it. */
import type { TestContext } from 'vitest';
import {
  type BotProcess,
  type Environment,
  type SeenMessage,
  type SeenRun,
  type SpokenTo,
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
  /** A bot on the game's database; with other settings than the game's where they are given. */
  start(changed?: Environment): Promise<BotProcess>;
}

export const startCommand = '/leak start gradual 300 25 ramp 25';
const usersBefore = 5;
/** A lease that a restart on a busy machine does not outlast: for runs that must go on. */
export const restartable: Environment = { LEAKOPS_LEASE: '30s' };

/** `changed`: settings of the bot that are not the usual ones. */
export async function newGame(context: TestContext, changed: Environment = {}): Promise<Game> {
  const home = newHome(context.onTestFinished);
  const sandbox = await startSandbox(home);
  const settings = settingsFor(home, sandbox, changed);
  await sandbox.putUsers(usersBefore);
  await sandbox.person({ action: 'edit-default', flag: 'adFailure', variant: 'on' });
  await until('the users of before', async () => (await sandbox.users()) === usersBefore);
  const before = await worldOf(sandbox);
  return { home, sandbox, settings, before, start: (changed = settings) => startBot(home, changed) };
}

/** All that a run touches, as it is found outside of the bot. */
export async function worldOf(sandbox: SandboxProcess) {
  const [flags, users, served] = await Promise.all([sandbox.flags(), sandbox.users(), sandbox.served()]);
  const { [leakFlag]: leak, ...others } = flags;
  if (leak === undefined) throw new Error(`the flag ${leakFlag} is gone`);
  return { leak, others, users, served };
}

/** The newest run, as soon as it is in one of the states. */
export function runThatIs(bot: SpokenTo, ...states: string[]): Promise<SeenRun> {
  return until(`a run that is ${states.join(' or ')}`, async () => {
    const run = (await bot.runs())[0];
    if (run === undefined || states.includes(run.state)) return run;
    if (run.state === 'ended') throw new Error(`${run.id} has ended: ${JSON.stringify(run.events)}`);
    return null;
  });
}

export function messageThatIs(bot: SpokenTo, kind: string, words = /./): Promise<SeenMessage> {
  return until(`a ${kind} with ${words}`, async () =>
    (await bot.messages()).find((said) => said.kind === kind && words.test(said.text)),
  );
}

/** Types the start until there is a run: on a busy machine a preflight may find that a server is slow. */
export function started(
  bot: SpokenTo,
  state: 'preparing' | 'growing',
  command = startCommand,
): Promise<SeenRun> {
  let typed = 0;
  return until(`a run that is ${state}`, async () => {
    const run = (await bot.runs())[0];
    if (run !== undefined) return run.state === state ? run : null;
    const refused = (await bot.messages()).filter(({ text }) => text.startsWith('Not started'));
    if (refused.length < typed) return null;
    typed += 1;
    await bot.say(command);
    return null;
  });
}

/** Flag and users are there. */
export async function growing({ sandbox }: Pick<Game, 'sandbox'>, bot: SpokenTo): Promise<SeenRun> {
  const run = await started(bot, 'growing');
  await until('25 users', async () => (await sandbox.users()) === 25);
  return run;
}

/** The run's end, when all is said. */
export async function ended(bot: SpokenTo): Promise<{ run: SeenRun; messages: SeenMessage[] }> {
  const run = await runThatIs(bot, 'ended');
  await messageThatIs(bot, 'report');
  return { run, messages: await bot.messages() };
}
