import { expect, test } from 'vitest';
import { Turns } from '../../../../adapters/chat/slack/turns.ts';

test('one that is refused comes back when Slack says, several one behind another', () => {
  const turns = new Turns();
  expect(turns.next('chat.update', 5_000, 1_200)).toBe(5_000);
  expect(turns.next('chat.update', 5_000, 1_200)).toBe(6_200);
  expect(turns.next('chat.update', 5_100, 1_200)).toBe(7_400);
  expect(turns.next('chat.postMessage C1', 5_000, 1_000)).toBe(5_000);
});

test('a queue that is long ago holds nobody back', () => {
  const turns = new Turns();
  turns.next('chat.update', 5_000, 1_200);
  turns.next('chat.update', 5_000, 1_200);
  expect(turns.next('chat.update', 60_000, 1_200)).toBe(60_000);
});

test('however many wait, nobody does for more than half a minute beyond Slack’s word', () => {
  const turns = new Turns();
  const all = Array.from({ length: 1_000 }, () => turns.next('chat.update', 5_000, 1_200));
  expect(Math.max(...all)).toBeLessThan(35_000);
  const inOneSecond = all.filter((turn) => turn >= 20_000 && turn < 21_000).length;
  expect(inOneSecond).toBeLessThan(60);
});
