import { describe, expect, test } from 'vitest';
import { blowsOf, endingOf, reactionsOf, speedsOf } from './figures.ts';
import { blowFindings, reactionFindings, speedFindings, whereBehind } from './findings.ts';
import type { Blow, Played } from './play.ts';
import type { SceneName } from './scenes.ts';
import type { SetupId } from './setups.ts';
import { blowTable, leftTable, reactionTable, speedTable } from './tables.ts';

function played(
  scene: SceneName,
  setup: SetupId,
  instants: Partial<Played> & { leakSpeed?: number; blow?: Blow },
): Played {
  const { leakSpeed = 10, blow = 'none', ...rest } = instants;
  const readings = { everyMs: 1_000, ageMs: 200 };
  return {
    plan: { scene, setup, leakSpeed, readings, blow, lookMs: 20, toTheEnd: false, seed: 1 },
    halfMs: null,
    overMs: null,
    blowMs: null,
    offMs: null,
    killedMs: null,
    left: { served: null, users: null, definition: true, otherFlags: true },
    ...rest,
  };
}

describe('reaction', () => {
  const reactions = reactionsOf([
    played('reaction', 'leakops-threshold-1s', { overMs: 1_000, offMs: 2_500 }),
    played('reaction', 'prometheus-1s', { overMs: 1_000, offMs: 2_000 }),
    played('slow reaction', 'prometheus-default', { overMs: 1_000, offMs: 91_000, killedMs: 80_000 }),
    played('reaction', 'prometheus-1s', { overMs: 1_000, offMs: 4_000 }),
    played('reaction', 'chaostoolkit-default', { overMs: 1_000, killedMs: 9_000 }),
    played('speeds', 'prometheus-1s', { overMs: 0, offMs: 99_000 }),
  ]);

  test('is from the readable reading to the off, by setup, of the games that measure it', () => {
    expect(reactionTable(reactions).rows).toEqual([
      ['Prometheus 1 s', '2', '2', '1.00', '3.00', '0'],
      ['Prometheus defaults', '1', '1', '90', '90', '1'],
      ['Chaos Toolkit default', '1', '0', 'never', 'never', '1'],
      ['leakops 1 s, threshold', '1', '1', '1.50', '1.50', '0'],
    ]);
  });

  test('the findings name who is fastest, who never acts, and before whom leakops stands behind', () => {
    const [order, never] = reactionFindings(reactions);
    expect(order).toMatch(/first: Prometheus 1 s 1\.00 s; leakops .*; Prometheus defaults 90 s\.$/);
    expect(never).toBe('Never turned the flag off: Chaos Toolkit default.');
    expect(whereBehind(reactions)).toEqual(['leakops 1 s, threshold is slower than Prometheus 1 s.']);
    expect(whereBehind(reactions.filter(({ setup }) => setup !== 'prometheus-1s'))).toEqual([]);
    expect(reactionFindings([])).toEqual([]);
  });
});

describe('speeds', () => {
  test.each([
    ['killed', { overMs: 5, killedMs: 9, offMs: null }],
    ['killed', { overMs: 5, killedMs: 9, offMs: 8 }],
    ['averted', { overMs: 5, offMs: 7 }],
    ['early', { overMs: null, offMs: 7 }],
    ['early', { overMs: 8, offMs: 7 }],
  ] as const)('%s: %j', (ending, instants) => {
    expect(endingOf(played('speeds', 'leakops-1s', instants))).toBe(ending);
  });

  const speeds = speedsOf(
    [
      played('speeds', 'prometheus-1s', { leakSpeed: 40, overMs: 20_000, killedMs: 32_000 }),
      played('speeds', 'prometheus-1s', { leakSpeed: 10, overMs: 60_000, offMs: 61_000 }),
      played('speeds', 'leakops-1s', { leakSpeed: 10, overMs: null, offMs: 50_000 }),
      played('speeds', 'leakops-1s', { leakSpeed: 40, overMs: 20_000, offMs: 21_000 }),
      played('speeds', 'leakops-1s', { leakSpeed: 40, overMs: 20_000, killedMs: 30_000 }),
      // The room is known from fresh readings alone.
      played('late readings', 'leakops-1s', { leakSpeed: 40, overMs: 40_000, killedMs: 30_000 }),
    ],
    'speeds',
  );

  test('a table by speed, the slowest first, with the room that a kill showed', () => {
    expect(speedTable(speeds)).toEqual({
      head: ['80 % to kill', '× 10: ?', '× 40: 10 s'],
      rows: [
        ['Prometheus 1 s', 'averted', 'killed'],
        ['leakops 1 s', 'averted, early', '1 of 2 averted'],
      ],
    });
  });

  test('the findings name the slowest leak that came through', () => {
    expect(speedFindings(speeds)).toEqual([
      'Checkout was killed: Prometheus 1 s from × 40; leakops 1 s from × 40. At no speed: none.',
      'Flag off before 80 % could be read, by a forecast: leakops 1 s.',
    ]);
    expect(speedFindings([])).toEqual([]);
  });
});

describe('blows', () => {
  const users = { served: 300, users: 25, definition: false, otherFlags: true };
  const figures = blowsOf([
    played('blows', 'prometheus-1s', { blow: 'source gone', blowMs: 20_000, killedMs: 90_000, left: users }),
    played('blows', 'prometheus-1s', { blow: 'tool killed', blowMs: 20_000, killedMs: 90_000, left: users }),
    // Off, and too late.
    played('blows', 'leakops-careful', {
      blow: 'source gone',
      blowMs: 20_000,
      offMs: 95_000,
      killedMs: 90_000,
    }),
    played('blows', 'leakops-careful', { blow: 'tool killed', blowMs: 20_000, offMs: 32_000, left: users }),
  ]);

  test('are counted from the blow; an off after the kill is none', () => {
    expect(blowTable(figures).rows).toEqual([
      ['Prometheus 1 s', 'never: killed', '', 'never: killed'],
      ['leakops careful', 'never: killed', '', 'off after 12 s'],
    ]);
  });

  test('the findings say who turned the flag off, of what was tried with each', () => {
    expect(blowFindings(figures)).toEqual([
      'Flag off after all that was tried: none.',
      'After a part of it: leakops careful.',
      'After nothing: Prometheus 1 s.',
    ]);
  });
});

test('what is left is said beside what was there', () => {
  const left = { served: 300, users: 25, definition: false, otherFlags: true };
  const rows = leftTable([
    played('aftermath', 'leakops-default', { overMs: 1, offMs: 2 }),
    played('aftermath', 'chaostoolkit-default', { overMs: 1, killedMs: 9, left }),
    played('blows', 'leakops-careful', {
      blow: 'tool killed',
      blowMs: 1,
      offMs: 9,
      left: { ...left, served: null },
    }),
    played('blows', 'leakops-careful', { blow: 'source gone', blowMs: 1, offMs: 9, left }),
  ]).rows;
  expect(rows).toEqual([
    ['Chaos Toolkit default', 'still 300', 'still 25 users', 'changed', 'as before', 'was killed'],
    ['leakops defaults', 'off', 'as before', 'as before', 'as before', 'lives'],
    ['leakops careful, killed -9', 'off', 'still 25 users', 'changed', 'as before', 'lives'],
  ]);
});
