/** The Load adapter on one release of Locust. A file for each calls it, so that they wait at the same time. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { locustLoad } from '../../../adapters/load/locust.ts';
import type { Load } from '../../../src/ports.ts';
import { loadContract, order, runTag } from '../../contracts/load.ts';
import { until } from '../../processes/until.ts';
import { describeWith, handed } from '../gated.ts';
import { type RealLocust, startRealLocust } from './real-locust.ts';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
import type { Release } from './releases.ts';
import { type Shop, startShop } from './shop.ts';

/** Locust's own cache of two seconds, and a little: nothing that can be polled tells when it is over. */
const cachedMs = 2300;
const clock = systemClock();

export function loadOnLocust(release: Release): void {
  describeWith(release.variable)(`Locust ${release.version}`, () => {
    let shop: Shop;
    let locust: RealLocust;
    beforeAll(async () => {
      shop = await startShop();
      const program = handed(release.variable);
      locust = await startRealLocust({ release, program, shopUrl: shop.url });
      // As it begins: the demo's five come one by one.
      const begun = await locustLoad({ url: locust.url, clock }).read();
      expect(begun.running).toBe(true);
      expect(begun.spawning || begun.users === 5).toBe(true);
    });
    afterAll(async () => {
      await locust.kill();
      await shop.close();
    });

    const fiveUsers = async () => {
      shop.failing = false;
      await locust.swarm({ user_count: '5', spawn_rate: '100' });
      await wait(cachedMs);
      await locust.hasUsers(5);
    };

    loadContract('real', async () => {
      await fiveUsers();
      const proxy = await startRecordingProxy(locust.url);
      return {
        load: locustLoad({ url: proxy.url, clock }),
        users: async () => {
          const { state, user_count } = await locust.statistics();
          return state === 'stopped' ? 0 : user_count;
        },
        person: async (users) => {
          if (users === 0) await locust.stop();
          else await locust.swarm({ user_count: String(users), spawn_rate: '100' });
        },
        changes: () => proxy.changes.length,
        async settle() {
          await wait(cachedMs);
          await until('it spawns no more', async () => (await locust.statistics()).state !== 'spawning');
        },
        close: proxy.close,
      };
    });

    describe('more than the contract', () => {
      let proxy: RecordingProxy;
      let load: Load;
      beforeEach(async ({ onTestFinished }) => {
        await fiveUsers();
        proxy = await startRecordingProxy(locust.url);
        onTestFinished(proxy.close);
        load = locustLoad({ url: proxy.url, clock });
      });
      const completed = async () => (await load.read()).completedOrders;

      test('an order is a form of two fields: never run_time, never host; a stop finds its method', async () => {
        const before = await load.read();
        await load.put({ ...order(8), spawnRate: 100 });
        await load.restore({ ...before, running: false }, runTag);
        await wait(cachedMs);
        expect(proxy.changes).toEqual([
          'POST /swarm user_count=8&spawn_rate=100',
          'POST /stop',
          ...(release.stops === 'GET' ? ['GET /stop'] : []),
        ]);
        expect((await load.read()).running).toBe(false);
      });

      test('while it spawns: seen so, not sent again, and put back from the middle', async () => {
        const before = await load.read();
        const slow = { ...order(60), spawnRate: 3 };
        await load.put(slow);
        await wait(cachedMs);
        const midway = await load.read();
        expect(midway).toMatchObject({ running: true, spawning: true });
        expect(midway.users).toBeGreaterThan(5);
        expect(midway.users).toBeLessThan(60);
        await load.put(slow);
        expect(proxy.changes).toHaveLength(1);
        await load.restore(before, runTag);
        await locust.hasUsers(5);
        await wait(cachedMs);
        expect(await load.read()).toMatchObject({ running: true, spawning: false, users: 5 });
      });

      test('completed orders are those of the shop, without the failed ones', async () => {
        const quiet = async () => {
          await locust.swarm({ user_count: '0', spawn_rate: '100' });
          await locust.hasUsers(0);
          await wait(cachedMs);
          return { counted: (await completed()) ?? 0, shop: shop.orders.completed };
        };
        const from = await quiet();
        await load.put(order(20));
        await until('orders', async () => shop.orders.completed > from.shop + 60);
        shop.failing = true;
        const { failed } = shop.orders;
        await until('failed orders', async () => shop.orders.failed > failed + 30);
        shop.failing = false;
        const to = await quiet();
        const real = to.shop - from.shop;
        // A user who goes while his order is answered does not count it any more.
        expect(to.counted - from.counted).toBeLessThanOrEqual(real);
        expect(to.counted - from.counted).toBeGreaterThanOrEqual(real - 20);
      });

      test("a person's reset of the statistics takes nothing from the count", async () => {
        await until('orders', async () => ((await completed()) ?? 0) > 10);
        const counted = (await completed()) ?? 0;
        await locust.resetStatistics();
        let last = counted;
        await until('orders after the reset', async () => {
          const now = (await completed()) ?? 0;
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
          return now > counted + 5;
        });
      });

      test('a stop and a new start begin the statistics anew: the count only grows', async () => {
        await until('orders', async () => ((await completed()) ?? 0) > 10);
        const before = await load.read();
        await load.restore({ ...before, running: false }, runTag);
        const atStop = (await completed()) ?? 0;
        expect(atStop).toBeGreaterThanOrEqual(before.completedOrders ?? 0);
        await wait(cachedMs);
        const stopped = (await completed()) ?? 0;
        await load.put(order(10));
        let last = stopped;
        await until('orders of the new start', async () => {
          const now = (await completed()) ?? 0;
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
          return now > stopped + 10;
        });
      });

      test('its death in mid-run is said, and its return counts from zero', async () => {
        await load.put(order(25));
        await wait(cachedMs);
        const before = await load.read();
        expect(before.users).toBe(25);
        await locust.kill();
        await expect(load.read()).rejects.toMatchObject({ name: 'Failure', retryable: true });
        await locust.startAgain();
        await locust.hasUsers(5);
        const after = await load.read();
        expect(after).toMatchObject({ running: true, users: 5 });
        expect(after.completedOrders).toBeGreaterThanOrEqual(before.completedOrders ?? 0);
        await load.restore(before, runTag);
        await locust.hasUsers(25);
      });

      test('a restart with 5 users is as it was before: nothing is sent', async () => {
        const before = await load.read();
        await locust.startAgain();
        await locust.hasUsers(5);
        await load.restore(before, runTag);
        expect(proxy.changes).toEqual([]);
      });
    });
  });
}
