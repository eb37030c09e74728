/** What is deleted, archived or refused is noticed once, said once where it can be heard; the run goes on. */
import { expect, test } from 'vitest';
import type { Place } from '../../../../src/ports.ts';
import { later, trouble } from '../../../fakes/fake-chat.ts';
import { stockFlag } from '../../../fakes/fake-flagd.ts';
import { ana, createGame, type Game, growing, standing } from '../../../fakes/game.ts';

const minute = 60_000;
const toAna: Place = { channel: 'D-ana', thread: null, to: null, replyTo: null, way: null };

function since(game: Game, count: number): string[] {
  return game.chat.posts.slice(count).map(({ place, said }) => {
    return `${place.channel}${place.thread === null ? '' : ' thread'}: ${said.lines[0]}`;
  });
}

async function stopped(game: Game): Promise<void> {
  game.desk().order('run-1', { kind: 'stop' }, ana);
  const run = await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(run.outcome).toBe('stopped');
  expect(standing(game)).toEqual(stockFlag());
  expect(game.run().outbox).toEqual([]);
}

test('the card is deleted: one line in the thread, no edit any more, also after a restart', async () => {
  const game = await growing();
  await game.advance(minute);
  const before = game.chat.posts.length;
  game.chat.meets = ({ method }) => (method === 'edit' ? trouble('message-gone') : null);
  await game.advance(minute);
  expect(since(game, before)).toEqual([
    'game-day thread: The card of run-1 was deleted: this thread goes on.',
  ]);
  expect(game.chat.posts.at(-1)!.said.actions.map(({ id }) => id)).toEqual(['stop']);
  const calls = () => game.chat.calls.filter(({ method }) => method === 'edit').length;
  const edits = calls();
  await game.advance(2 * minute);
  game.crash();
  game.restart();
  await game.advance(minute);
  await stopped(game);
  expect(calls()).toBe(edits);
  expect(since(game, before).filter((line) => line.includes('was deleted'))).toHaveLength(1);
  expect(game.chat.posts.at(-1)).toMatchObject({ key: 'run-1/report', place: { thread: game.run().thread } });
  game.crash();
  expect(game.restart().taken).toEqual([]);
});

test('the thread is gone: words go to the channel, progress is dropped, it is said once', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  const before = game.chat.posts.length;
  game.chat.meets = ({ method, place }) =>
    method === 'edit' ? trouble('message-gone') : place.thread === null ? null : trouble('thread-gone');
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(7 * minute);
  game.crash();
  game.restart();
  await game.advance(minute);
  await stopped(game);
  const lines = since(game, before);
  expect(lines[0]).toBe('game-day: The thread of run-1 is gone: what matters is said here.');
  expect(lines[1]).toMatch(/^game-day: Ana: .*30/);
  expect(lines.at(-1)).toMatch(/^game-day: ⏹️ Stopped/);
  expect(lines.filter((line) => /gone|deleted/.test(line))).toHaveLength(1);
  expect(game.chat.posts.slice(before).filter(({ said }) => said.kind === 'progress')).toEqual([]);
});

test.each([
  ['refused', undefined],
  ['thread-gone', 'game-day: The thread of run-1 is gone: what matters is said here.'],
  ['place-gone', expect.stringMatching(/^D-ana: 📈 Growing .*run-1$/u)],
] as const)('progress that meets %s is not said again, and what is lost is', async (met, line) => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.chat.elsewhere = () => toAna;
  const before = game.chat.posts.length;
  game.chat.meets = ({ said }) => (said.kind === 'progress' ? trouble(met) : null);
  await game.advance(3.5 * minute);
  game.chat.meets = () => null;
  await game.advance(minute);
  const progress = game.chat.calls.filter(({ said }) => said.kind === 'progress');
  expect(progress).toHaveLength(1);
  expect(since(game, before)).toEqual(line === undefined ? [] : [line]);
});

test('the channel is archived: what matters goes to the owner, with one line first that says why and which run', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.chat.elsewhere = () => toAna;
  const before = game.chat.posts.length;
  game.chat.meets = ({ place }) => (place.channel === 'game-day' ? trouble('place-gone') : null);
  await game.advance(4 * minute);
  await stopped(game);
  const lines = since(game, before);
  expect(lines[0]).toMatch(/^D-ana: 📈 Growing \d+.%: checkout, run-1$/u);
  expect(game.chat.posts[before]!.said).toMatchObject({
    text: expect.stringMatching(/archived, deleted or closed to leakops/),
    actions: [expect.objectContaining({ id: 'stop', value: 'run-1' })],
  });
  expect(lines.slice(1).every((line) => line.startsWith('D-ana: '))).toBe(true);
  expect(lines.at(-1)).toMatch(/⏹️ Stopped/);
  const asked = game.chat.calls.filter(({ place }) => place.channel === 'game-day' && place.thread !== null);
  expect(asked.length).toBeLessThan(12);
  expect(game.run().reach).toEqual({ card: 'gone', words: 'elsewhere', lost: ['game-day'] });
});

