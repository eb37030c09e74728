/**
 * Whole runs: the bot in a process of its own with exactly the rights of deploy/role.yaml on a real API server with
 * real controllers; flagd-ui, OFREP and Locust are the sandbox's. Memory follows what OFREP serves.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { z } from 'zod';
import type { BotProcess } from '../../processes/bot-process.ts';
import {
  type Game,
  growing,
  messageThatIs,
  newGame,
  restartable,
  runThatIs,
  startCommand,
  started,
} from '../../processes/game.ts';
import { expectPutRight } from '../../processes/put-right.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { type Account, createAccount } from './account.ts';
import { type Ground, openShop, prepareGround, type Shop } from './shop.ts';

const quietMebibytes = 8;
const growthPerSecond = 0.35;
const fallPerSecond = 3;

interface Played {
  game: Game;
  shop: Shop;
  account: Account;
}

const deployment = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }),
  spec: z.object({ replicas: z.number() }),
  status: z.object({ readyReplicas: z.number().optional() }),
});

describeWith('KUBERNETES_CLUSTER')('a game day on a real API server', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepareGround();
  });
  afterAll(() => ground?.close());

  async function played(context: TestContext, changed: Record<string, string> = {}): Promise<Played> {
    const shop = await openShop(ground);
    context.onTestFinished(() => shop.close());
    const account = await createAccount(ground.cluster, shop.namespace);
    const game = await newGame(context, {
      KUBECONFIG: await account.kubeconfig(ground.folder),
      LEAKOPS_NAMESPACE: shop.namespace,
      ...changed,
    });
    let mebibytes = quietMebibytes;
    const leaking = setInterval(async () => {
      const served = await game.sandbox.served().catch(() => null);
      if (served === null) return;
      const leaks = typeof served.value === 'number' && served.value > 0;
      mebibytes = leaks
        ? Math.min(19.9, mebibytes + growthPerSecond / 2)
        : Math.max(quietMebibytes, mebibytes - fallPerSecond / 2);
      shop.uses(mebibytes);
    }, 500);
    context.onTestFinished(() => clearInterval(leaking));
    return { game, shop, account };
  }

  /** Of the web chat: the answer to a command, as one text. */
  async function answered(bot: BotProcess, command: string): Promise<string> {
    const before = (await bot.messages()).length;
    await bot.say(command);
    const said = await until('an answer', async () =>
      (await bot.messages())
        .slice(before)
        .find(({ author, kind }) => author === 'leakops' && kind === 'reply'),
    );
    return said.text;
  }

  async function kafka({ namespace }: Shop) {
    const { body } = await ground.cluster.request(
      'GET',
      `/apis/apps/v1/namespaces/${namespace}/deployments/kafka`,
    );
    const { metadata, spec, status } = deployment.parse(body);
    const { 'leakops/broker-down-by': holder = null } = metadata.annotations ?? {};
    return { replicas: spec.replicas, ready: status.readyReplicas ?? 0, holder };
  }

  test.concurrent('averted and recovered, the world as it was, and nothing that the rights do not allow', async (context) => {
    const { game } = await played(context);
    const bot = await game.start();
    expect(await answered(bot, '/leak doctor')).not.toMatch(/403|may not/);
    const begun = await growing(game, bot);
    const run = await expectPutRight(game, bot, begun, 'averted');
    expect(run).toMatchObject({ recovery: 'recovered', kills: [] });
    expect(bot.said.err).not.toContain('cannot be watched');
  });

  test.concurrent('killed -9 while memory grows, and started again: the run goes on and is averted', async (context) => {
    const { game } = await played(context, { ...restartable, LEAKOPS_BREAKER: '80' });
    const first = await game.start();
    const begun = await growing(game, first);
    await first.kill();
    const second = await game.start();
    expect((await runThatIs(second, 'growing')).id).toBe(begun.id);
    const run = await expectPutRight(game, second, begun, 'averted');
    expect(run).toMatchObject({ recovery: 'recovered', kills: [] });
  });

  test.concurrent('an OOM kill between two polls that are far apart: the flag is off within a moment', async (context) => {
    const { game, shop } = await played(context, {
      ...{ LEAKOPS_POLL: '20s', LEAKOPS_LEASE: '60s', LEAKOPS_BLIND_AFTER: '90s', LEAKOPS_BREAKER: '95' },
    });
    const bot = await game.start();
    await started(bot, 'growing');
    await pause(1_000);
    const killedAt = performance.now();
    await shop.kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { afterMs: 1_100 });
    await until('off as served', async () => (await game.sandbox.served()).value === 0);
    const offAfterMs = performance.now() - killedAt;
    console.log(`off as served ${Math.round(offAfterMs)} ms after the kill, with a poll every 20 s`);
    expect(offAfterMs).toBeLessThan(10_000);
    const [run] = await bot.runs();
    expect(run?.kills).toEqual([expect.objectContaining({ reason: 'OOMKilled', exitCode: 137 })]);
  });

  test.concurrent('a metrics API that hangs holds up no news of a kill', async (context) => {
    const { game, shop } = await played(context, { LEAKOPS_BREAKER: 'off', LEAKOPS_BLIND_AFTER: '300s' });
    const bot = await game.start();
    await started(bot, 'growing');
    const hanging = new Set<ServerResponse>();
    shop.freezeReadings();
    ground.metrics.answers(shop.namespace, (response) => {
      hanging.add(response);
      response.on('close', () => hanging.delete(response));
    });
    const killsOf = async () => (await bot.runs())[0]?.kills.length ?? 0;
    // The bot gives an answer up after 4 s: on a machine that is slower than that another kill shows it.
    let isHanging = false;
    for (let kills = 1; kills <= 3 && !isHanging; kills++) {
      await until('nothing that hangs', async () => hanging.size === 0);
      await until('a sight that has begun', async () => hanging.size > 0);
      const [asked] = hanging;
      const killedAt = performance.now();
      const killed = shop.kubelet.end({ exitCode: 137, reason: 'OOMKilled' }, { afterMs: 500 });
      await until('the kill', async () => (await killsOf()) === kills);
      isHanging = asked !== undefined && hanging.has(asked);
      console.log(
        `a kill was known ${Math.round(performance.now() - killedAt)} ms after it, readings hanging`,
      );
      await killed;
    }
    expect(isHanging).toBe(true);
  });

  test.concurrent('with broker down: kafka is scaled to zero for real, and back when the flag is off and the target restarted', async (context) => {
    const { game, shop } = await played(context, { LEAKOPS_BROKER: 'kafka', LEAKOPS_BREAKER: '80' });
    const bot = await game.start();
    await started(bot, 'growing', `${startCommand} with broker down confirm`);
    await until('no kafka', async () => (await kafka(shop)).ready === 0);
    expect(await kafka(shop)).toMatchObject({ replicas: 0, holder: expect.stringMatching(/^run-1@/) });
    await runThatIs(bot, 'recovering');
    expect((await game.sandbox.served()).value).toBe(0);
    await messageThatIs(bot, 'milestone', /Kafka back at 1/);
    await until('kafka', async () => (await kafka(shop)).ready === 1);
    expect(await kafka(shop)).toEqual({ replicas: 1, ready: 1, holder: null });
  });

  const workloads = (verb: string, name: string) =>
    `- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["${name}"], verbs: ["${verb}"]}`;
  const rules: [right: string, rules: string[]][] = [
    ['list pods', ['- {apiGroups: [""], resources: ["pods"], verbs: ["list"]}']],
    ['watch pods', ['- {apiGroups: [""], resources: ["pods"], verbs: ["watch"]}']],
    ['get pods/log', ['- {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}']],
    ['list pods.metrics.k8s.io', ['- {apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["list"]}']],
    ['get deployments', [workloads('get', 'checkout'), workloads('get', 'kafka')]],
    ['patch deployments', [workloads('patch', 'checkout'), workloads('patch', 'kafka')]],
    // Not needed where there is a Deployment.
    ['get statefulsets', []],
    ['patch statefulsets', []],
  ];

  test.concurrent('doctor names the line to add for each right that is taken away, and for no other', async (context) => {
    const { game, account } = await played(context, { LEAKOPS_BROKER: 'kafka' });
    expect(rules.map(([right]) => right).sort()).toEqual([...account.rights].sort());
    const bot = await game.start();
    for (const [right, lines] of rules) {
      await account.without(right);
      // Rights are in force a moment after they were written.
      await until(`what doctor says without ${right}`, async () => {
        const text = await answered(bot, '/leak doctor');
        const named = rules.flatMap(([, all]) => all).filter((line) => text.includes(line));
        return named.toSorted().join() === lines.toSorted().join();
      });
    }
  });
});
