import { expect, test } from 'vitest';
import { checkoutWorld, type World } from './checkout-world.ts';

const onlyPod = (world: World) => {
  const pods = world.checkout.pods();
  expect(pods).toHaveLength(1);
  return pods[0]!;
};

/** Lets seconds pass until `holds`; how many it took. */
function secondsUntil(world: World, holds: () => boolean, atMost = 3600): number {
  for (let second = 1; second <= atMost; second += 1) {
    world.pass(1000);
    if (holds()) return second;
  }
  throw new Error(`not within ${atMost} s`);
}

const stateOf = (world: World) => onlyPod(world).container.state;
const isRunning = (world: World) => stateOf(world).kind === 'running';

test('it has run for an hour when the sandbox starts, and its past can be read', () => {
  const world = checkoutWorld();
  const { container } = onlyPod(world);
  expect(container.state).toMatchObject({ kind: 'running', ready: true });
  const startedAt = container.state.kind === 'running' ? container.state.startedAt : 0;
  expect(world.clock.now() - startedAt).toBeGreaterThan(3_500_000);
  for (const ageMs of [5000, 60_000, 600_000]) {
    const sample = world.checkout.sample(container.id, world.clock.now() - ageMs);
    expect(sample?.at).toBe(world.clock.now() - ageMs);
    expect(sample?.usedBytes).toBeGreaterThan(7.8 * 1_048_576);
  }
});

test('at its limit it is killed, starts again at about 8 MiB and is ready two seconds later', () => {
  const world = checkoutWorld();
  world.users = 50;
  world.flagValue = 2000;
  const before = onlyPod(world);
  const firstId = before.container.id;
  secondsUntil(world, () => !isRunning(world), 120);
  const killed = onlyPod(world).container;
  expect(killed.state).toMatchObject({
    kind: 'terminated',
    terminated: { reason: 'OOMKilled', exitCode: 137, containerId: firstId },
  });
  expect(killed.restarts).toBe(0);
  const ordersAtKill = world.checkout.ordersCompleted();
  world.flagValue = 0;
  expect(secondsUntil(world, () => isRunning(world), 5)).toBeLessThanOrEqual(2);
  expect(world.points()).toBeGreaterThan(36);
  expect(world.points()).toBeLessThan(41);
  expect(stateOf(world)).toMatchObject({ ready: false });
  expect(world.checkout.ordersCompleted()).toBe(ordersAtKill);
  world.pass(2000);
  expect(stateOf(world)).toMatchObject({ ready: true });
  const after = onlyPod(world);
  expect(after.name).toBe(before.name);
  expect(after.container).toMatchObject({ restarts: 1, last: { reason: 'OOMKilled', exitCode: 137 } });
  expect(after.container.id).not.toBe(firstId);
  world.pass(30_000);
  expect(world.checkout.ordersCompleted()).toBeGreaterThan(ordersAtKill);
});

test('each crash in a row waits longer, and ten good minutes forgive', () => {
  const world = checkoutWorld();
  const crash = () => {
    world.checkout.restart({ exitCode: 1, reason: 'Error' });
    return secondsUntil(world, () => isRunning(world), 400);
  };
  const waits = Array.from({ length: 8 }, crash);
  expect(waits).toEqual([2, 10, 20, 40, 80, 160, 300, 300]);
  world.pass(601_000);
  expect(crash()).toBe(2);
});

test('while it waits it says CrashLoopBackOff, completes no orders, and events count it', () => {
  const world = checkoutWorld();
  world.users = 50;
  world.pass(1000);
  world.checkout.restart({ exitCode: 2, reason: 'Error' });
  world.pass(5000);
  world.checkout.restart({ exitCode: 2, reason: 'Error' });
  const orders = world.checkout.ordersCompleted();
  world.pass(5000);
  expect(stateOf(world)).toMatchObject({ kind: 'backing-off', delayMs: 10_000 });
  expect(onlyPod(world).container.last).toMatchObject({ exitCode: 2, reason: 'Error' });
  expect(world.checkout.ordersCompleted()).toBe(orders);
  expect(world.points()).toBeNull();
  expect(world.checkout.events().map((event) => event.reason)).toContain('BackOff');
});

