import { expect, test } from 'vitest';
import { assumedPresent, burstOutlook, highestSeenValue } from '../../../src/run/outlook.ts';
import { scenariosAnswer } from '../../../src/voice/answer-scenarios.ts';
import { createGame, growing } from '../../fakes/game.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');

test('the chance grows with value, users and level; what can be seen is lost at some value and not found again', () => {
  const chances = [300, 1000, 2000, 3000, 5000].map(
    (value) => burstOutlook(assumedPresent, value, 25).killChance,
  );
  expect(chances).toEqual(chances.toSorted((a, b) => a - b));
  expect(burstOutlook(assumedPresent, 3000, 50).killChance).toBeGreaterThan(chances[3]!);
  expect(burstOutlook({ ...assumedPresent, levelPercent: 62 }, 2500, 25).killChance).toBeGreaterThan(
    burstOutlook(assumedPresent, 2500, 25).killChance,
  );
  const highest = highestSeenValue(assumedPresent, 25)!;
  expect(burstOutlook(assumedPresent, highest, 25).seen).toBe(true);
  expect(burstOutlook(assumedPresent, highest + 100, 25).seen).toBe(false);
  expect(burstOutlook(assumedPresent, 300, 0)).toEqual({ killChance: 0, seen: true });
});

test('doctor says the chances of the present world, and what of it is assumed until a run was played', async () => {
  const game = createGame();
  await game.advance(30_000);
  const bursts = async () => (await game.desk().doctor()).find(({ name }) => name === 'bursts');
  const before = await bursts();
  expect(before?.verdict).toBe('ok');
  expect(plain(before?.text ?? '')).toMatch(
    /^kill within 10 m at 25 users: flag 300 under 1 %; flag 2000 .*; to be seen coming up to \d+ \(15 s between readings assumed\)$/,
  );
  await game.start({ flagValue: 1 });
  expect((await bursts())?.text).not.toContain('assumed');
});

test('rule 5: doctor warns where readings see no kill by bursts coming', async () => {
  const game = createGame({ blindAfterMs: 600_000 });
  game.shop.percent = 97;
  game.shop.floorPercent = 97;
  await game.advance(60_000);
  const bursts = (await game.desk().doctor()).find(({ name }) => name === 'bursts');
  expect(bursts).toMatchObject({ verdict: 'warning' });
  expect(bursts?.text).toMatch(/see no kill by bursts coming/);
});

test('scenarios: at the present level and readings, by a run where there was one; else as measured, and said so', async () => {
  const words = async (game: Awaited<ReturnType<typeof growing>>) =>
    plain(scenariosAnswer(await game.desk().present()).lines.join('\n'));
  const game = await growing();
  game.shop.growthPerMinute = 0;
  await game.advance(20_000);
  expect(await words(game)).toMatch(
    /within 10 m at 4\d % of 20 MiB as now, readings every 15 s, up to \d+ s old\./,
  );
  const fresh = createGame();
  await fresh.advance(30_000);
  expect(await words(fresh)).toMatch(/as now; readings up to \d+ s old, every 15 s assumed/);
  fresh.shop.clusterFails = 'connection refused';
  expect(await words(fresh)).toMatch(/if at 57 % of 20 MiB .* assumed, nothing can be read now/);
  fresh.shop.clusterFails = null;
  fresh.shop.metricsMissing = true;
  expect(await fresh.desk().present()).toBeNull();
  fresh.shop.metricsMissing = false;
  fresh.shop.pod.limitBytes = null;
  expect(await fresh.desk().present()).toBeNull();
});
