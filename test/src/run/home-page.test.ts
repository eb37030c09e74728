/** The page of one's own is there at once, whatever a look at the world takes. */
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/run/desk.ts';
import { type HomePageParts, homePages } from '../../../src/run/home-page.ts';
import type { Home } from '../../../src/voice/home.ts';
import { manualClock } from '../../adapters/sandbox/manual-clock.ts';
import { ana, createGame, type Game, growing } from '../../fakes/game.ts';

const fine: Finding = { name: 'cluster', verdict: 'ok', text: 'answers', remedy: null };

function pagesOf(game: Game, doctor: () => Promise<Finding[]>) {
  const clock = manualClock();
  const parts: HomePageParts = {
    desk: { ...game.desk(), doctor },
    chat: 'slack',
    world: {
      target: 'sandbox',
      flagKey: 'kafkaQueueProblems',
      flagSource: 'sandbox',
      ofrepUrl: 'sandbox',
      namespace: 'otel-demo',
      workload: 'checkout',
      clusterId: null,
    },
    load: 'auto',
    chats: ['Slack'],
    publicUrl: null,
    mayStart: (user) => user === 'ana',
    now: clock.now,
    clock,
  };
  return { clock, page: homePages(parts) };
}

const wordsOf = (home: Home) =>
  home.parts.flatMap(({ entries }) => entries.flatMap(({ lines }) => lines)).join('\n');

test('what was found is told again for a minute; who looks at the same time looks once', async () => {
  let looks = 0;
  const { page, clock } = pagesOf(createGame(), async () => {
    looks += 1;
    return [{ ...fine, text: `looked ${looks}` }];
  });
  await Promise.all([page('ana'), page('ben')]);
  await clock.advance(60_000);
  await page('ana');
  expect(looks).toBe(1);
  await clock.advance(1);
  await page('ana');
  expect(looks).toBe(2);
});

test('a look that takes long is not waited for, and there the next time', async () => {
  const found = Promise.withResolvers<Finding[]>();
  const { page, clock } = pagesOf(createGame(), () => found.promise);
  const first = page('ana');
  await clock.advance(2_000);
  expect(wordsOf(await first)).toContain('Not looked yet');
  found.resolve([fine]);
  await clock.advance(0);
  expect(wordsOf(await page('ana'))).not.toContain('Not looked yet');
});

test('a look that fails leaves the page as it is', async () => {
  const { page } = pagesOf(createGame(), () => Promise.reject(new Error('no world')));
  const home = await page('ben');
  expect(wordsOf(home)).toContain('Not looked yet');
  expect(home.start).toBeNull();
});

test('runs that are on, and the last that ended, as they ended', async () => {
  const game = await growing();
  const { page } = pagesOf(game, async () => [fine]);
  expect((await page('ana')).parts[0]).toMatchObject({ title: 'Running now' });
  game.desk().order('run-1', { kind: 'stop' }, ana);
  await game.until(['ended'], 20 * 60_000);
  const ended = wordsOf(await page('ana'));
  expect(ended).toMatch(/Stopped by Ana at \d+.%/);
});
