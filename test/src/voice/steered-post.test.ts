import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/run/run.ts';
import { steeredPost } from '../../../src/voice/steered-post.ts';
import { growthAt, makeRun } from './make-run.ts';

const event = (kind: RunEvent['kind'], by: string, text: string): RunEvent => ({
  at: growthAt,
  kind,
  by,
  text,
});

test.each([
  [event('breaker', 'Ana', 'breaker off'), 'Ana: breaker off.'],
  [event('flag', 'Ben', 'flag kafkaQueueProblems 2000 → 500'), 'Ben: flag 2000 → 500.'],
  [event('load', 'Ben', 'users 25 → 50'), 'Ben: users 25 → 50.'],
  [event('extend', 'Eva', '10 m longer'), 'Eva: 10 m longer.'],
])('%o', (told, words) => {
  const said = steeredPost(makeRun(), told, growthAt);
  expect(said.lines.map((line) => line.replaceAll('\u00a0', ' '))).toEqual([words]);
  expect(said).toMatchObject({ kind: 'milestone', level: 'default', mention: null, broadcast: false });
});

test('a name mentions nobody', () => {
  expect(steeredPost(makeRun(), event('breaker', '<@U9> @here', 'breaker off'), growthAt).text).not.toMatch(
    /<@|@here/,
  );
});
