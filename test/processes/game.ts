/** A bot and a sandbox in two processes, with a life before the run that must be there after it. */
import type { TestContext } from 'vitest';
import { type BotProcess, type Environment, type SeenRun, settingsFor, startBot } from './bot-process.ts';
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
  start(more?: Environment): Promise<BotProcess>;
}

export const startCommand = '/leak start gradual 300 25 ramp 25';
const usersBefore = 5;

export async function newGame(context: TestContext, more: Environment = {}): Promise<Game> {
  const home = newHome(context.onTestFinished);
  const sandbox = await startSandbox(home);
  const settings = settingsFor(home, sandbox, more);
  await sandbox.putUsers(usersBefore);
  await sandbox.person({ action: 'edit-default', flag: 'adFailure', variant: 'on' });
  await until('the users of before', async () => (await sandbox.users()) === usersBefore);
  const before = await worldOf(sandbox);
  return {
    home,
    sandbox,
    settings,
    before,
    start: (changed = {}) => startBot(home, { ...settings, ...changed }),
  };
}

/** All that a run touches, as it is found outside of the bot. */
export async function worldOf(sandbox: SandboxProcess) {
  const [flags, users, served] = await Promise.all([sandbox.flags(), sandbox.users(), sandbox.served()]);
  return { flags, users, served };
}

/** The newest run, as soon as it is in one of the states. */
export function runThatIs(bot: BotProcess, ...states: string[]): Promise<SeenRun> {
  return until(`a run that is ${states.join(' or ')}`, async () => {
    const run = (await bot.runs())[0];
    return run !== undefined && states.includes(run.state) ? run : null;
  });
}

/** Types the start and waits until flag and users are there. */
export async function growing({ sandbox }: Pick<Game, 'sandbox'>, bot: BotProcess): Promise<SeenRun> {
  await bot.say(startCommand);
  const run = await runThatIs(bot, 'growing');
  await until('25 users', async () => (await sandbox.users()) === 25);
  return run;
}

/** The run's end, when all is said, and what was said of it by kind. */
export async function ended(bot: BotProcess) {
  const run = await runThatIs(bot, 'ended');
  const messages = await until('the report', async () => {
    const said = await bot.messages();
    return said.some(({ kind }) => kind === 'report') ? said : null;
  });
  const ofKind = (kind: string) => messages.filter((said) => said.kind === kind);
  return { run, messages, cards: ofKind('card'), plans: ofKind('plan'), reports: ofKind('report') };
}

/** The leak's flag in a world. */
export function leakOf(world: { flags: Game['before']['flags'] }) {
  return world.flags[leakFlag];
}
