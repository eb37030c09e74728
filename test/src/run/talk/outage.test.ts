/** Chat that is away: run, breaker and undo do not notice; afterwards what people need to know is said, in order, once. */
import { describe, expect, test } from 'vitest';
import { later } from '../../../fakes/fake-chat.ts';
import { stockFlag } from '../../../fakes/fake-flagd.ts';
import { ana, createGame, type Game, growing, standing } from '../../../fakes/game.ts';

const minute = 60_000;

function words(game: Game): string[] {
  return game.chat.posts.map(({ key, said }) => `${key.replace('run-1/', '')}: ${said.lines[0]}`);
}

function plain(lines: readonly string[]): string {
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

function expectOnce(game: Game): void {
  expect(new Set(game.chat.keys()).size).toBe(game.chat.keys().length);
}

/** A ramp that trips while chat is away. */
async function trippedUnheard(): Promise<Game> {
  const game = await growing();
  game.shop.percent = 60;
  game.shop.growthPerMinute = 4;
  await game.advance(30_000);
  game.chat.down = true;
  return game;
}

test('ten minutes of it: the run is as with a chat, and what waited is one post', async () => {
  const game = await trippedUnheard();
  await game.until(['recovering'], 10 * minute);
  expect(game.flagd.valueServed()).toBe(0);
  await game.until(['ended'], 10 * minute);
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });
  expect(standing(game)).toEqual(stockFlag());
  expect(game.shop.locust).toMatchObject({ running: true, users: 5 });
  const before = game.chat.posts.length;
  game.chat.down = false;
  await game.advance(minute);
  expectOnce(game);
  const after = game.chat.posts.slice(before);
  expect(after.map(({ key }) => key)).toEqual(['run-1/late-1', 'run-1/report']);
  const late = after[0]!.said;
  expect(plain(late.lines.slice(0, 2))).toMatch(
    /^✅ Averted.*: checkout peaked at \d+ %, no kill .*\nThe web chat could not be reached\. Meanwhile:$/,
  );
  const story = plain(late.lines.slice(2)).replace(/<t:\d+>/g, '<t>');
  expect(story).toMatch(/^<t> Proved ramp at .*\n<t> Tripped at \d+ %.*\n<t> Recovered: /);
  expect(late).toMatchObject({ mention: 'ana', broadcast: false, level: 'success' });
  expect(late.text.startsWith(late.lines[0]!)).toBe(true);
  expect(late.text).not.toMatch(/<t:|[▁-█]/);
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/^✅ Averted/);
  expect(game.run()).toMatchObject({ outbox: [], reach: { card: 'final', words: 'thread' } });
});

test('a kill that nobody heard of is still shown in the channel', async () => {
  const game = await growing();
  await game.advance(minute);
  game.chat.down = true;
  game.shop.kill('OOMKilled', 137);
  await game.until(['ended'], 20 * minute);
  game.chat.down = false;
  await game.advance(minute);
  const late = game.chat.posts.find(({ key }) => key === 'run-1/late-1')!.said;
  expect(late).toMatchObject({ mention: 'ana', broadcast: true, level: 'error' });
  expect(plain(late.lines)).toContain('checkout killed');
});

test('away from the start: the card first, as the run is then', async () => {
  const game = createGame();
  game.chat.down = true;
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(2 * minute);
  game.chat.down = false;
  await game.advance(minute);
  const [card, second] = game.chat.posts;
  expect(card!.key).toBe('run-1/card');
  expect(card!.said.lines[0]).toMatch(/Growing/);
  expect(second!.key).toBe('run-1/plan');
  expect(second!.place.thread).toBe(card!.id);
});

test('one post that waited keeps its words, and says how late it is', async () => {
  const game = await growing();
  await game.advance(minute);
  game.chat.down = true;
  game.desk().order('run-1', { kind: 'extend', byMs: 5 * minute }, ana);
  game.shop.growthPerMinute = 0;
  await game.advance(4 * minute);
  game.chat.down = false;
  await game.advance(minute);
  const post = game.chat.posts.find(({ key }) => key.includes('steered'))!.said;
  expect(plain(post.lines)).toMatch(/^Ana: .*\nSaid 4 m late: the web chat could not be reached\.$/);
  expect(post.text).toContain('late: the web chat could not be reached.');
});

test('a short pause merges nothing and makes nothing late', async () => {
  const game = await growing();
  await game.advance(minute);
  game.chat.down = true;
  game.desk().order('run-1', { kind: 'extend', byMs: 5 * minute }, ana);
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(500);
  game.chat.down = false;
  await game.advance(minute);
  const last = words(game).slice(-2);
  expect(last[0]).toMatch(/^steered-\d+: Ana: .*5.m/);
  expect(last[1]).toMatch(/^steered-\d+: Ana: .*30/);
});

