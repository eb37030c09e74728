import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { understand } from '../../commands/grammar/understand.ts';
import { usage } from '../../commands/grammar/written.ts';
import { verbs } from '../../commands/index.ts';

test('the folder and the list are the same', () => {
  const files = readdirSync(new URL('../../commands', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  );
  const verbFiles = files
    .map((name) => name.slice(0, -3))
    .filter((name) => name !== 'index' && name !== 'bot');
  expect(verbs.map((verb) => verb.name).toSorted()).toEqual(verbFiles.toSorted());
});

test('the usages are the grammar of the interface', () => {
  expect(verbs.map(usage)).toEqual([
    '/leak start <scenario> [flagValue] [users] [for 30m] [ramp 3] [breaker 80|off] [with broker down] [dry]',
    '/leak status',
    '/leak stop',
    '/leak flag <flagValue|off>',
    '/leak load <users>',
    '/leak breaker <percent|trip|reset|off>',
    '/leak extend <time>',
    '/leak scenarios',
    '/leak history',
    '/leak report [run]',
    '/leak doctor',
    '/leak restart',
    '/leak help [verb]',
  ]);
});

test('every example is understood as its own verb', () => {
  for (const verb of verbs) {
    for (const example of verb.examples) {
      expect(understand(example, verbs, true), example).toMatchObject({
        ok: true,
        verb: { name: verb.name },
      });
    }
  }
});

test('options fit typed commands: short descriptions, required ones first, names of their own', () => {
  for (const verb of verbs) {
    expect(verb.summary.length, verb.name).toBeLessThanOrEqual(100);
    const required = verb.options.map((option) => option.required);
    expect(required, verb.name).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
    expect(new Set(verb.options.map((option) => option.name)).size).toBe(verb.options.length);
    for (const option of verb.options) {
      expect(option.description.length, option.name).toBeLessThanOrEqual(100);
      if (option.type === 'choice') expect(option.choices.length).toBeLessThanOrEqual(25);
    }
  }
});
