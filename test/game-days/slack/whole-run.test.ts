/** A run in Slack from the command to the report, and what a team does to it meanwhile. */
import { afterEach, expect, test } from 'vitest';
import { expectEnded, expectWholeStory } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

const ended = () => game.run().state === 'ended';

test.each(['socket', 'http'] as const)(
  'heard over %s: card, thread, trip, recovered, report',
  async (way) => {
    game = await slackGame({ way });
    const run = await game.start();
    expect(game.card().words).toMatch(/^📈 Growing/);
    game.world().shop.percent = 78;
    await game.until('the end', ended);
    await game.advance(60_000);
    expect(game.run()).toMatchObject({ id: run.id, outcome: 'averted', recovery: 'recovered' });
    expectWholeStory(game);
    expect(game.said().some(({ words }) => /^🛑 Tripped at \d+ %.*@Ana/s.test(words))).toBe(true);
    // What concerns one person was said to that person.
    const privately = game.slack.seen().filter(({ to }) => to !== null);
    expect(privately.at(-1)).toMatchObject({ to: game.slack.ana });
    expect(privately.at(-1)?.words).toContain('Started: run-1');
  },
);

test.each([
  ['@leakops stop in the thread', () => game.type('stop', { thread: game.card().ts, user: game.slack.ben })],
  ['/leak stop in the channel', () => game.type('stop', { user: game.slack.ben })],
  ['the button on the card', () => game.press(game.card().ts, 'stop', game.slack.ben)],
])('%s, by anyone', async (_words, stop) => {
  game = await slackGame();
  await game.start();
  await stop();
  await game.until('off', () => game.world().flagd.valueServed() === 0, 5_000);
  await game.until('the end', ended);
  await game.advance(60_000);
  expect(game.run()).toMatchObject({ outcome: 'stopped' });
  expect(game.card().words).toMatch(/^⏹️ Stopped by Ben at \d+ %/);
  expectWholeStory(game);
});

test('a kill is also said in the channel, with a mention', async () => {
  game = await slackGame();
  await game.type('start gradual 300 25 breaker off confirm');
  await game.until('growth', () => game.world().desk().live()[0]?.state === 'growing', 60_000);
  game.world().shop.percent = 97;
  game.world().shop.growthPerMinute = 8;
  await game.until('the kill', () => game.run().kills.length > 0);
  await game.advance(30_000);
  const kill = game.said().find(({ words }) => words.startsWith('💥'));
  expect(kill).toMatchObject({ thread: game.card().ts, broadcast: true });
  expect(game.slack.pings().filter(({ ts }) => ts === kill?.ts)).toMatchObject([{ person: game.slack.ana }]);
});

test('a command that comes too late is answered, not done; a stop acts', async () => {
  game = await slackGame({ way: 'http' });
  const { endsAt } = await game.start();
  // Over HTTP Slack says when it was sent: here two minutes ago.
  await game.advance(120_000);
  await game.type('extend 10m');
  await game.advance(5_000);
  expect(game.run()).toMatchObject({ state: 'growing', endsAt });
  expect(game.answers().at(-1)?.words).toContain('Nothing changed');
  await game.type('stop');
  await game.until('the end', ended);
  await game.advance(10_000);
  expectEnded(game);
});

test('the same command delivered twice acts once', async () => {
  game = await slackGame();
  const { slack } = game;
  const delivered = await slack.slash({
    user: slack.ana,
    channel: slack.channel,
    text: 'start gradual 300 25',
  });
  await delivered.again();
  await delivered.again();
  await game.until('a run', () => game.world().desk().history().length > 0, 60_000);
  await game.advance(60_000);
  expect(game.world().desk().history()).toHaveLength(1);
  expect(game.said().filter(({ thread }) => thread === null)).toHaveLength(1);
  expect(slack.seen().filter(({ words }) => words.startsWith('Not started'))).toEqual([]);
});

test('a question is asked privately, and answered in its place', async () => {
  game = await slackGame();
  await game.start();
  await game.type('flag 2000');
  await game.advance(3_000);
  const question = game
    .answers()
    .findLast(({ buttons }) => buttons.some(({ actionId }) => actionId === 'confirm'));
  expect(question).toMatchObject({ to: game.slack.ana });
  await game.press(question!.ts, 'confirm');
  await game.advance(10_000);
  expect(game.world().flagd.valueServed()).toBe(2000);
  const now = game.slack.seen().find(({ ts }) => ts === question!.ts);
  expect(now?.buttons ?? []).toEqual([]);
});

test('/leak start alone opens a form; what is wrong stands at its field; then it runs', async () => {
  game = await slackGame();
  const { slack } = game;
  await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start' });
  await expect.poll(() => slack.modal(slack.ana)).not.toBeNull();
  const values = { scenario: 'gradual', flagValue: 300, users: 25 };
  const wrong = await slack.submit({ user: slack.ana, values: { ...values, users: 9000 } });
  expect(wrong).toMatchObject({ open: true, errors: { users: expect.stringMatching(/500/) } });
  const sent = await slack.submit({ user: slack.ana, values });
  expect(sent).toMatchObject({ open: false, errors: {} });
  await game.until('growth', () => game.world().desk().live()[0]?.state === 'growing', 60_000);
  await game.advance(2_000);
  expect(game.run()).toMatchObject({ scenario: 'gradual', users: 25 });
  expect(game.world().flagd.valueServed()).toBe(300);
  expect(game.run().owner).toEqual({ id: slack.ana, name: 'Ana' });
  expect(game.card().words).toMatch(/^📈 Growing/);
});
