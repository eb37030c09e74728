/** Runs as they are told in Discord: over the hour, through lost answers, crashes and throttling. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Seen } from '../../stand-ins/discord/people/seen.ts';
import type { Fault } from '../../stand-ins/discord/server/faults.ts';
import { type DiscordGame, discordGame } from './discord-game.ts';

const minuteMs = 60_000;
let day: DiscordGame;
beforeEach(async () => {
  day = await discordGame();
});
afterEach(() => day.close());

const ended = () => day.game.run().state === 'ended';
const inThread = () => day.said().filter((message) => message.inThread);
const cards = () => day.said().filter((message) => !message.inThread);
const titles = (messages: Seen[]) => messages.map(({ lines }) => lines[0] ?? '');

/** One card in the channel, all else in its thread, each once, the report last. */
function expectWholeStory(): void {
  expect(cards()).toHaveLength(1);
  const [card] = cards();
  expect(card!.text).toMatch(/^\*\*✅ Averted/);
  expect(card!.buttons.map(({ label }) => label)).toEqual(['Report', 'Run again']);
  expect(new Set(inThread().map(({ channel }) => channel))).toEqual(new Set([card!.id]));
  const said = titles(inThread());
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted());
  expect(said[0]).toMatch(/^\*\*Plan: /);
  expect(said.at(-1)).toMatch(/^\*\*✅ Averted, recovered: run-1/);
  expect(said.length).toBeLessThanOrEqual(12);
  const rung = inThread().filter(({ pinged }) => pinged.length > 0);
  expect(titles(rung)).toEqual([expect.stringMatching(/Tripped/)]);
  for (const { text } of day.said()) expect(text).not.toMatch(/undefined|NaN|\[object|<t:|<card:/);
}

test('card, thread, trip, recovered, report; progress makes no sound', async () => {
  day.game.shop.growthPerMinute = 3;
  await day.start();
  await day.until('the end', ended, 40 * minuteMs);
  await day.advance(minuteMs);
  expectWholeStory();
  const progress = inThread().filter(({ text }) => text.startsWith('+'));
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.every(({ silent }) => silent)).toBe(true);
});

test('a run of 80 minutes: nothing is refused for its age, one card is pressed at a time', async () => {
  day.game.shop.growthPerMinute = 0;
  await day.start({ durationMs: 80 * minuteMs, command: 'start gradual for 80m' });
  await day.advance(78 * minuteMs, 5_000);
  expect(day.on.discord.requests.filter(({ code }) => code === 30046)).toEqual([]);
  const [first, second] = cards();
  expect(cards()).toHaveLength(2);
  expect(first!.buttons).toEqual([]);
  expect(first!.text).toContain(`/${day.on.channel}/${second!.id}`);
  expect(second!.buttons.map(({ label }) => label)).toContain('Stop run');
  expect(second).toMatchObject({ silent: true, pinged: [] });
  await day.until('the end', ended, 20 * minuteMs);
  await day.advance(minuteMs);
  expect(cards()).toHaveLength(2);
  expect(cards()[1]!.text).toContain('Levelled');
  expect(new Set(inThread().map(({ channel }) => channel))).toEqual(new Set([first!.id]));
});

const routes = [
  'POST /channels/{channel}/messages',
  'PATCH /channels/{channel}/messages/{message}',
  'POST /channels/{channel}/messages/{message}/threads',
  'GET /channels/{channel}/messages',
];
const mishaps: [string, Pick<Fault & { kind: 'drop' }, 'kind' | 'when'>][] = [
  ['done, its answer lost', { kind: 'drop', when: 'after' }],
  ['lost before it was done', { kind: 'drop', when: 'before' }],
];

test.each(mishaps)('each first and third call of a route is %s', async (_words, mishap) => {
  for (const route of routes) {
    for (const skip of [0, 1]) day.on.discord.faults.add({ route, times: 1, skip, ...mishap });
  }
  day.game.shop.growthPerMinute = 3;
  await day.start();
  await day.until('the end', ended, 40 * minuteMs);
  await day.advance(2 * minuteMs);
  expectWholeStory();
});

test('the process dies every two minutes', async () => {
  day.game.shop.growthPerMinute = 3;
  await day.start();
  for (let i = 0; i < 20 && !ended(); i++) {
    await day.advance(2 * minuteMs);
    day.restart();
  }
  await day.until('the end', ended, 20 * minuteMs);
  await day.advance(2 * minuteMs);
  expectWholeStory();
});

test('throttled all along: run and breaker do not notice; then it is told, each once', async () => {
  day.game.shop.growthPerMinute = 3;
  await day.start();
  const fault = day.on.discord.faults.add({ route: /./, kind: 'rate-limited', retryAfterMs: 5_000 });
  await day.until('the end', ended, 40 * minuteMs);
  await day.advance(10 * minuteMs, 5_000);
  expect(day.game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expect(day.on.discord.invalidRequests).toBeLessThan(1_000);
  fault.remove();
  await day.advance(3 * minuteMs);
  expect(cards()).toHaveLength(1);
  expect(cards()[0]!.text).toMatch(/^\*\*✅ Averted/);
  const said = titles(inThread());
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted());
  expect(said.at(-1)).toMatch(/^\*\*✅ Averted, recovered: run-1/);
  expect(inThread().some(({ text }) => text.includes('Tripped'))).toBe(true);
});
