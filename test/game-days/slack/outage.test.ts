/** Slack is down, or lets nothing through: run, breaker and undo do not notice; afterwards people read what they need. */
import { afterEach, expect, test } from 'vitest';
import { expectEachOnce, expectEnded } from './said.ts';
import { type SlackGame, slackGame } from './slack-game.ts';

let game: SlackGame;
afterEach(() => game.close());

const minute = 60_000;

/** The flag went off within seconds of the reading that was over the threshold. */
function expectOffInTime(): void {
  const { breaker, flag } = game.run();
  expect(breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
  expect(flag.seenOffAt! - breaker.trippedAt!).toBeLessThanOrEqual(5_000);
  expect(game.world().flagd.valueServed()).toBe(0);
}

/** What was said in the thread since, by first lines. */
function newsSince(count: number): string[] {
  return game
    .said()
    .slice(count)
    .map(({ lines }) => lines[0]!);
}

test('ten minutes down in mid-run', async () => {
  game = await slackGame();
  const { slack } = game;
  await game.start();
  const before = game.said().length;
  await slack.down();
  game.world().shop.percent = 78;
  await game.advance(10 * minute);
  expectOffInTime();
  expect(game.run()).toMatchObject({ outcome: 'averted', recovery: 'recovered' });

  await slack.up();
  await game.until('the report', () => game.said().some(({ words }) => words.includes('[picture:')));
  await game.advance(2 * minute);
  const news = newsSince(before);
  // What happened meanwhile is one post, the report another.
  expect(news).toEqual([expect.stringMatching(/^✅ Averted: /), expect.stringMatching(/^✅ Averted, /)]);
  const merged = game.said()[before]!;
  const at = (words: string) => merged.words.indexOf(words);
  expect(at('Tripped')).toBeGreaterThan(0);
  expect(at('Recovered')).toBeGreaterThan(at('Tripped'));
  expect(slack.pings().map(({ ts }) => ts)).toEqual([merged.ts]);
  expectEnded(game);
  expectEachOnce(slack);
  // And it hears again.
  await slack.connected();
  await game.type('status');
  await game.advance(5_000);
  expect(game.answers().at(-1)?.words).toMatch(/run-1|No run/);
});

test('down from before the card: it is posted as it is then, and no start is lost', async () => {
  game = await slackGame();
  const { slack } = game;
  await slack.slash({ user: slack.ana, channel: slack.channel, text: 'start gradual 300 25' });
  await slack.down();
  await game.advance(5 * minute);
  expect(game.run().state).toBe('growing');
  expect(game.said()).toEqual([]);
  await slack.up();
  await game.until('the card', () => game.said().length > 0, 2 * minute);
  await game.advance(minute);
  expect(game.card().words).toMatch(/^📈 Growing/);
  expect(game.said()[1]?.words).toMatch(/^Plan: /);
  expectEachOnce(slack);
});

test('half an hour of 429 to every call: off in time, a stop is heard, and in the end it is said', async () => {
  game = await slackGame();
  const { slack } = game;
  await game.start();
  const before = game.said().length;
  const from = slack.calls.length;
  slack.limits.throttled.set('*', 30);
  await game.advance(5 * minute);
  game.world().shop.percent = 79;
  await game.until('the trip', () => game.run().breaker.trippedAt !== null, 2 * minute);
  await game.advance(20 * minute);
  expectOffInTime();
  expect(game.run()).toMatchObject({ state: 'ended', outcome: 'averted' });
  // Nobody asks again before the time that Slack named: a few lanes, each twice a minute.
  const refused = slack.calls.slice(from).filter(({ status }) => status === 429).length;
  expect(refused).toBeLessThan(30 * 2 * 5);

  slack.limits.throttled.clear();
  await game.until(
    'the report',
    () => game.said().some(({ words }) => words.includes('[picture:')),
    5 * minute,
  );
  await game.advance(minute);
  expect(newsSince(before)).toEqual([
    expect.stringMatching(/^✅ Averted: /),
    expect.stringMatching(/^✅ Averted, /),
  ]);
  expectEnded(game);
  expectEachOnce(slack);
});

test('a stop is acknowledged and done while every call is refused', async () => {
  game = await slackGame();
  const { slack } = game;
  await game.start();
  slack.limits.throttled.set('*', 30);
  await game.advance(minute);
  const delivered = await slack.press({ user: slack.ben, ts: game.card().ts, action: 'stop' });
  expect(delivered?.acknowledged).toBe(true);
  await game.until('off', () => game.world().flagd.valueServed() === 0, 5_000);
  await game.advance(5 * minute);
  slack.limits.throttled.clear();
  await game.until('the end on the card', () => /^⏹️ Stopped/.test(game.card().words), 2 * minute);
  expectEnded(game);
  expectEachOnce(slack);
});

test('edits alone are refused: words go at once', async () => {
  game = await slackGame();
  await game.start();
  game.slack.limits.throttled.set('chat.update', 30);
  game.world().shop.percent = 78;
  await game.until('the trip', () => game.run().breaker.trippedAt !== null, 2 * minute);
  await game.advance(3_000);
  expect(game.said().at(-1)?.words).toMatch(/^🛑 Tripped/);
  game.slack.limits.throttled.clear();
  await game.until('the end on the card', () => /^✅ Averted/.test(game.card().words), 10 * minute);
  expectEnded(game);
});

test('sockets are cut and replaced in mid-run: what is acknowledged is heard, once', async () => {
  game = await slackGame();
  const { slack } = game;
  await game.start();
  slack.sockets.disconnect('refresh_requested');
  await game.type('load 24');
  for (const users of [23, 22, 21]) {
    slack.sockets.cut();
    // A person who reads that the app did not respond types again.
    let acknowledged = false;
    while (!acknowledged) {
      const given = { user: slack.ana, channel: slack.channel, text: `load ${users}` };
      ({ acknowledged } = await slack.slash(given));
      if (!acknowledged) await game.advance(1_000);
    }
    await game.until(`${users} users`, () => game.world().shop.locust.users === users, minute);
  }
  const orders = game.run().events.filter(({ kind, by }) => kind === 'load' && by === 'Ana');
  expect(orders.map(({ text }) => text).join()).toMatch(/24.*23.*22.*21/s);
  expect(slack.seen().filter(({ words }) => words.includes('Nothing changed'))).toEqual([]);
});
