/** Dates in ids, and ids of servers that have none in them. */
import { expect, test } from 'vitest';
import { givenAt, isId, madeAt } from '../../../../adapters/chat/discord/snowflake.ts';

// Discord's own example, of its reference.
const example = '175928847299117063';
const exampleAt = 1_462_015_105_796;

test('the date of an id', () => {
  expect(madeAt(example)).toBe(exampleAt);
  expect([isId(example), isId('42'), isId(''), isId('12.5'), isId('message-1')]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([madeAt('42'), madeAt('x')]).toEqual([null, null]);
});

test('a command is late by minutes; by years it has no date, and is not late', () => {
  expect(givenAt(example, exampleAt + 120_000)).toBe(exampleAt);
  expect(givenAt(example, exampleAt - 120_000)).toBe(exampleAt);
  expect(givenAt(example, exampleAt + 86_400_001)).toBeNull();
  expect(givenAt('7', exampleAt)).toBeNull();
});
