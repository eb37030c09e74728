import { expect, test } from 'vitest';
import { scenarioNamed } from '../../../src/scenario/catalog.ts';
import { checkoutWorld } from './checkout-world.ts';

/** Minutes to 50 %, to 80 % and to the kill, second by second; at most an hour. */
function timesOf(flagValue: number, users: number, seed: number, spawnRate = Number.POSITIVE_INFINITY) {
  const world = checkoutWorld({ seed });
  world.pass(5000);
  world.flagValue = flagValue;
  const times = { to50: Number.NaN, to80: Number.NaN, toKill: Number.NaN };
  for (let second = 1; second <= 3600; second += 1) {
    world.users = Math.min(users, 5 + spawnRate * second);
    world.pass(1000);
    const points = world.points();
    if (points === null) return { ...times, toKill: second / 60 };
    if (points >= 50 && Number.isNaN(times.to50)) times.to50 = second / 60;
    if (points > 80 && Number.isNaN(times.to80)) times.to80 = second / 60;
  }
  return times;
}

const about = (minutes: number) => [minutes * 0.85, minutes * 1.1] as const;

test.each([
  { name: 'slow', to50: about(8), to80: about(20) },
  { name: 'gentle', to50: about(4), to80: about(10) },
  { name: 'gradual', to50: about(3), to80: [7, 12] },
  { name: 'fast', to50: about(2), to80: about(4) },
  { name: 'spike', to50: [0.4, 0.6], to80: [0.8, 1.1] },
] as const)('$name leaks as the guide tells, whatever the seed', ({ name, to50, to80 }) => {
  const { flagValue, users, growth } = scenarioNamed(name);
  for (const [seed, spawnRate] of [
    [1, Number.POSITIVE_INFINITY],
    [2, 3],
    [3, 3],
  ] as const) {
    const times = timesOf(flagValue, users, seed, spawnRate);
    expect(times.to50, 'to 50 %').toBeGreaterThanOrEqual(to50[0]);
    expect(times.to50, 'to 50 %').toBeLessThanOrEqual(to50[1]);
    expect(times.to80, 'to 80 %').toBeGreaterThanOrEqual(to80[0]);
    expect(times.to80, 'to 80 %').toBeLessThanOrEqual(to80[1]);
    expect(times.toKill, 'to the kill').toBeGreaterThanOrEqual(growth.toKill![0]);
    expect(times.toKill, 'to the kill').toBeLessThanOrEqual(growth.toKill![1]);
  }
});

test('300 at 25 users keeps near the guide’s line', () => {
  const world = checkoutWorld();
  world.users = 25;
  world.pass(5000);
  world.flagValue = 300;
  const measured = [3, 3, 3, 3].map((minutes) => {
    world.pass(minutes * 60_000);
    return (world.points() ?? 0) / 5;
  });
  for (const [index, guideMiB] of [10, 12, 14, 16].entries()) {
    expect(Math.abs(measured[index]! - guideMiB)).toBeLessThan(1.6);
  }
});

test('the growth bends at GOMEMLIMIT', () => {
  const { to50, to80, toKill } = timesOf(300, 25, 4);
  const before = 30 / (to80 - to50);
  const after = 20 / (toKill - to80);
  expect(after).toBeLessThan(0.7 * before);
});

test('a higher value, more users and a higher leak speed are each faster', () => {
  const reached = (flagValue: number, users: number, leakSpeed: number) => {
    const world = checkoutWorld({ leakSpeed });
    world.users = users;
    world.flagValue = flagValue;
    world.pass(150_000);
    return world.points() ?? Number.POSITIVE_INFINITY;
  };
  let last = 0;
  for (const value of [50, 100, 150, 200, 250, 300, 400, 500]) {
    const points = reached(value, 25, 1);
    expect(points, `value ${value}`).toBeGreaterThan(last);
    last = points;
  }
  expect(reached(300, 50, 1)).toBeGreaterThan(reached(300, 25, 1) + 5);
  expect(reached(300, 25, 2)).toBeGreaterThan(reached(300, 25, 1) + 5);
});

test('without orders nothing grows', () => {
  const world = checkoutWorld();
  world.users = 0;
  world.flagValue = 2000;
  world.pass(600_000);
  expect(world.points()).toBeLessThan(41);
  expect(world.checkout.ordersCompleted()).toBe(0);
});

test('a healthy process moves a little, around 40 %, and never by more than half a point', () => {
  const world = checkoutWorld({ seed: 9 });
  const seen = new Set<number>();
  for (let step = 0; step < 600; step += 1) {
    world.pass(1000);
    const points = world.points()!;
    seen.add(points);
    expect(Math.abs(points - 40)).toBeLessThan(0.5);
  }
  expect(seen.size).toBeGreaterThan(100);
});

test('flag off: growth stops at once, memory drains to where a warm process rests', () => {
  const world = checkoutWorld();
  world.users = 25;
  world.flagValue = 300;
  world.pass(9.5 * 60_000);
  const high = world.points()!;
  expect(high).toBeGreaterThan(75);
  expect(world.checkout.goroutines()!).toBeGreaterThan(500);
  world.flagValue = 0;
  world.pass(2000);
  expect(world.points()).toBeLessThan(high);
  world.pass(20_000);
  const [least, most] = [52, 56];
  // One time constant: about a third of the way is left.
  expect(world.points()! - 54).toBeLessThan((high - 54) * 0.45);
  expect(world.points()! - 54).toBeGreaterThan((high - 54) * 0.2);
  world.pass(200_000);
  expect(world.points()).toBeGreaterThan(least - 0.5);
  expect(world.points()).toBeLessThan(most + 0.5);
  expect(world.checkout.goroutines()!).toBeLessThan(55);
});

test('a leak that was stopped low is not lifted to the warm level', () => {
  const world = checkoutWorld();
  world.users = 25;
  world.flagValue = 300;
  world.pass(60_000);
  world.flagValue = 0;
  world.pass(300_000);
  expect(world.points()).toBeLessThan(45);
  expect(world.points()).toBeGreaterThan(39);
});

test('the same seed and the same history give the same memory and orders, however often it is asked', () => {
  const play = (stepMs: number) => {
    const world = checkoutWorld({ seed: 5 });
    world.users = 25;
    world.flagValue = 300;
    for (let passedMs = 0; passedMs < 400_000; passedMs += stepMs) world.pass(stepMs);
    return [world.points(), world.checkout.ordersCompleted()];
  };
  expect(play(1000)).toEqual(play(50_000));
  const other = checkoutWorld({ seed: 6 });
  other.users = 25;
  other.flagValue = 300;
  other.pass(400_000);
  expect([other.points(), other.checkout.ordersCompleted()]).not.toEqual(play(50_000));
});

test('a day behind is caught up with in seconds', () => {
  const world = checkoutWorld();
  world.users = 25;
  const before = performance.now();
  world.pass(86_400_000);
  expect(performance.now() - before).toBeLessThan(5000);
  expect(world.points()).toBeLessThan(41);
});
