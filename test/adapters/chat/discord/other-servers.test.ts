/** Discords that others wrote, and clocks that do not agree: a card stays one, and no message is lost or doubled. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discordApi } from '../../../../adapters/chat/discord/api.ts';
import { discordChat } from '../../../../adapters/chat/discord/chat-port.ts';
import { DiscordWays } from '../../../../adapters/chat/discord/discord-ways.ts';
import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import type { Chat } from '../../../../src/ports.ts';
import { manualClock } from '../../sandbox/manual-clock.ts';
import { type OtherDiscord, startOtherDiscord } from './other-discord.ts';
import { button, card, place, refusalOf, said, speakOn } from './speaking.ts';

const minuteMs = 60_000;
const clock = manualClock();
const log = { warn: () => {} };
const here = place('7');
const growing = (words: string) =>
  card(`📈 Growing ${words}: checkout, run-1`, { actions: [button('stop', 'Stop run')] });

let other: OtherDiscord;
let store: ReturnType<typeof openStore>;
let chat: Chat;
let ways: DiscordWays;

async function open(firstId: string, url = (base: string) => base): Promise<void> {
  other = await startOtherDiscord(firstId);
  store = openStore(':memory:');
  restart(url);
}
function restart(url = (base: string) => base): void {
  const api = discordApi({ token: 't', url: url(other.url), clock, log });
  ways = new DiscordWays(clock.monotonic);
  const pictureOf = async () => new Uint8Array(8);
  ({ chat } = discordChat(
    { api, posts: store.posts, clock, ways, botId: 'b', pictureOf, log },
    { home: null, verbs: [] },
  ));
}
afterEach(async () => {
  await other?.close();
  await store?.close();
});

const stands = () => other.kept.map(({ content }) => content);

describe.each([
  ['of another epoch', '1000000000000000000'],
  ['from 1 on', '0'],
])('ids that are counted %s', (_words, firstId) => {
  beforeEach(() => open(firstId));

  test('the card is edited in its place, also by the next process, and moves before its hour is over', async () => {
    const root = await chat.post(here, growing('70 %'), 'run-1/card', 'now');
    await chat.edit(here, root, growing('71 %'), 'now');
    restart();
    await chat.edit(here, root, growing('72 %'), 'now');
    expect(stands()).toEqual(['**📈 Growing 72 %: checkout, run-1**']);
    for (let i = 0; i < 70; i++) {
      await clock.advance(minuteMs);
      await chat.edit(here, root, growing(`at ${i}`), 'now');
    }
    expect(stands()).toEqual(['**↪️ This card has moved**', '**📈 Growing at 69: checkout, run-1**']);
  });

  test('a message whose answer was lost is found, and its owner is mentioned', async () => {
    other.losesNext = true;
    const trip = said('Tripped', { lines: ['Tripped', 'Why: 81 %'], mention: '9' });
    await refusalOf(chat.post(here, trip, 'k', 'now'));
    restart();
    const id = await chat.post(here, trip, 'k', 'now');
    expect(other.kept.map((each) => each.id)).toEqual([id]);
    expect(stands()[0]).toContain('<@9>');
  });
});

test('a server that refuses every edit as too old: the card moves once, not with each edit', async () => {
  await open('0');
  const root = await chat.post(here, growing('70 %'), 'run-1/card', 'now');
  other.instead = ({ method }) =>
    method === 'PATCH' ? { status: 400, body: { code: 30046, message: 'too old' } } : null;
  for (const percent of [71, 72, 73, 74]) {
    await chat.edit(here, root, growing(`${percent} %`), 'now').catch(() => {});
  }
  expect(other.kept).toHaveLength(2);
});

test.each([
  ['without a code', 400, { message: 'embeds are not supported' }],
  ['as too large, by a proxy', 413, undefined],
  ['with a code that nobody knows', 400, { message: 'no', code: 59_999 }],
])('an embed that is refused %s: the words come without it', async (_words, status, body) => {
  await open('0');
  other.instead = ({ body: { embeds = [] } }) =>
    embeds.length === 0 ? null : { status, ...(body === undefined ? {} : { body }) };
  await chat.post(here, said('Tripped', { lines: ['Tripped', 'Why: 81 %'] }), 'k', 'now');
  expect(stands()).toEqual(['**Tripped**\nWhy: 81 %']);
});

test.each(['/api', '/api/', '/api/v10', '', '/', '/v10'])('its address may end with %j', async (end) => {
  await open('0', (base) => base.replace(/\/api$/, end));
  await Promise.all(['one', 'two'].map((key) => chat.post(here, said(key), key, 'now')));
  expect(stands()).toEqual(['**one**', '**two**']);
});

test('429 after 429, each of them with no time to wait: it asks more and more seldom, and goes on', async () => {
  await open('0');
  other.instead = () => ({ status: 429, body: { message: 'slow down', retry_after: 0, global: false } });
  const post = () => chat.post(here, said('Tripped'), 'k', 'now');
  for (let waitedMs = 0; waitedMs < 10 * minuteMs; ) {
    const { retryAfterMs } = await refusalOf(post());
    await clock.advance(Math.max(100, retryAfterMs!));
    waitedMs += Math.max(100, retryAfterMs!);
  }
  expect(other.asked.length).toBeLessThan(60);
  other.instead = () => null;
  await clock.advance(30_000);
  await post();
});

test('an outage that is to last for an hour is asked about after a minute', async () => {
  await open('0');
  other.instead = () => ({ status: 503, headers: { 'retry-after': '3600' } });
  const failure = await refusalOf(chat.post(here, said('Tripped'), 'trip', 'now'));
  expect(failure).toMatchObject({ trouble: 'later', retryAfterMs: minuteMs, mayStand: true });
});

test('a 429 for an hour holds what people need for a minute', async () => {
  await open('0');
  other.instead = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  await refusalOf(chat.post(here, growing('70 %'), 'card', 'now'));
  other.instead = () => null;
  await clock.advance(minuteMs);
  await chat.post(here, said('Tripped'), 'trip', 'now');
});

describe.each([
  ['ahead of', -50],
  ['behind', 50],
])('a bot whose clock is %s Discord’s', (_words, minutes) => {
  test('the card is edited in its place', async () => {
    const on = await speakOn({ aheadMs: minutes * minuteMs });
    const root = await on.chat.post(place(on.channel), growing('70 %'), 'card', 'now');
    for (let i = 0; i < 20; i++) {
      await on.clock.advance(minuteMs);
      await on.chat.edit(place(on.channel), root, growing(`at ${i}`), 'now');
    }
    expect(on.discord.seen()).toHaveLength(1);
    on.discord.faults.add({
      route: 'POST /channels/{channel}/messages',
      kind: 'drop',
      when: 'after',
      times: 1,
    });
    const words = said('Tripped', { lines: ['Tripped', 'Why: 81 %'] });
    await refusalOf(on.chat.post(place(on.channel), words, 'k', 'now'));
    await on.clock.advance(10 * minuteMs);
    on.restart();
    await on.chat.post(place(on.channel), words, 'k', 'now');
    expect(on.discord.seen()).toHaveLength(2);
    await on.close();
  });
});
