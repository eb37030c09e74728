import { expect, test } from 'vitest';
import type { Kill, Run } from '../../../src/run/run.ts';
import { breakerAtKill, breakerOffBy } from '../../../src/voice/breaker-words.ts';
import { finalLine } from '../../../src/voice/final-line.ts';
import { killPost } from '../../../src/voice/kill-post.ts';
import { growthAt, makeRun, minute, rise, tripped } from './make-run.ts';
import { dead, ended, kill, seenOff } from './sample-runs.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
const offKill: Kill = { ...kill, breakerOff: true };
const breakerEvent = (at: number, by: string, text: string): Run['events'][number] => ({
  at,
  kind: 'breaker',
  by,
  text,
});

test('a kill with the breaker off is expected, though the breaker was armed again or tripped later', () => {
  for (const breaker of [{ state: 'armed' }, { state: 'tripped' }] as const) {
    const run = makeRun({
      kills: [offKill],
      breaker,
      events: [breakerEvent(growthAt + minute, 'Ben', 'breaker off')],
      decision: tripped(offKill.at + minute, 81),
    });
    expect(breakerAtKill(run)).toBe('breaker was off, as Ben asked');
    expect(killPost(run, offKill, offKill.at).lines[1]).toContain('Breaker off: expected.');
  }
});

test('a kill with the breaker armed is none that was asked for, though it was switched off later', () => {
  const run = makeRun({
    kills: [kill],
    breaker: { state: 'off' },
    events: [breakerEvent(kill.at + minute, 'Ben', 'breaker off')],
  });
  expect(breakerAtKill(run)).toBe('no trip before it');
  expect(killPost(run, kill, kill.at).lines[1]).toContain('No trip before it.');
});

test('who switched it off: an event, else who started it so; else nobody is named', () => {
  const events = [breakerEvent(1, 'Ben', 'breaker off'), breakerEvent(2, 'Eva', 'breaker at 85 %')];
  expect(breakerOffBy(makeRun({ events }))).toBe('Ben');
  expect(breakerOffBy(makeRun({ command: 'start gradual breaker off' }))).toBe('Ana');
  expect(breakerOffBy(makeRun())).toBeNull();
});

test('what was read before a kill is said to be a reading, not the height of memory', () => {
  const run = ended({ ...dead, kills: [kill, { ...kill, at: kill.at + minute }] });
  expect(run.state === 'ended' && plain(finalLine(run))).toMatch(/^💥 OOM-killed 2 times, first past 95 %: /);
});

test('that a restart is needed after many kills stands whole in the line', () => {
  const kills = [4, 3, 2, 1, 0].map((n) => ({ ...offKill, at: kill.at - n }));
  const decision = { kind: 'stop', at: kill.at + minute, by: 'Ana', why: 'stopped by Ana' } as const;
  const command = 'start gradual breaker off';
  const run = ended({ ...dead, kills, decision, recovery: 'restart-needed', command });
  expect(run.state === 'ended' && plain(finalLine(run))).toMatch(/ · restart needed at \d+ %$/);
});

test('a kill after the flag was seen off does not say that it is going off', () => {
  const decision = { kind: 'stop', at: kill.at - minute, by: 'Ben', why: 'stopped by Ben' } as const;
  const run = (seenOffAt: number | null) =>
    makeRun({ state: 'recovering', decision, kills: [kill], flag: { ...seenOff, seenOffAt } });
  expect(killPost(run(kill.at - minute + 3_000), kill, kill.at).lines[1]).toMatch(
    /^The flag was off already\./,
  );
  expect(killPost(run(null), kill, kill.at).lines[1]).toMatch(/^The flag was going off already\./);
});

test('a kill that turned the flag off in the same instant came before it', () => {
  const decision = { kind: 'kill', at: kill.at, by: 'breaker', why: 'killed before any trip' } as const;
  const run = makeRun({
    state: 'recovering',
    decision,
    kills: [kill],
    flag: { ...seenOff, seenOffAt: null },
  });
  expect(killPost(run, kill, kill.at).lines[1]).toMatch(/^No trip before it\./);
});

test('where memory was never higher it has not come down', () => {
  const readings = rise(growthAt, growthAt + 5 * minute, 46, 46);
  const run = ended({ ...dead, outcome: 'stopped', kills: [], readings, decision: tripped(kill.at, 46) });
  expect(run.state === 'ended' && plain(finalLine(run))).toContain('recovered at 46 %');
});
