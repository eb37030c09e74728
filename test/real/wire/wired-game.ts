/** A bot in a process of its own, the sandbox in this one, and a wire of Toxiproxy's to each of its systems. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import { type BotProcess, type Environment, settingsFor, startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { type Game, worldOf } from '../../processes/game.ts';
import { sandboxAt } from '../../processes/sandbox-process.ts';
import { until } from '../../processes/until.ts';
import { handed } from '../gated.ts';
import { type Toxic, type Wire, wireTo } from './toxiproxy.ts';
import { type Watch, watchSandbox } from './watch-sandbox.ts';

export const systems = ['flagd-ui', 'ofrep', 'locust', 'kubernetes'] as const;
export type System = (typeof systems)[number];

/** What can be wrong with a wire; `gone`: nobody listens. */
const faults = {
  slow: [toxic('latency', 'downstream', { latency: 600, jitter: 300 })],
  'slow to reach': [toxic('latency', 'upstream', { latency: 900, jitter: 300 })],
  narrow: [toxic('bandwidth', 'downstream', { rate: 1 })],
  reset: [toxic('reset_peer', 'downstream', { timeout: 0 })],
  /** What is asked arrives and is done; the answer never comes. */
  silent: [toxic('timeout', 'downstream', { timeout: 0 })],
  /** Not even what is asked arrives. */
  unreached: [toxic('timeout', 'upstream', { timeout: 0 })],
  'cut off': [toxic('limit_data', 'downstream', { bytes: 250 })],
  gone: 'gone',
} satisfies Record<string, Toxic[] | 'gone'>;
export type Fault = keyof typeof faults;
export const faultNames = Object.keys(faults) as Fault[];

export const leaseMs = 5_000;
const blindAfterMs = 8_000;

export interface WiredGame extends Game {
  wires: Record<System, Wire>;
  watch: Watch;
  break(fault: Fault, ...which: System[]): Promise<void>;
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
  const toxiproxyUrl = handed('WIRE_TOXIPROXY_URL');
  const wires: WiredGame['wires'] = {
    'flagd-ui': await wireTo(toxiproxyUrl, running.flagdUiUrl),
    ofrep: await wireTo(toxiproxyUrl, running.ofrepUrl),
    locust: await wireTo(toxiproxyUrl, running.locustUrl),
    kubernetes: await wireTo(toxiproxyUrl, running.kubernetesUrl),
  };
  const kubeconfig = join(home.folder, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    readFileSync(running.kubeconfig, 'utf8').replace(running.kubernetesUrl, wires.kubernetes.url),
  );
  const wired = {
    ...sandbox,
    kubeconfig,
    flagdUiUrl: wires['flagd-ui'].url,
    ofrepUrl: wires.ofrep.url,
    locustUrl: wires.locust.url,
  };
  const settings = settingsFor(home, wired, {
    LEAKOPS_LEASE: `${leaseMs}ms`,
    LEAKOPS_BLIND_AFTER: `${blindAfterMs}ms`,
    ...changed,
  });
  await sandbox.putUsers(5);
  await sandbox.person({ action: 'edit-default', flag: 'adFailure', variant: 'on' });
  await until('the users of before', async () => (await sandbox.users()) === 5);
  const watch = watchSandbox(running);
  context.onTestFinished(() => watch.end());
  return {
    home,
    sandbox,
    settings,
    wires,
    watch,
    before: await worldOf(sandbox),
    start: (env = settings) => startBot(home, env),
    async break(fault, ...which) {
      const wanted = faults[fault];
      await Promise.all(
        which.map((system) => (wanted === 'gone' ? wires[system].remove() : wires[system].poison(...wanted))),
      );
    },
    heal: async () => void (await Promise.all(systems.map((system) => wires[system].heal()))),
  };
}

function toxic(type: Toxic['type'], stream: Toxic['stream'], attributes: Toxic['attributes']): Toxic {
  return { type, stream, attributes };
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