test('… and when the owner cannot be reached either, it is silent, once', async () => {
  for (const place of [toAna, null]) {
    const game = await growing();
    game.chat.elsewhere = () => place;
    game.chat.meets = () => trouble('place-gone');
    const calls = game.chat.calls.length;
    await game.advance(4 * minute);
    await stopped(game);
    expect(game.chat.calls.length - calls).toBeLessThan(5);
    expect(game.run().reach).toMatchObject({ card: 'gone', words: 'nowhere' });
    expect(game.warnings.filter((words) => words === 'a run is not heard any more')).toHaveLength(1);
  }
});

test('a card that is refused: the run has none, and says so and the rest in the channel', async () => {
  const game = createGame();
  game.chat.meets = ({ key }) => (key === 'run-1/card' ? trouble('refused') : null);
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(minute);
  expect(since(game, 0)[0]).toBe('game-day: ⚠️ run-1 has no card: what matters is said here.');
  expect(game.chat.posts[0]!.said.lines[1]).toBe('Why: the chat says refused');
  expect(since(game, 0)[1]).toMatch(/^game-day: Plan: /);
  await stopped(game);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
});

test('a card that goes when the run is over is no news', async () => {
  const game = await growing();
  game.desk().order('run-1', { kind: 'stop' }, ana);
  game.chat.meets = ({ method, said }) =>
    method === 'edit' && said.lines[0]!.includes('Stopped by') ? trouble('message-gone') : null;
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
  expect(game.run().reach.card).toBe('gone');
});

test('the next place may go too: each loss is said at the next one, until there is none', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  // As on Slack: first where runs are announced, from there the person.
  game.chat.elsewhere = (_owner, gone) => (gone === 'C-home' ? toAna : { ...toAna, channel: 'C-home' });
  const gone = new Set(['game-day']);
  game.chat.meets = ({ place }) => (gone.has(place.channel) ? trouble('place-gone') : null);
  const order = (users: number) => game.desk().order('run-1', { kind: 'load', users }, ana);
  const said: string[] = [];
  for (const next of ['C-home', 'D-ana', 'nobody']) {
    const before = game.chat.posts.length;
    order(20 + gone.size);
    await game.advance(minute);
    said.push(since(game, before).join(' | '));
    gone.add(next);
  }
  expect(said[0]).toMatch(/^C-home: 📈 Growing .* \| C-home: Ana: .*21/);
  expect(said[1]).toMatch(/^D-ana: 📈 Growing .* \| D-ana: Ana: .*22/);
  expect(said[2]).toBe('');
  expect(game.run().reach).toEqual({ card: 'gone', words: 'nowhere', lost: ['game-day', 'C-home', 'D-ana'] });
  await stopped(game);
});

test('the channel is found archived when what waited is said as one post: why it comes elsewhere stands before it', async () => {
  const game = await growing();
  game.chat.elsewhere = () => toAna;
  game.chat.down = true;
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(minute);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(10 * minute);
  const before = game.chat.posts.length;
  game.chat.meets = ({ place }) => (place.channel === 'game-day' ? trouble('place-gone') : null);
  game.chat.down = false;
  await game.advance(minute);
  const said = game.chat.posts.slice(before);
  expect(said.map(({ key }) => key)).toEqual(['run-1/channel-gone-1', 'run-1/late-1', 'run-1/report']);
  expect(said[0]!.said.text).toMatch(/archived, deleted or closed to leakops/);
  const happened = said[1]!.said.lines.slice(2).join('\n');
  expect(happened).not.toMatch(/archived/);
  expect(happened).toMatch(/users 25 → 30/);
});

test('a channel that is archived when all of the run has been said is no news', async () => {
  const game = await growing();
  game.chat.elsewhere = () => toAna;
  // The last card waits for its turn, the report has been said.
  game.chat.meets = ({ method }) =>
    method === 'edit' ? later({ retryAfterMs: minute, mayStand: false }) : null;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(10_000);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
  game.chat.meets = ({ place }) => (place.channel === 'game-day' ? trouble('place-gone') : null);
  await game.advance(5 * minute);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
  expect(game.run()).toMatchObject({ outbox: [], reach: { card: 'gone' } });
});
