/** A run from elsewhere in the channel where a chat announces such runs; and a run whose chat is not set up any more. */
import { expect, test } from 'vitest';
import { fakeChat, later } from '../../../fakes/fake-chat.ts';
import { ana, createGame } from '../../../fakes/game.ts';

const minute = 60_000;

async function announcing() {
  const game = createGame();
  const slack = fakeChat(game.clock);
  Object.assign(slack, { name: 'slack', home: 'C-home' });
  game.setUp.push(slack);
  game.restart();
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(minute);
  return { game, slack };
}

const firsts = (slack: ReturnType<typeof fakeChat>) =>
  [...slack.posts, ...slack.edits].map(({ said }) => said.lines[0]);

test('one card, edited when the state turns and only then, with Stop while it grows', async () => {
  const { game, slack } = await announcing();
  await game.advance(5 * minute);
  expect(slack.posts).toHaveLength(1);
  expect(slack.posts[0]).toMatchObject({
    key: 'run-1/announced',
    place: { channel: 'C-home', thread: null },
  });
  expect(slack.shown('m1')!.lines).toEqual([
    '📈 Growing: checkout, run-1',
    'Ana, run-1, in the web chat: `/leak start gradual 300 25`',
    'Its story is told there. Anyone may stop it, here too.',
  ]);
  expect(slack.shown('m1')!.actions.map(({ id, value }) => `${id} ${value}`)).toEqual(['stop run-1']);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(slack.shown('m1')!.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
  expect(slack.shown('m1')!.actions).toEqual([]);
  expect(slack.posts).toHaveLength(1);
  expect(new Set(firsts(slack)).size).toBe(5);
  expect(slack.edits.length).toBeLessThanOrEqual(5);
  expect(game.run().announced).toEqual({ slack: 'final' });
});

test('after a restart the same card goes on, also one whose end was not shown', async () => {
  const { game, slack } = await announcing();
  game.crash();
  game.restart();
  await game.advance(minute);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.advance(10_000);
  slack.meets = () => later({ retryAfterMs: 3_600_000 });
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(game.run().announced).toEqual({ slack: 'open' });
  game.crash();
  slack.meets = () => null;
  game.restart();
  await game.advance(minute);
  expect(slack.posts).toHaveLength(1);
  expect(slack.shown('m1')!.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
  game.crash();
  expect(game.restart().taken).toEqual([]);
});

test('a chat that announces and is away holds up nothing', async () => {
  const { game, slack } = await announcing();
  slack.down = true;
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(game.chat.keys()).toContain('run-1/report');
});

test('a run whose chat is not set up any more keeps its words, is warned of once, and is heard when it is back', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  await game.advance(minute);
  game.crash();
  game.setUp.length = 0;
  game.restart();
  await game.advance(minute);
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(10 * minute);
  expect(game.run().outbox.map(({ key }) => key)).toContain('report');
  expect(game.warnings.filter((words) => words === 'a run cannot be heard')).toHaveLength(1);
  game.crash();
  game.setUp.push(game.chat);
  game.restart();
  await game.advance(minute);
  expect(game.chat.keys().at(-1)).toBe('run-1/report');
  expect(game.chat.shown(game.run().thread!)?.lines[0]).toMatch(/^⏹️ Stopped/);
});

test('a channel whose name is looked up only after the start: the card of an earlier process goes on', async () => {
  const { game, slack } = await announcing();
  game.crash();
  Object.assign(slack, { home: null });
  game.restart();
  await game.advance(10_000);
  Object.assign(slack, { home: 'C-home' });
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(minute);
  expect(slack.posts).toHaveLength(1);
  expect(slack.shown('m1')!.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
  expect(game.run().announced).toEqual({ slack: 'final' });
});

test('an edit that was not answered and arrives after the last one: the end is shown once more', async () => {
  const { game, slack } = await announcing();
  const { edit } = slack;
  let stray: Parameters<typeof edit> | null = null;
  slack.edit = async (...all) => {
    // The last try before the end, whenever that is.
    if (/Recovering/.test(all[2].lines[0]!)) {
      stray = all;
      throw later({ retryAfterMs: 5_000, mayStand: true });
    }
    await edit(...all);
    const late = stray;
    stray = null;
    if (late !== null) void game.clock.sleep(10_000).then(() => edit(...late));
  };
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * minute);
  await game.advance(2 * minute);
  expect(slack.edits.at(-2)?.said.lines[0]).toMatch(/Recovering/);
  expect(slack.shown('m1')!.lines[0]).toMatch(/^⏹️ Stopped by Ana/);
});
