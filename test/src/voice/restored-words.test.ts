import { expect, test } from 'vitest';
import type { FlagHold } from '../../../src/run/flag-hold.ts';
import { card } from '../../../src/voice/card.ts';
import { flagOffWords } from '../../../src/voice/decision-words.ts';
import { recoveryPost } from '../../../src/voice/recovery-post.ts';
import { restoredFlag, restoredWords } from '../../../src/voice/restored-words.ts';
import { growthAt, makeRun, minute, reading } from './make-run.ts';
import { links, recovered, seenOff, tripAt } from './sample-runs.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ');
const person = {
  kind: 'person',
  at: tripAt,
  by: 'someone outside leakops',
  why: 'flag turned off: state DISABLED',
} as const;
const back = (flag: Partial<FlagHold>) =>
  makeRun({
    ...recovered,
    state: 'recovering',
    decision: person,
    flag: { ...seenOff, undo: 'seen', ...flag },
  });

test.each([
  [{ asBefore: true }, 'flag 0 ✓', 'Flag 0 and 5 users, as before'],
  [
    { asBefore: false, stateLeft: 'DISABLED' },
    'flag off ✓, state DISABLED',
    'Flag off ✓, state DISABLED · users 5 ✓',
  ],
  [
    { asBefore: false, stateLeft: 'ENABLED' },
    'flag off ✓, an edit of someone else stays',
    'Flag off ✓, an edit of someone else stays · users 5 ✓',
  ],
  [
    { asBefore: null, stateLeft: null },
    'flag off ✓, unknown whether as before',
    'Flag off ✓, unknown whether as before · users 5 ✓',
  ],
] as const)('what undo left is said: %o', (flag, words, sentence) => {
  expect(plain(restoredFlag(back(flag)))).toBe(words);
  expect(plain(restoredWords(back(flag)))).toBe(sentence);
});

test('a flag that is no longer ours is neither written off nor waited for', () => {
  const gone = { idGone: true, offWrite: 5, lastWrite: 5, seenOffAt: null };
  const run = makeRun({ state: 'stopping', decision: person, flag: gone });
  expect(flagOffWords(run)).toBe('flag left as others set it');
  const lines = card(run, tripAt + 6_000, links).lines.join('\n');
  expect(lines).toContain('Flag left as others set it');
  expect(lines).not.toContain('Flag written off');
});

test('who turned the flag off is not cut', () => {
  const lines = card(back({}), tripAt + minute, links).lines;
  expect(lines).toContain('Flag turned off outside leakops, seen off');
});

test('memory that was as high before has not fallen', () => {
  const at = [growthAt + minute, tripAt + minute];
  const run = makeRun({
    ...recovered,
    state: 'recovering',
    readings: at.map((instant) => reading(instant, 41)),
  });
  expect(plain(recoveryPost(run, tripAt + minute).lines[0] ?? '')).toMatch(
    /^✅ Recovered: held at 41 % for 40 s, nothing to free, /,
  );
});

test('a restart that is under way is said, and not offered again', () => {
  const restart = { requestedAt: tripAt + minute, by: 'Ben', done: false, why: null };
  const shown = (run: typeof restart | (Omit<typeof restart, 'why'> & { why: string })) =>
    card(
      makeRun({ ...recovered, state: 'recovering', recovery: null, recoveryAt: null, restart: run }),
      tripAt + 70_000,
      links,
    );
  const labels = (said: ReturnType<typeof shown>) => said.actions.map(({ id }) => id);
  expect(shown(restart).lines).toContain('Restart under way, as Ben asked');
  expect(labels(shown(restart))).toEqual(['details']);
  expect(shown({ ...restart, done: true }).lines).toContain('Restarted, as Ben asked: must hold');
  expect(labels(shown({ ...restart, done: true }))).toEqual(['details']);
  expect(labels(shown({ ...restart, why: 'kubernetes answers 403' }))).toEqual(['restart', 'details']);
});

test('after a restart that did not help it is offered again', () => {
  const restart = { requestedAt: tripAt + minute, by: 'Ben', done: true, why: null };
  const run = makeRun({
    ...recovered,
    state: 'recovering',
    recovery: 'restart-needed',
    recoveryAt: tripAt + 6 * minute,
    restart,
  });
  expect(card(run, tripAt + 6 * minute, links).actions.map(({ id }) => id)).toContain('restart');
});
