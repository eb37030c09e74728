/**
 * Whole runs whose readings come over a wire that goes bad: those of a Docker engine on TCP, without which leakops is
 * blind, and those of Prometheus, beside which the metrics API goes on.
 */
import { expect, type TestContext, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { checkoutService } from '../../adapters/workload/docker/running-checkout.ts';
import { scraped } from '../../adapters/workload/prometheus/cadvisor.ts';
import { startPrometheusStandIn } from '../../adapters/workload/prometheus/prometheus-stand-in.ts';
import type { BotProcess, Environment } from '../../processes/bot-process.ts';
import { ended, growing, runThatIs } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { startDocker } from '../../stand-ins/docker/docker.ts';
import { describeWith, handed } from '../gated.ts';
import { type Fault, faults } from './faults.ts';
import { type Wire, wireTo } from './toxiproxy.ts';
import {
  expectOnce,
  expectSound,
  leaseMs,
  offAtServer,
  pauseMs,
  tellIfItFails,
  type WiredGame,
  wiredGame,
} from './wired-game.ts';

const mirrorEveryMs = 100;
/** From a decision to what is served; with a busy machine's share. */
const offWithinMs = 3_000;
/** No fresh reading, no renewal: the lease, rounding, a look of ours. */
const leaseWithinMs = leaseMs + 1_500;

async function breakWire(wire: Wire, fault: Fault): Promise<void> {
  const how = faults[fault];
  await (how === 'gone' ? wire.remove() : wire.poison(...how));
}

/** Calls until the test is over. */
function everyMoment(context: TestContext, show: () => void): void {
  const timer = setInterval(show, mirrorEveryMs);
  context.onTestFinished(() => clearInterval(timer));
}

/** An engine whose checkout has the memory of the sandbox's, the bot's wire to it, and the bot's settings for it. */
async function dockerBehindWire(context: TestContext, game: WiredGame) {
  const docker = await startDocker({ clock: systemClock(), tcp: { tls: null } });
  context.onTestFinished(() => docker.close());
  const checkout = docker.add(checkoutService());
  everyMoment(context, () => {
    checkout.usageBytes = (game.watch.usedBytes() ?? 0) + checkout.inactiveFileBytes;
  });
  const wire = await wireTo(handed('WIRE_TOXIPROXY_URL'), `http://127.0.0.1:${docker.port}`);
  const { KUBECONFIG: _, ...settings } = game.settings;
  const host = wire.url.replace(/^http/, 'tcp');
  const environment: Environment = { ...settings, LEAKOPS_TARGET: 'docker', DOCKER_HOST: host };
  return { docker, wire, environment };
}

/** A Prometheus that has scraped the sandbox's checkout, and the same of the bot's. */
async function prometheusBehindWire(context: TestContext, game: WiredGame, readings: 'auto' | 'prometheus') {
  const prometheus = await startPrometheusStandIn(Date.now);
  context.onTestFinished(() => prometheus.close());
  everyMoment(context, () => {
    const [usedBytes, pod] = [game.watch.usedBytes(), game.watch.pods().at(-1)];
    if (usedBytes === null || pod === undefined) return;
    scraped(prometheus, {
      at: Date.now(),
      usedMiB: usedBytes / 2 ** 20,
      limitMiB: 20,
      pod,
      containerId: null,
    });
  });
  const wire = await wireTo(handed('WIRE_TOXIPROXY_URL'), prometheus.url);
  const more = { LEAKOPS_READINGS: readings, PROMETHEUS_URL: wire.url };
  return { prometheus, wire, environment: { ...game.settings, ...more } };
}

/** Blind after a while by the bot, or by the lease, which is not renewed without a reading: whichever is first. */
async function expectOffWhenBlind(game: WiredGame, bot: BotProcess, wire: Wire, fault: Fault): Promise<void> {
  await growing(game, bot);
  const brokenAt = Date.now();
  await breakWire(wire, fault);
  await offAtServer(game);
  expect(game.watch.offSinceMs()! - brokenAt).toBeLessThan(leaseWithinMs + offWithinMs);
  await runThatIs(bot, 'stopping', 'recovering');
  await wire.heal();
  const { run } = await ended(bot);
  expect(['lost-sight', 'averted']).toContain(run.outcome);
  expect(run.kills).toEqual([]);
}

const blinding: Fault[] = ['silent', 'unreached', 'reset', 'cut off', 'gone'];
const troublesome: Fault[] = ['slow', 'narrow'];

export function targetRuns(): void {
  describeWith('WIRE_TOXIPROXY_URL')(
    'a run whose readings come over a bad wire',
    { concurrent: true },
    () => {
      test('Docker late, then gone, at a restart: off in time, restarted once', async (context) => {
        const game = await wiredGame(context);
        const { docker, wire, environment } = await dockerBehindWire(context, game);
        const bot = await game.start(environment);
        tellIfItFails(context, game, bot);
        await growing(game, bot);
        await breakWire(wire, 'answers late');
        const saidAt = Date.now();
        await bot.say('/leak breaker trip');
        await offAtServer(game);
        expect(game.watch.offSinceMs()! - saidAt).toBeLessThan(offWithinMs);
        await runThatIs(bot, 'recovering');
        const restarts = () => docker.asked.filter((line) => line.startsWith('POST')).length;
        await bot.say('/leak restart confirm');
        await until('the restart at the engine', async () => restarts() > 0);
        // Done, and the answer is lost.
        await wire.remove();
        await pauseMs(3_000);
        await wire.heal();
        const { run } = await ended(bot);
        expect(run).toMatchObject({ outcome: 'averted', kills: [] });
        expect(restarts()).toBe(1);
        await expectOnce(game, bot);
        expectSound(bot);
      });

      test.for(blinding)(
        'Docker %s while growing: blind is not healthy, the flag goes off',
        async (fault, context) => {
          const game = await wiredGame(context);
          const { docker, wire, environment } = await dockerBehindWire(context, game);
          const bot = await game.start(environment);
          tellIfItFails(context, game, bot);
          await expectOffWhenBlind(game, bot, wire, fault);
          expect(docker.asked.filter((line) => line.startsWith('POST'))).toEqual([]);
          await expectOnce(game, bot);
          expectSound(bot);
        },
      );

      test.for(troublesome)(
        'Docker %s while growing: seen all the same, and averted',
        async (fault, context) => {
          const game = await wiredGame(context);
          const { wire, environment } = await dockerBehindWire(context, game);
          const bot = await game.start(environment);
          tellIfItFails(context, game, bot);
          await growing(game, bot);
          await breakWire(wire, fault);
          await offAtServer(game);
          await wire.heal();
          expect((await ended(bot)).run).toMatchObject({ outcome: 'averted', kills: [] });
          await expectOnce(game, bot);
          expectSound(bot);
        },
      );

      test.for<Fault>(['silent', 'gone'])(
        'Prometheus alone %s while growing: blind, the flag goes off',
        async (fault, context) => {
          const game = await wiredGame(context);
          const { wire, environment } = await prometheusBehindWire(context, game, 'prometheus');
          const bot = await game.start(environment);
          tellIfItFails(context, game, bot);
          await expectOffWhenBlind(game, bot, wire, fault);
          await expectOnce(game, bot);
          expectSound(bot);
        },
      );

      test.for([...blinding, ...troublesome])(
        'Prometheus beside the metrics API %s while growing: nobody is blind',
        async (fault, context) => {
          const game = await wiredGame(context);
          const { prometheus, wire, environment } = await prometheusBehindWire(context, game, 'auto');
          const bot = await game.start(environment);
          tellIfItFails(context, game, bot);
          await growing(game, bot);
          expect(prometheus.queries.length).toBeGreaterThan(0);
          await breakWire(wire, fault);
          await offAtServer(game);
          const { breaker } = await runThatIs(bot, 'stopping', 'recovering');
          expect(['threshold', 'forecast', 'peak']).toContain(breaker.reason);
          expect(game.watch.offSinceMs()! - Date.parse(breaker.trippedAt ?? '')).toBeLessThan(offWithinMs);
          await wire.heal();
          expect((await ended(bot)).run).toMatchObject({ outcome: 'averted', kills: [] });
          await expectOnce(game, bot);
          expectSound(bot);
        },
      );
    },
  );
}
