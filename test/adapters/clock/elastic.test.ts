import { describe, expect, it } from 'vitest';
import { elasticClock } from '../../../adapters/clock/elastic.ts';
import type { RealTime } from '../../../adapters/clock/real-time.ts';

/** The machine's time, moved by hand; timers fire in order. */
function handMoved() {
  let nowMs = 1000;
  const timers = new Set<{ dueMs: number; call: () => void }>();
  const real: RealTime = {
    monotonic: () => nowMs,
    after(ms, call) {
      const timer = { dueMs: nowMs + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const pass = async (ms: number) => {
    const endMs = nowMs + ms;
    for (;;) {
      const next = [...timers].filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      nowMs = Math.max(nowMs, next.dueMs);
      timers.delete(next);
      next.call();
      await Promise.resolve();
      await Promise.resolve();
    }
    nowMs = endMs;
    await Promise.resolve();
    await Promise.resolve();
  };
  return { real, pass, timers };
}

const startAt = Date.UTC(2026, 0, 5);

function started() {
  const machine = handMoved();
  const clock = elasticClock({ speed: 60, pollMs: 5000, startAt, real: machine.real });
  const passed = () => clock.now() - startAt;
  /** Whether a promise has ended. */
  const watch = (promise: Promise<void>) => {
    const state = { ended: false };
    void promise.then(() => {
      state.ended = true;
    });
    return state;
  };
  return { ...machine, clock, passed, watch };
}

describe('the elastic clock', () => {
  it('starts where it is told and runs at its speed', async () => {
    const { clock, pass, passed } = started();
    expect(clock.now()).toBe(startAt);
    await pass(50);
    expect(passed()).toBe(3000);
    expect(clock.monotonic()).toBeCloseTo(3000);
  });

  it('advances at most one poll between two turns, however long the machine stalls', async () => {
    const { clock, pass, passed } = started();
    await pass(3_600_000);
    expect(passed()).toBe(5000);
    clock.turn();
    expect(passed()).toBe(5000);
    await pass(10_000);
    expect(passed()).toBe(10_000);
    expect(clock.monotonic()).toBeCloseTo(10_000);
  });

  it('loses nothing and gains nothing when it is turned often', async () => {
    const { clock, pass, passed } = started();
    for (let i = 0; i < 100; i += 1) {
      await pass(7);
      clock.turn();
    }
    expect(Math.abs(passed() - 42_000)).toBeLessThanOrEqual(1);
  });

  it('sleeps in its own time', async () => {
    const { clock, pass, watch } = started();
    const sleep = watch(clock.sleep(3000));
    await pass(49);
    expect(sleep.ended).toBe(false);
    await pass(2);
    expect(sleep.ended).toBe(true);
  });

  it('a long sleep ends when enough turns have brought its time, and no earlier', async () => {
    const { clock, pass, watch, passed } = started();
    const sleep = watch(clock.sleep(12_000));
    for (let i = 0; i < 2; i += 1) {
      await pass(100);
      expect(sleep.ended).toBe(false);
      clock.turn();
    }
    await pass(33);
    expect(sleep.ended).toBe(false);
    await pass(2);
    expect(sleep.ended).toBe(true);
    expect(passed()).toBeGreaterThanOrEqual(12_000);
  });

  it('a loop that turns, works and sleeps comes round once a poll', async () => {
    const { clock, pass, watch, passed } = started();
    clock.turn();
    await pass(40);
    const sleep = watch(clock.sleep(5000));
    await pass(43);
    expect(sleep.ended).toBe(false);
    await pass(1);
    expect(sleep.ended).toBe(true);
    expect(passed()).toBe(5000);
  });

  it('a loop that sleeps while the clock holds goes on after a second of real time, the clock not', async () => {
    const { clock, pass, watch, passed } = started();
    await pass(500);
    const sleep = watch(clock.sleep(600));
    await pass(1005);
    expect(sleep.ended).toBe(false);
    await pass(10);
    expect(sleep.ended).toBe(true);
    expect(passed()).toBe(5000);
  });

  it('ends a sleep at once when it is aborted, and leaves no timer', async () => {
    const { clock, pass, watch, timers } = started();
    const controller = new AbortController();
    const sleep = watch(clock.sleep(3000, controller.signal));
    await pass(1);
    controller.abort();
    await Promise.resolve();
    await Promise.resolve();
    expect(sleep.ended).toBe(true);
    expect(timers.size).toBe(0);
    const dead = watch(clock.sleep(3000, controller.signal));
    await Promise.resolve();
    await Promise.resolve();
    expect(dead.ended).toBe(true);
  });

  it('no sleep, and one of less than nothing, still let the machine breathe', async () => {
    const { clock, pass, watch } = started();
    const sleeps = [watch(clock.sleep(0)), watch(clock.sleep(-5))];
    await Promise.resolve();
    await Promise.resolve();
    expect(sleeps.map((sleep) => sleep.ended)).toEqual([false, false]);
    await pass(0);
    expect(sleeps.map((sleep) => sleep.ended)).toEqual([true, true]);
  });
});
