/** Locust behind a login page, and with its class picker. */
import { expect, type TestContext, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { locustLoad } from '../../../adapters/load/locust.ts';
import { order, runTag } from '../../contracts/load.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { startRealLocust } from './real-locust.ts';
import { releases } from './releases.ts';
import { startShop } from './shop.ts';

const clock = systemClock();

for (const release of releases) {
  describeWith(release.variable)(`the page of Locust ${release.version}`, () => {
    const started = async ({ onTestFinished }: TestContext, args: string[], login = false) => {
      const shop = await startShop();
      onTestFinished(shop.close);
      const program = handed(release.variable);
      const locust = await startRealLocust({ release, program, shopUrl: shop.url, args, login });
      onTestFinished(locust.kill);
      return { shop, locust, load: locustLoad({ url: locust.url, clock }) };
    };

    test('--web-login: a page where an answer should be is a failure that says so', async (context) => {
      const { shop, load } = await started(context, [], true);
      const html = { name: 'Failure', code: 'locust-html' };
      await expect(load.read()).rejects.toMatchObject(html);
      await expect(load.put(order(25))).rejects.toMatchObject(html);
      const before = { running: true, spawning: false, users: 5, completedOrders: null, detail: null };
      await expect(load.restore(before, runTag)).rejects.toMatchObject(html);
      // Behind the page it runs on: nobody else's order was changed.
      const { completed } = shop.orders;
      await until('orders', async () => shop.orders.completed > completed);
    });

    test('--class-picker: the kinds of users that a person has picked stay', async (context) => {
      const { shop, locust, load } = await started(context, ['--class-picker']);
      await locust.hasUsers(5);
      // Only a test that was stopped takes another choice: a running one loses its count, and spawns for ever.
      await locust.stop();
      await until('it has stopped', async () => (await locust.statistics()).state === 'stopped');
      await locust.swarm({ user_count: '5', spawn_rate: '100', user_classes: 'Shopper' });
      await locust.hasUsers(5);
      const before = await load.read();
      expect(before).toMatchObject({ running: true, users: 5 });
      await load.put(order(12));
      await locust.hasUsers(12);
      const { visits, orders } = shop;
      const { completed } = orders;
      await until('orders of all', async () => shop.orders.completed > completed + 24);
      expect(shop.visits).toBe(visits);
      await load.restore(before, runTag);
      await locust.hasUsers(5);
    });
  });
}