describe('answers that are lost on the way back', () => {
  test('every call once: nothing stands twice, and all of it stands', async () => {
    const game = createGame();
    const lost = new Set<string>();
    game.chat.losesAnswer = ({ key, said }) => {
      const name = `${key} ${said.lines[0]}`;
      if (lost.has(name)) return false;
      lost.add(name);
      return true;
    };
    game.shop.growthPerMinute = 6;
    await game.start();
    await game.until(['ended'], 40 * minute);
    await game.advance(2 * minute);
    expectOnce(game);
    expect(game.chat.keys().filter((key) => /plan|trip|recovery|report/.test(key))).toHaveLength(4);
    expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/^✅ Averted/);
  });

  test('what may stand goes first under its own key, the rest of what waited is one post', async () => {
    const game = await trippedUnheard();
    game.chat.down = false;
    // The first one arrives, and nothing is heard of it nor of anything after it.
    let away = false;
    game.chat.losesAnswer = ({ key }) => {
      if (key === 'run-1/sign-ramp') away = true;
      return away;
    };
    await game.until(['recovering'], 10 * minute);
    await game.until(['ended'], 10 * minute);
    game.chat.losesAnswer = () => false;
    await game.advance(minute);
    expectOnce(game);
    const keys = game.chat.keys().slice(-3);
    expect(keys).toEqual(['run-1/sign-ramp', 'run-1/late-1', 'run-1/report']);
    const late = plain(game.chat.posts.at(-2)!.said.lines);
    expect(late).not.toMatch(/Proved ramp/);
    expect(late).toMatch(/Tripped.*\n.*Recovered/);
  });
});

describe('the process dies meanwhile', () => {
  test('before the one post is sent, and after: it stands once', async () => {
    for (const lost of [false, true]) {
      const game = await trippedUnheard();
      await game.until(['ended'], 20 * minute);
      const died = { times: 0 };
      game.chat.down = false;
      game.chat.meets = ({ key }) => {
        if (key === 'run-1/late-1' && !lost && died.times++ === 0) game.crash();
        return null;
      };
      game.chat.losesAnswer = ({ key }) => {
        const dies = key === 'run-1/late-1' && lost && died.times++ === 0;
        if (dies) game.crash();
        return dies;
      };
      await game.advance(minute);
      expect(died.times).toBe(1);
      expect(game.store.run('run-1')?.outbox.map(({ key }) => key)).toContain('late-1');
      game.restart();
      await game.advance(minute);
      expectOnce(game);
      expect(game.chat.keys().slice(-2)).toEqual(['run-1/late-1', 'run-1/report']);
      expect(game.store.run('run-1')).toMatchObject({ outbox: [], reach: { card: 'final' } });
    }
  });

  test('when all is said but the last card is not shown: the next process shows it', async () => {
    const game = await growing();
    game.desk().order('run-1', { kind: 'stop' }, ana);
    game.chat.meets = ({ method }) =>
      method === 'edit' ? later({ retryAfterMs: 600_000, mayStand: false }) : null;
    await game.until(['ended'], 20 * minute);
    await game.advance(minute);
    expect(game.chat.keys()).toContain('run-1/report');
    expect(game.store.run('run-1')).toMatchObject({ outbox: [], reach: { card: 'open' } });
    game.crash();
    game.chat.meets = () => null;
    game.restart();
    await game.advance(minute);
    expect(game.chat.shown(game.store.run('run-1')!.thread!)?.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
    expect(game.store.run('run-1')).toMatchObject({ reach: { card: 'final' } });
    game.crash();
    expect(game.restart().taken).toEqual([]);
  });
});

test('away from the start to the end: one card, as it ended, and one post with what happened', async () => {
  const game = createGame();
  game.chat.down = true;
  await game.start();
  await game.until(['growing'], 10_000);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  game.chat.down = false;
  await game.advance(minute);
  expect(game.chat.keys()).toEqual(['run-1/card', 'run-1/late-1', 'run-1/report']);
  expect(game.chat.edits).toEqual([]);
  expect(game.run()).toMatchObject({ outbox: [], reach: { card: 'final' } });
  game.crash();
  expect(game.restart().taken).toEqual([]);
});

test('what an earlier process left waiting is said as what is long past', async () => {
  const game = await growing();
  await game.advance(minute);
  game.crash();
  // A bot without this chat plays the run on.
  game.setUp.length = 0;
  game.restart();
  game.desk().order('run-1', { kind: 'load', users: 30 }, ana);
  await game.advance(minute);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(60 * minute);
  const before = game.chat.posts.length;
  game.crash();
  game.setUp.push(game.chat);
  game.restart();
  await game.advance(minute);
  const [steered, late, report] = game.chat.posts.slice(before);
  expect(plain(steered!.said.lines)).toMatch(/Said 1 h \d+ m late: the web chat could not be reached\.$/);
  expect(plain(late!.said.lines)).toMatch(/^⏹️ Stopped by Ana at \d+ %: flag off.*\n.*Meanwhile:\n/);
  expect(report!.key).toBe('run-1/report');
});

test('the process dies with an edit on its way, and the end comes soon after: the last card is shown once more', async () => {
  const game = await growing();
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['recovering'], minute);
  while (game.run().state !== 'ended') {
    game.crash();
    game.restart();
    await game.advance(20_000);
  }
  await game.advance(2 * minute);
  const last = game.chat.edits.slice(-2);
  expect(last.map(({ said }) => said.lines[0])).toEqual([
    expect.stringMatching(/^⏹️ Stopped by Ana/),
    expect.stringMatching(/^⏹️ Stopped by Ana/),
  ]);
  expect(last[1]!.at - last[0]!.at).toBeGreaterThanOrEqual(10_000);
});
