/** Checkout with a broker in trouble: what a run of a game day goes through. Its numbers are held in recordings/. */
import { describe, expect, test } from 'vitest';
import { checkoutWorld, type World } from './checkout-world.ts';

const minuteMs = 60_000;

/** Minutes until the first kill from now, at most an hour. */
function minutesToKill(world: World): number {
  const restarts = () => world.checkout.pods()[0]!.container.last;
  const before = restarts();
  for (let second = 1; second <= 3600; second += 1) {
    world.pass(1000);
    if (restarts() !== before) return second / 60;
  }
  return Number.NaN;
}

function flagged(mode: Parameters<typeof checkoutWorld>[0], value: number, users = 25): World {
  const world = checkoutWorld(mode);
  world.users = users;
  world.pass(minuteMs);
  world.flagValue = value;
  return world;
}

/** Orders completed in so many minutes. */
function ordersIn(world: World, minutes: number): number {
  const before = world.checkout.ordersCompleted();
  world.pass(minutes * minuteMs);
  return world.checkout.ordersCompleted() - before;
}

describe('guide', () => {
  test.each([1, 2, 3, 4])(
    'seed %d: Kafka scaled to 0 at 50: killed in 7–13 minutes, as the plan says',
    (seed) => {
      const world = flagged({ seed }, 50);
      world.broker.scale(0, world.clock.now());
      const minutes = minutesToKill(world);
      expect(minutes).toBeGreaterThan(7);
      expect(minutes).toBeLessThan(13);
    },
  );

  test('flag off stops the ramp of a dead Kafka and frees nothing; only a restart does', () => {
    const world = flagged({}, 50);
    world.broker.scale(0, world.clock.now());
    world.pass(6 * minuteMs);
    world.flagValue = 0;
    world.pass(minuteMs);
    const held = world.points()!;
    expect(held).toBeGreaterThan(60);
    world.pass(10 * minuteMs);
    expect(Math.abs(world.points()! - held)).toBeLessThan(2);
    world.broker.scale(1, world.clock.now());
    world.pass(10 * minuteMs);
    expect(Math.abs(world.points()! - held)).toBeLessThan(2);
    world.checkout.restart({ exitCode: 0, reason: 'Completed' });
    world.pass(minuteMs);
    expect(world.points()).toBeLessThan(45);
  });

  test('Kafka back, it leaks as the guide says again', () => {
    const world = flagged({}, 300);
    world.broker.scale(0, world.clock.now());
    world.pass(5000);
    world.broker.scale(1, world.clock.now());
    world.pass(3 * minuteMs);
    const before = world.points()!;
    world.pass(2 * minuteMs);
    expect(world.points()! - before).toBeGreaterThan(5);
  });
});

describe('healthy', () => {
  test('300 at 25 users is level for an hour, every order is completed', () => {
    const world = flagged({ mode: 'healthy' }, 300);
    expect(ordersIn(world, 60)).toBeGreaterThan(900);
    expect(world.points()).toBeGreaterThan(55);
    expect(world.points()).toBeLessThan(65);
    expect(world.checkout.ordersFailed()).toBe(0);
    expect(world.checkout.goroutines()).toBeLessThan(400);
  });

  test('4000 kills soon, again after each restart, with a longer wait each time', () => {
    const world = flagged({ mode: 'healthy' }, 4000);
    world.pass(20 * minuteMs);
    expect(world.checkout.pods()[0]!.container.restarts).toBeGreaterThanOrEqual(3);
    expect(world.checkout.pods()[0]!.container.last).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    expect(world.checkout.ordersFailed()).toBeGreaterThan(20);
  });
});

describe('dead', () => {
  test('a minute after the flag goes on orders get fewer, fail, and goroutines rise', () => {
    const world = flagged({ mode: 'dead' }, 300);
    expect(ordersIn(world, 1)).toBeGreaterThan(8);
    world.pass(minuteMs);
    const before = { failed: world.checkout.ordersFailed(), goroutines: world.checkout.goroutines()! };
    expect(ordersIn(world, 3)).toBeLessThan(15);
    expect(world.checkout.ordersFailed() - before.failed).toBeGreaterThan(25);
    expect(world.checkout.goroutines()).toBeGreaterThan(before.goroutines + 500);
  });

  test.each([
    [20, 3.8],
    [50, 7.3],
  ])('at %d it rises %d points a minute', (value, perMinute) => {
    const slopes = [1, 2, 3].map((seed) => {
      const world = flagged({ mode: 'dead', seed }, value);
      world.pass(4 * minuteMs);
      const before = world.points()!;
      world.pass(3 * minuteMs);
      return (world.points()! - before) / 3;
    });
    const mean = slopes.reduce((sum, one) => sum + one, 0) / slopes.length;
    expect(mean).toBeGreaterThan(perMinute * 0.75);
    expect(mean).toBeLessThan(perMinute * 1.25);
  });
});

describe('stalled', () => {
  test('sockets swallow minutes of orders, then all of them hang, and none fails', () => {
    const world = flagged({ mode: 'stalled' }, 300);
    world.pass(minuteMs);
    expect(ordersIn(world, 1.5)).toBeGreaterThan(15);
    world.pass(2 * minuteMs);
    expect(ordersIn(world, 5)).toBe(0);
    expect(world.checkout.ordersFailed()).toBe(0);
    expect(world.points()).toBeLessThan(70);
  });
});

describe('recovering', () => {
  test.each([1, 2, 3, 4])('seed %d: the kill comes out of a level line when Kafka is back', (seed) => {
    const world = flagged({ mode: 'recovering', seed }, 300);
    world.pass(5 * minuteMs - 5000);
    expect(world.points()).toBeLessThan(66);
    const minutes = minutesToKill(world);
    expect(minutes * 60).toBeLessThan(20);
  });

  test('with the flag off before, everybody goes on and nothing happens', () => {
    const world = flagged({ mode: 'recovering' }, 300);
    world.pass(4.5 * minuteMs);
    world.flagValue = 0;
    const orders = ordersIn(world, 1);
    expect(orders).toBeGreaterThan(20);
    expect(world.points()).toBeLessThan(66);
    world.pass(10 * minuteMs);
    expect(world.checkout.pods()[0]!.container.restarts).toBe(0);
    expect(ordersIn(world, 10)).toBeGreaterThan(120);
  });
});

test('the same seed has the same orders come, whatever becomes of them', () => {
  const came = (mode: 'healthy' | 'dead') => {
    const world = flagged({ mode, seed: 3 }, 10);
    world.pass(20 * minuteMs);
    // Those that wait are given up in the end.
    world.users = 0;
    world.pass(minuteMs);
    return world.checkout.ordersCompleted() + world.checkout.ordersFailed();
  };
  expect(came('dead')).toBe(came('healthy'));
});

test('a cold page cache fills the limit and kills nothing', () => {
  const world = flagged({ mode: 'healthy' }, 0);
  world.coldCache = true;
  world.pass(minuteMs);
  const { container } = world.checkout.pods()[0]!;
  const sample = world.checkout.sample(container.id, world.clock.now())!;
  expect(sample.usedBytes).toBeGreaterThan(sample.rssBytes * 1.2);
  world.pass(20 * minuteMs);
  expect(world.checkout.pods()[0]!.container.restarts).toBe(0);
  world.coldCache = false;
  world.pass(10 * minuteMs);
  expect(world.points()).toBeLessThan(62);
});
