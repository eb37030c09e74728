/** Lanes do not wait for one another, and count on the chat's own clock. */
import { expect, test } from 'vitest';
import { manualClock } from '../../../adapters/sandbox/manual-clock.ts';
import { later, trouble } from '../../../fakes/fake-chat.ts';
import { ana, createGame, growing } from '../../../fakes/game.ts';

const minute = 60_000;

test('progress that is throttled holds back neither card nor words, and is dropped when newer words come', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.chat.meets = ({ said }) =>
    said.kind === 'progress' ? later({ retryAfterMs: 3_600_000, mayStand: false }) : null;
  await game.advance(3.5 * minute);
  expect(game.chat.calls.filter(({ said }) => said.kind === 'progress')).toHaveLength(1);
  expect(game.run().outbox.map(({ key }) => key)).toEqual(['progress-1']);
  const before = game.chat.edits.length;
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(100);
  expect(game.chat.posts.at(-1)!.said.lines[0]).toMatch(/^Ana: .*30/);
  expect(game.chat.edits.length).toBeGreaterThan(before);
  expect(game.run().outbox).toEqual([]);
});

test('of progress only the latest is said, when there is room', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.chat.meets = ({ said }) => (said.kind === 'progress' ? later({ retryAfterMs: 7 * minute }) : null);
  await game.advance(3.5 * minute);
  game.chat.meets = () => null;
  await game.advance(8 * minute);
  const progress = game.chat.posts.filter(({ said }) => said.kind === 'progress').map(({ key }) => key);
  expect(progress).toEqual(['run-1/progress-3']);
  expect(
    game.chat.calls.filter(({ said }) => said.kind === 'progress').map(({ urgency }) => urgency),
  ).toEqual(['when-quiet', 'when-quiet']);
});

test('progress never goes before words that wait', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  game.chat.meets = ({ said }) => (said.kind === 'milestone' ? later({ retryAfterMs: 4 * minute }) : null);
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(3.5 * minute);
  expect(game.chat.keys().filter((key) => key.includes('progress'))).toEqual([]);
});

test('a card whose numbers may wait is shown at once when the state turns', async () => {
  const game = await growing();
  await game.advance(20_000);
  game.chat.meets = ({ urgency }) =>
    urgency === 'when-quiet' ? later({ retryAfterMs: 30 * minute, mayStand: false }) : null;
  await game.advance(2 * minute);
  // To wait for its turn is no trouble.
  expect(game.warnings).toEqual([]);
  const numbers = game.chat.edits.length;
  expect(game.chat.calls.findLast(({ method }) => method === 'edit')?.urgency).toBe('when-quiet');
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(1_000);
  expect(game.chat.edits.length).toBeGreaterThan(numbers);
  expect(game.chat.edits.at(-1)!.said.lines[0]).toMatch(/Stopping|Recovering/);
});

test('a person who steers sees it on the card at once, numbers every 15 s', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  await game.advance(40_000);
  const calls = game.chat.calls.length;
  game.desk().order('run-1', { kind: 'extend', byMs: 5 * minute }, ana);
  await game.advance(10);
  expect(
    game.chat.calls
      .slice(calls)
      .map(({ method, urgency }) => `${method} ${urgency}`)
      .sort(),
  ).toEqual(['edit now', 'post now']);
  const from = game.chat.edits.length;
  await game.advance(2 * minute);
  const gaps = game.chat.edits.slice(from).map(({ at }, i) => at - (game.chat.edits[from + i - 1]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15_000);
  expect(gaps.length).toBeGreaterThan(2);
});

test('an edit in flight is waited for: an older card never comes after the last one', async () => {
  const game = await growing();
  const { edit } = game.chat;
  const order: string[] = [];
  let slow = true;
  game.chat.edit = async (...all) => {
    // The first one dawdles.
    const waitMs = slow ? 40_000 : 0;
    slow = false;
    await game.clock.sleep(waitMs);
    order.push(all[2].lines[0]!);
    return edit(...all);
  };
  await game.advance(40_000);
  expect([order, slow]).toEqual([[], false]);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(order[0]).toMatch(/Growing/);
  expect(order.at(-1)).toMatch(/^⏹️ Stopped by Ana/);
  expect(order.filter((line) => line.startsWith('⏹️'))).toHaveLength(1);
});

test('pauses are real time: on a bot that is sixty times as fast the platform is not asked as often', async () => {
  const game = createGame();
  const real = manualClock();
  Object.assign(game.chat, { clock: real });
  await game.start();
  await game.until(['growing'], 10_000);
  game.shop.growthPerMinute = 0;
  await real.advance(0);
  await game.advance(1_000);
  const edits = game.chat.edits.length;
  for (let second = 0; second < 20; second += 1) {
    await game.advance(minute);
    await real.advance(1_000);
  }
  // Twenty real seconds: one for its numbers, one where the level of the readings was known.
  expect(game.chat.edits.length - edits).toBeLessThanOrEqual(3);
  game.chat.down = true;
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  const calls = game.chat.calls.length;
  await game.advance(5 * minute);
  const posts = game.chat.calls.slice(calls).filter(({ method }) => method === 'post');
  expect(posts.length).toBeLessThanOrEqual(1);
  game.chat.down = false;
  await real.advance(2_000);
  await game.advance(0);
  expect(game.chat.keys().some((key) => key.includes('steered'))).toBe(true);
});

