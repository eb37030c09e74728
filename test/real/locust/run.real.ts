/** A whole run whose load comes from a real Locust; the rest of its world is the sandbox, in a process of its own. */
import { expect, type TestContext, test } from 'vitest';
import { type BotProcess, settingsFor, startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { ended, runThatIs, started } from '../../processes/game.ts';
import { startSandbox } from '../../processes/sandbox-process.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { startRealLocust } from './real-locust.ts';
import { current, ofTheDemo } from './releases.ts';
import { startShop } from './shop.ts';

const timeoutMs = 300_000;

for (const release of [current, ofTheDemo]) {
  describeWith(release.variable).concurrent(`a whole run on Locust ${release.version}`, () => {
    /** `speed`: the sandbox's shop has its own five users, and leaks that much faster. */
    const newGame = async (context: TestContext, speed: string, lease: string) => {
      const shop = await startShop();
      context.onTestFinished(shop.close);
      const program = handed(release.variable);
      const locust = await startRealLocust({ release, program, shopUrl: shop.url });
      context.onTestFinished(locust.kill);
      const home = newHome(context.onTestFinished);
      const sandbox = await startSandbox(home, ['--leak-speed', speed]);
      await locust.hasUsers(5);
      const settings = settingsFor(home, sandbox, {
        LEAKOPS_LOAD: 'locust',
        LOCUST_URL: locust.url,
        LEAKOPS_LEASE: lease,
      });
      return { shop, locust, sandbox, start: () => startBot(home, settings) };
    };
    const ordersOf = async (bot: BotProcess, id: string) => {
      const run = (await (await fetch(`${bot.url}/api/runs/${id}`)).json()) as {
        readings: { orders: number | null }[];
      };
      return run.readings.map(({ orders }) => orders).filter((orders) => orders !== null);
    };

    test(
      '5 users before, 25 in the run, 5 after; its orders are counted',
      async (context) => {
        const { locust, sandbox, shop, start } = await newGame(context, '150', '10s');
        const bot = await start();
        const begun = await started(bot, 'growing');
        await locust.hasUsers(25);
        expect(await sandbox.users()).toBe(5);
        const { run } = await ended(bot);
        expect(run).toMatchObject({ id: begun.id, outcome: 'averted' });
        await locust.hasUsers(5);
        const orders = await ordersOf(bot, run.id);
        expect(orders.length).toBeGreaterThan(0);
        expect(orders).toEqual([...orders].sort((one, other) => one - other));
        expect(orders.at(-1)).toBeGreaterThan(orders[0] ?? Number.POSITIVE_INFINITY);
        expect(orders.at(-1)).toBeLessThanOrEqual(shop.orders.completed);
      },
      timeoutMs,
    );

    test(
      'the bot killed with the load on, and started again: put back',
      async (context) => {
        // So slow that nothing but the stop ends it; under a lease that a restart on a busy machine does not outlast.
        const { locust, start } = await newGame(context, '1', '30s');
        const first = await start();
        const begun = await started(first, 'growing');
        await locust.hasUsers(25);
        await first.kill();
        expect((await locust.statistics()).user_count).toBe(25);
        const second = await start();
        expect((await runThatIs(second, 'growing')).id).toBe(begun.id);
        await second.say('/leak stop');
        expect((await ended(second)).run).toMatchObject({ id: begun.id, outcome: 'stopped' });
        await locust.hasUsers(5);
      },
      timeoutMs,
    );

    test(
      'Locust gone in mid-run and back with its five users: the run ends true, and five stay',
      async (context) => {
        const { locust, start } = await newGame(context, '1', '10s');
        const bot = await start();
        const begun = await started(bot, 'growing');
        await locust.hasUsers(25);
        await locust.startAgain();
        await locust.hasUsers(5);
        await bot.say('/leak stop');
        expect((await ended(bot)).run).toMatchObject({ id: begun.id, outcome: 'stopped' });
        await until('five users', async () => (await locust.statistics()).user_count === 5);
      },
      timeoutMs,
    );
  });
}
