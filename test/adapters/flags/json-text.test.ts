/** Changes inside a JSON text: equal to changing the value, and nothing else moves. */
import { describe, expect, test } from 'vitest';
import { membersOf, withMember } from '../../../adapters/flags/json-text.ts';
import type { Json } from '../../../src/flag/definition.ts';

/** Small and repeatable; the seed is the test's. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const keys = ['a', 'b"', 'c\\', 'd}', '\u00e9', '', '__proto__', 'if'];
const leaves: Json[] = [null, true, 0, -1.5e-7, '', 'x,"}]', '\\', 'line\nbreak'];

function randomValue(random: (below: number) => number, depth: number): Json {
  const kind = random(depth > 3 ? 1 : 3);
  if (kind === 0) return leaves[random(leaves.length)] ?? null;
  const size = random(4);
  if (kind === 1) return Array.from({ length: size }, () => randomValue(random, depth + 1));
  return randomObject(random, size, depth);
}

function randomObject(
  random: (below: number) => number,
  size: number,
  depth: number,
): { [key: string]: Json } {
  const entries = Array.from({ length: size }, () => [
    keys[random(keys.length)] ?? '',
    randomValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries) as { [key: string]: Json };
}

describe('withMember', () => {
  test.each([1, 2, 3])('a thousand random objects, seed %i', (seed) => {
    const random = randomFrom(seed);
    for (let turn = 0; turn < 1000; turn += 1) check(random);
  });

  function check(random: (below: number) => number): void {
    const before = randomObject(random, random(6), 0);
    const spaces = [undefined, 1, 2, 4, '\t'][random(5)];
    const text = JSON.stringify(before, null, spaces);
    const key = keys[random(keys.length)] ?? '';
    const value = randomValue(random, 0);
    const lines = { start: spaces === undefined ? null : '\n', unit: '  ' };
    const changed = withMember(text, key, value, lines);
    const expected = Object.fromEntries([
      ...Object.entries(before).filter(([name]) => name !== key),
      [key, value],
    ]);
    expect(JSON.parse(changed)).toEqual(expected);
    // The other members are, to the byte, what they were.
    const others = (object: string) =>
      membersOf(object, 0)
        .filter((member) => member.key !== key)
        .map((member) => object.slice(member.keyStart, member.valueEnd));
    expect(others(changed)).toEqual(others(text));
    if (!Object.hasOwn(before, key)) return;
    expect(JSON.parse(withMember(changed, key, before[key] ?? null, lines))).toEqual(before);
  }

  test.each([undefined, 2, '\t'])('members that come and go leave no trace (indent %j)', (spaces) => {
    const text = JSON.stringify({ flag: { variants: { off: 0 }, state: 'ENABLED' } }, null, spaces);
    const lines = { start: spaces === undefined ? null : '\n', unit: '' };
    const leased = withMember(
      text,
      'flag',
      { state: 'ENABLED', variants: { off: 0, leakops: 5 }, targeting: { if: [1, 2] }, metadata: { a: 1 } },
      lines,
    );
    expect(leased).not.toBe(text);
    expect(withMember(leased, 'flag', { variants: { off: 0 }, state: 'ENABLED' }, lines)).toBe(text);
  });

  test('an emptied and a first member', () => {
    const lines = { start: null, unit: '' };
    expect(withMember('{ "a": { "b" : 1 } }', 'a', {}, lines)).toBe('{ "a": {} }');
    expect(withMember('{ }', 'a', 1, lines)).toBe('{"a":1}');
    expect(withMember('{"a":{"b":1,"c":2}}', 'a', { c: 2 }, lines)).toBe('{"a":{"c":2}}');
    expect(withMember('{"a":{"b":1,"b":2,"c":3}}', 'a', { c: 3 }, lines)).toBe('{"a":{"c":3}}');
  });
});