test('a message that is refused is given up with its code, and the next one is said', async () => {
  const game = await growing();
  game.chat.meets = ({ key }) => (key.includes('steered') ? trouble('refused') : null);
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(minute);
  expect(game.run().outbox).toEqual([]);
  expect(game.warnings.filter((words) => words === 'a message was given up')).toHaveLength(1);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(10_000);
  expect(game.chat.keys()).toContain('run-1/report');
});

test('everything refused for ever: no loop, and the run ends', async () => {
  const game = createGame();
  game.chat.meets = () => trouble('refused');
  await game.start();
  await game.until(['growing'], 10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(2 * minute);
  expect(game.run()).toMatchObject({
    outbox: [],
    outcome: 'stopped',
    reach: { card: 'gone', words: 'channel' },
  });
  expect(game.chat.calls.length).toBeLessThan(12);
});

test('thirty minutes of 429 on everything that may wait: all that matters is said in time', async () => {
  const game = await growing({}, { durationMs: 30 * minute });
  game.shop.growthPerMinute = 0;
  game.chat.meets = ({ urgency }) =>
    urgency === 'when-quiet' ? later({ retryAfterMs: 30_000, mayStand: false }) : null;
  const { calls } = game.chat;
  await game.until(['ended'], 45 * minute);
  await game.advance(minute);
  expect(game.chat.keys().filter((key) => key.includes('progress'))).toEqual([]);
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/^➖ Levelled/);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
  // Two lanes, each twice a minute.
  expect(calls.filter(({ urgency }) => urgency === 'when-quiet').length).toBeLessThan(4 * 31);
});

test('an edit that was not answered and arrives after the last one: the last card is shown once more', async () => {
  const game = await growing();
  const { edit } = game.chat;
  let stray: Parameters<typeof edit> | null = null;
  game.chat.edit = async (...all) => {
    if (/Recovering/.test(all[2].lines[0]!)) {
      stray = all;
      throw later({ mayStand: true });
    }
    await edit(...all);
    const late = stray;
    stray = null;
    // Nobody waits for it any more, and it arrives all the same.
    if (late !== null) void game.clock.sleep(10_000).then(() => edit(...late));
  };
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(2 * minute);
  expect(game.chat.edits.at(-2)?.said.lines[0]).toMatch(/Recovering/);
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
});

test('words that were told to wait for an hour: the trip is tried at once, and then it waits again', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  const all = () => game.chat.calls.filter(({ said }) => said.kind === 'milestone').length;
  const refuse = () => later({ retryAfterMs: 60 * minute, mayStand: false });
  game.chat.meets = ({ method }) => (method === 'post' ? refuse() : null);
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(minute);
  const asked = all();
  // Nothing new: it waits as long as it was told.
  await game.advance(10 * minute);
  expect(all()).toBe(asked);
  game.desk().order('run-1', { kind: 'trip' }, ana);
  await game.advance(10_000);
  const tried = all();
  expect(tried).toBeGreaterThan(asked);
  await game.advance(5 * minute);
  // Two more words, a try each; they are one post by now.
  expect(all()).toBeLessThanOrEqual(tried + 2);
  game.chat.meets = () => null;
  await game.until(['ended'], 20 * minute);
  await game.advance(61 * minute);
  expect(game.run().outbox).toEqual([]);
  const keys = game.chat.keys().slice(-2);
  expect(keys).toEqual(['run-1/late-1', 'run-1/report']);
});

test('an hour of "too many calls" is an outage too: what waited through it is one post', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  const from = game.clock.now();
  // Words that come later are tried, and told the rest of the same hour.
  game.chat.meets = ({ method }) => {
    const leftMs = from + 20 * minute - game.clock.now();
    return method === 'post' && leftMs > 0 ? later({ retryAfterMs: leftMs, mayStand: false }) : null;
  };
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  game.desk().order('run-1', { kind: 'load', users: 31 }, ana);
  game.desk().order('run-1', { kind: 'load', users: 32 }, ana);
  await game.advance(21 * minute);
  const posts = game.chat.posts.filter(({ at }) => at > from).map(({ key }) => key);
  expect(posts).toEqual(['run-1/late-1']);
});

test('a card that was told to wait for an hour is tried at once when the state turns', async () => {
  const game = await growing();
  game.shop.growthPerMinute = 0;
  let throttled = true;
  game.chat.meets = ({ method }) =>
    method === 'edit' && throttled ? later({ retryAfterMs: 60 * minute, mayStand: false }) : null;
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(minute);
  throttled = false;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(2_000);
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/Stopping|Recovering/);
});
