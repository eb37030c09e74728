/**
 * A game day on a real engine: a bot in a process of its own, the sandbox for flagd-ui, flagd and Locust, and a checkout
 * whose broker is dead: it leaks for real, by what that flagd serves and as many orders as that Locust has users.
 */
import type { TestContext } from 'vitest';
import { type BotProcess, settingsFor, startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { worldOf } from '../../processes/game.ts';
import { type SandboxProcess, startSandbox } from '../../processes/sandbox-process.ts';
import type { Engine } from './engine.ts';
import { type Leaky, runLeaky } from './leaky.ts';

export interface LeakyGame {
  sandbox: SandboxProcess;
  leaky: Leaky;
  /** The world before any run. */
  before: Awaited<ReturnType<typeof worldOf>>;
  /** A bot on the game's database. */
  start(): Promise<BotProcess>;
}

/** From 8 to 10 % of the limit a user and minute at a value of 300: 80 % some 20 s after the start with 25. */
const ordersASecondAUser = 0.025;

/** `name`: of the container, one a game. */
export async function newLeakyGame(
  context: TestContext,
  engine: Engine,
  name: string,
  changed: Record<string, string> = {},
): Promise<LeakyGame> {
  const home = newHome(context.onTestFinished);
  const sandbox = await startSandbox(home, ['--broker', 'healthy']);
  const leaky = await runLeaky(engine, {
    name,
    project: name,
    broker: 'dead',
    ofrepUrl: sandbox.ofrepUrl,
    load: { locustUrl: sandbox.locustUrl, ordersASecondAUser },
  });
  context.onTestFinished(() => leaky.remove());
  const { KUBECONFIG: _, ...settings } = settingsFor(home, sandbox, {
    LEAKOPS_TARGET: 'docker',
    DOCKER_HOST: engine.host,
    LEAKOPS_CONTAINER: name,
    LEAKOPS_POLL: '1s',
    LEAKOPS_LEASE: '10s',
    LEAKOPS_BREAKER: '80',
    ...changed,
  });
  return { sandbox, leaky, before: await worldOf(sandbox), start: () => startBot(home, settings) };
}
