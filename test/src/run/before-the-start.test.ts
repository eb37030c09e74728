import { describe, expect, test } from 'vitest';
import { leakFlag, stockFlag } from '../../fakes/fake-flagd.ts';
import { createGame, type Game } from '../../fakes/game.ts';

const cases: [name: string, spoil: (game: Game) => void, words: RegExp][] = [
  ['the flag is missing', (g) => delete g.flagd.file.flags[leakFlag], /not in the flag file/],
  [
    'the flag is not numeric',
    (g) => g.flagd.edit((d) => ({ ...d, variants: { off: false, on: true } })),
    /not numeric/,
  ],
  [
    'OFREP does not answer',
    (g) => {
      g.flagd.ofrepFails = 'HTTP 503';
    },
    /does not serve/,
  ],
  [
    'the flag serves a value',
    (g) => g.flagd.edit((d) => ({ ...d, defaultVariant: 'on' })),
    /serves 100 already/,
  ],
  [
    'flagd-ui does not answer',
    (g) => {
      g.flagd.readsFail = 'flagd-ui answers 503';
    },
    /503/,
  ],
  [
    'the target is missing',
    (g) => {
      g.shop.podsMissing = true;
    },
    /no pod/,
  ],
  [
    'there is no limit',
    (g) => {
      g.shop.pod.limitBytes = null;
    },
    /no memory limit/,
  ],
  [
    'there is no reading',
    (g) => {
      g.shop.metricsMissing = true;
    },
    /no fresh reading/,
  ],
  [
    'readings stand still',
    (g) => {
      g.shop.readingEveryMs = 200_000;
    },
    /no fresh reading/,
  ],
  [
    'memory is near the threshold',
    (g) => {
      g.shop.percent = 76;
      g.shop.floorPercent = 76;
    },
    /76.% before the start, must be under 75/,
  ],
  [
    'the load generator is gone',
    (g) => {
      g.shop.locust.fails = 'connection refused';
    },
    /connection refused/,
  ],
  [
    'readings are older than the blind time',
    (g) => {
      g.shop.readingAgeMs = 79_000;
    },
    /blind after/,
  ],
  [
    'another bot holds the flag',
    (g) =>
      g.flagd.edit((d) => ({
        ...d,
        metadata: {
          leakopsRun: 'run-7',
          leakopsBot: 'other',
          leakopsDeadline: Math.floor(g.clock.now() / 1000) + 60,
        },
      })),
    /another leakops holds the flag: run-7/,
  ],
];

describe('rule 1: a start is refused, makes no run and changes nothing', () => {
  test.each(cases)('%s', async (_name, spoil, words) => {
    const game = createGame();
    await game.advance(60_000);
    spoil(game);
    await game.advance(1_000);
    const before = JSON.stringify(game.flagd.file);
    const result = await game.start();
    expect(result.kind).toBe('refused');
    const problems = result.kind === 'refused' ? result.findings.filter((f) => f.verdict === 'problem') : [];
    expect(problems.map((finding) => finding.text).join()).toMatch(words);
    expect(problems.every((finding) => finding.remedy !== null)).toBe(true);
    expect(game.desk().history()).toEqual([]);
    expect(JSON.stringify(game.flagd.file)).toBe(before);
    expect(game.shop.locust.calls).toEqual([]);
    expect(game.chat.posts).toEqual([]);
  });
});

test('rule 2: an edit saved but not yet loaded at the start: what was read must itself be off', async () => {
  const game = createGame();
  game.flagd.loadAfterMs = 3_600_000;
  game.flagd.edit((definition) => ({ ...definition, defaultVariant: 'on' }));
  expect(game.flagd.valueServed()).toBe(0);
  const result = await game.start();
  expect(result).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(result)).toMatch(/not loaded it yet/);
});

test('rule 1: preflight holds the world: a second start is answered, a stop ends it', async () => {
  const game = createGame();
  game.shop.metricsMissing = true;
  const first = game.desk().start(game.request(), () => {});
  await game.advance(2_000);
  expect(await game.desk().start(game.request(), () => {})).toMatchObject({
    kind: 'busy',
    run: null,
    holder: 'Ana',
  });
  expect(game.desk().stopPreflight({ id: 'ben', name: 'Ben' })).toBe(true);
  await game.advance(6_000);
  expect(await first).toEqual({ kind: 'stopped', by: 'Ben' });
  expect(game.desk().history()).toEqual([]);
  game.shop.metricsMissing = false;
  expect((await game.start()).kind).toBe('started');
});

test('promise 7: one run a world', async () => {
  const game = createGame();
  await game.start();
  expect(await game.desk().start(game.request(), () => {})).toMatchObject({
    kind: 'busy',
    run: { id: 'run-1' },
  });
  expect(game.desk().history()).toHaveLength(1);
});

test('rule 5: an unprotectable start is warned of and begins', async () => {
  const game = createGame();
  await game.start({ scenario: 'spike', flagValue: 4000, users: 50 });
  const run = await game.until(['growing'], 10_000);
  expect(run.killChance).toBeGreaterThan(0.5);
  const plan = game.chat.posts.find((post) => post.said.kind === 'plan')!.said;
  expect(plan.lines[0]).toMatch(/Not protectable/);
  expect(plan.actions.map((action) => action.id)).toEqual(['value', 'stop']);
});

test('dry: preflight and plan only', async () => {
  const game = createGame();
  const result = await game.start({ dry: true });
  expect(result.kind).toBe('dry');
  expect(result.kind === 'dry' && result.plan[0]).toMatch(/^Plan: flag 300, 25 users/);
  expect(game.desk().history()).toEqual([]);
  expect(game.flagd.stored).toEqual([]);
});

test('rule 9: residue of an ended run is put back in preflight, never taken as the earlier state', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  const residue = JSON.parse(JSON.stringify(game.flagd.file.flags[leakFlag]));
  game.desk().order('run-1', { kind: 'stop' }, { id: 'ana', name: 'Ana' });
  await game.until(['ended'], 20 * 60_000);
  game.flagd.edit(() => residue);
  await game.advance(120_000);
  expect((await game.start()).kind).toBe('started');
  expect(game.run('run-2').flag.earlier).toEqual(stockFlag());
});

test('residue of a bot whose database is gone is put back by its shape', async () => {
  const game = createGame();
  await game.start();
  await game.until(['growing'], 10_000);
  const residue = JSON.parse(JSON.stringify(game.flagd.file.flags[leakFlag]));
  game.crash();
  const other = createGame();
  other.flagd.edit(() => ({ ...residue, metadata: { ...residue.metadata, leakopsBot: 'gone' } }));
  await other.advance(200_000);
  expect((await other.start()).kind).toBe('started');
  expect(other.run().flag.earlier).toEqual(stockFlag());
});
