import { expect, test } from 'vitest';
import { Budgets } from '../../../../adapters/chat/slack/budgets.ts';
import { methods } from '../../../../adapters/chat/slack/methods.ts';

/** What goes in a minute of asking each channel again and again, each call as soon as it may. */
function minuteOf(budgets: Budgets, channels: number, from = 0): number {
  let calls = 0;
  for (let at = from; at < from + 60_000; at += 50) {
    for (let channel = 0; channel < channels; channel += 1) {
      if (budgets.waitMs('chat.update', `C${channel}`, at) > 0) continue;
      budgets.spend('chat.update', `C${channel}`, at);
      calls += 1;
    }
  }
  return calls;
}

test('from the first minute on, a third of the tier is left to what cannot wait', () => {
  const budgets = new Budgets();
  const { perMinute } = methods['chat.update'];
  expect(minuteOf(budgets, 50)).toBeLessThanOrEqual(perMinute * 0.71);
  expect(minuteOf(budgets, 50, 60_000)).toBeGreaterThanOrEqual(perMinute * 0.45);
});

test('every channel of ten has its turn within a minute', () => {
  const budgets = new Budgets();
  minuteOf(budgets, 10);
  expect(minuteOf(budgets, 10, 60_000)).toBeGreaterThanOrEqual(10);
});

test('what cannot wait is counted: what can steps back for it', () => {
  const budgets = new Budgets();
  for (let i = 0; i < 60; i += 1) budgets.spend('chat.update', `C${i}`, 0);
  expect(budgets.waitMs('chat.update', 'C-other', 0)).toBeGreaterThan(0);
});

test('close behind another in a channel it waits, and not in another channel or method', () => {
  const budgets = new Budgets();
  budgets.spend('chat.postMessage', 'C1', 1_000);
  expect(budgets.waitMs('chat.postMessage', 'C1', 1_500)).toBe(1_500);
  expect(budgets.waitMs('chat.postMessage', 'C2', 1_500)).toBe(0);
  expect(budgets.waitMs('chat.update', 'C1', 1_500)).toBe(0);
  expect(budgets.waitMs('chat.postMessage', 'C1', 3_000)).toBe(0);
});

test('a wait that was told is kept to the end', () => {
  const budgets = new Budgets();
  for (let i = 0; i < 60; i += 1) budgets.spend('chat.update', `C${i}`, 0);
  const waitMs = budgets.waitMs('chat.update', 'C-new', 0);
  expect(budgets.waitMs('chat.update', 'C-new', waitMs)).toBe(0);
});

test('too many: the method rests as long as Slack says, the longest word counts', () => {
  const budgets = new Budgets();
  budgets.limited('chat.update', 30_000);
  budgets.limited('chat.update', 10_000);
  expect(budgets.waitMs('chat.update', 'C1', 10_000)).toBe(20_000);
  expect(budgets.waitMs('chat.postMessage', 'C1', 10_000)).toBe(0);
  expect(budgets.waitMs('chat.update', 'C1', 30_000)).toBe(0);
});