test('a rollout brings a pod of another name, ready before the old one goes, and the leak is gone', () => {
  const world = checkoutWorld();
  world.users = 25;
  world.flagValue = 300;
  world.pass(8 * 60_000);
  world.flagValue = 0;
  const old = onlyPod(world);
  const template = world.checkout.template();
  const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-03-01T10:08:00Z' };
  world.checkout.rollout({ ...template, metadata: { ...template.metadata, annotations } });
  const readyCounts = [];
  for (let second = 0; second < 10; second += 1) {
    world.pass(1000);
    const pods = world.checkout.pods();
    expect(pods.length).toBeLessThanOrEqual(2);
    readyCounts.push(
      pods.filter(({ container }) => 'ready' in container.state && container.state.ready).length,
    );
  }
  expect(Math.min(...readyCounts)).toBeGreaterThanOrEqual(1);
  const fresh = onlyPod(world);
  expect(fresh.name).not.toBe(old.name);
  expect(fresh.uid).not.toBe(old.uid);
  expect(fresh.container.restarts).toBe(0);
  expect(world.points()).toBeLessThan(42);
});

test('the same template again is no rollout', () => {
  const world = checkoutWorld();
  const version = world.checkout.version();
  world.checkout.rollout(structuredClone(world.checkout.template()));
  world.pass(10_000);
  expect(world.checkout.version()).toBe(version);
});

test('scaled to none there are no orders; back again a fresh pod takes them', () => {
  const world = checkoutWorld();
  world.users = 25;
  world.checkout.scale(0);
  world.pass(5000);
  expect(world.checkout.pods()).toHaveLength(0);
  const orders = world.checkout.ordersCompleted();
  world.pass(60_000);
  expect(world.checkout.ordersCompleted()).toBe(orders);
  expect(world.checkout.goroutines()).toBeNull();
  world.checkout.scale(2);
  world.pass(60_000);
  expect(world.checkout.pods()).toHaveLength(2);
  expect(world.checkout.ordersCompleted()).toBeGreaterThan(orders);
});

test('a higher limit in the template is a later kill', () => {
  const world = checkoutWorld();
  world.users = 50;
  const template = structuredClone(world.checkout.template());
  template.spec.containers[0]!.resources = { limits: { memory: '40Mi' } };
  world.checkout.rollout(template);
  world.pass(20_000);
  world.flagValue = 2000;
  expect(secondsUntil(world, () => !isRunning(world), 600)).toBeGreaterThan(100);
});

test('a deleted pod is replaced by another', () => {
  const world = checkoutWorld();
  const { name } = onlyPod(world);
  expect(world.checkout.removePod('nobody')).toBe(false);
  expect(world.checkout.removePod(name)).toBe(true);
  world.pass(10_000);
  expect(onlyPod(world).name).not.toBe(name);
});

test('orders come at the rate of the users, and are logged as the demo does', () => {
  const world = checkoutWorld();
  for (const [users, perMinute] of [
    [5, 4],
    [25, 18],
    [50, 37],
  ] as const) {
    const before = world.checkout.ordersCompleted();
    world.users = users;
    world.pass(5 * 3_600_000);
    const measured = (world.checkout.ordersCompleted() - before) / 300;
    expect(Math.abs(measured - perMinute)).toBeLessThan(perMinute * 0.15);
  }
  const lines = world.checkout.logLines(onlyPod(world).container.id).map((line) => line.text);
  const placed = lines.filter((line) => line.includes('order placed'));
  expect(placed.length).toBe(lines.filter((line) => line.includes('Successful to write message')).length);
  expect(placed.length).toBeGreaterThan(2000);
  expect(JSON.parse(placed[0]!)['app.order.id']).toMatch(/^[0-9a-f]{8}-/);
});

test('a flag or a load that is no number is none', () => {
  const world = checkoutWorld();
  world.flagValue = Number.NaN;
  world.users = -3;
  world.pass(600_000);
  expect(world.points()).toBeLessThan(41);
  expect(world.checkout.ordersCompleted()).toBe(0);
});
