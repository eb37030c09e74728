/** `/leak` as Discord registers it, and the text that comes of it: both from the verbs, so that they cannot drift. */
import { describe, expect, test } from 'vitest';
import {
  commandDefinition,
  type OptionDefinition,
  optionName,
} from '../../../../adapters/chat/discord/command-definition.ts';
import { type Chosen, textOf } from '../../../../adapters/chat/discord/command-text.ts';
import { suggestionsFor } from '../../../../adapters/chat/discord/suggestions.ts';
import { offeredVerbs } from '../../../../commands/form/offered-verbs.ts';
import { typedDuration } from '../../../../commands/grammar/duration.ts';
import { understand } from '../../../../commands/grammar/understand.ts';
import { verbs } from '../../../../commands/index.ts';
import type { Option, OptionValue, OptionValues } from '../../../../src/grammar/option.ts';
import { random as seeded } from '../../../simulate/random.ts';

const definition = commandDefinition(verbs);
const subcommand = (name: string) => definition.options.find((each) => each.name === name);

/** As Discord would send it. */
function chosenOf(options: readonly Option[], values: OptionValues): Chosen {
  return Object.fromEntries(
    options.flatMap((option) => {
      const value = values[option.name];
      if (value === undefined) return [];
      const isWordy = option.type === 'integer' && option.words.length > 0;
      const sent =
        option.type === 'duration' ? typedDuration(Number(value)) : isWordy ? String(value) : value;
      return [[optionName(option), sent]];
    }),
  );
}

function anyValueOf(option: Option, random: () => number): OptionValue {
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  switch (option.type) {
    case 'integer': {
      const word = option.words[whole(0, option.words.length * 2)];
      return word ?? whole(option.min, option.max);
    }
    case 'duration':
      return whole(option.minMs / 1_000, option.maxMs / 1_000) * 1_000;
    case 'choice':
      return option.choices[whole(0, option.choices.length - 1)]!.value;
    case 'run':
      return random() < 0.3 ? 'last' : `run-${whole(1, 9_999)}`;
    case 'switch':
      return true;
  }
}

test('every command that can be chosen is understood as it was chosen', () => {
  const random = seeded(7);
  for (let i = 0; i < 5_000; i += 1) {
    const verb = verbs[Math.floor(random() * verbs.length)]!;
    const values: { [name: string]: OptionValue } = {};
    for (const option of verb.options) {
      if (option.required || random() < 0.5) values[option.name] = anyValueOf(option, random);
    }
    const text = textOf(verbs, verb.name, chosenOf(verb.options, values));
    const understood = understand(text, verbs, true);
    expect(understood, text).toMatchObject({ ok: true, verb: { name: verb.name }, confirmed: false, values });
  }
});

test('a number that was left out before another stands as the scenario’s own', () => {
  expect(textOf(verbs, 'start', { scenario: 'spike', users: 40 })).toBe('start spike 2000 40');
  expect(textOf(verbs, 'start', { users: 40, scenario: 'slow', dry: true })).toBe('start slow 100 40 dry');
  expect(textOf(verbs, 'start', { scenario: 'slow', dry: false })).toBe('start slow');
});

test('what an older registration sends is handed on for the grammar to refuse, not left out', () => {
  expect(textOf(verbs, 'stop', { force: true })).toBe('stop force true');
  expect(textOf(verbs, 'vanish', { run: 'run-1' })).toBe('vanish run run-1');
  expect(textOf(verbs, null, {})).toBe('');
  expect(textOf(verbs, 'report', { run: '  ' })).toBe('report');
});

describe('the definition', () => {
  test('has every verb, its options in the order of the grammar', () => {
    expect(definition.options.map(({ name }) => name)).toEqual(verbs.map(({ name }) => name));
    for (const verb of verbs) {
      const names = subcommand(verb.name)?.options?.map(({ name }) => name) ?? [];
      expect(names).toEqual(verb.options.map(optionName));
    }
    expect(definition).not.toHaveProperty('default_member_permissions');
  });

  test('numbers have their range, scenarios say how they grow, words stand beside numbers', () => {
    const start = subcommand('start')?.options ?? [];
    expect(start.find(({ name }) => name === 'users')).toMatchObject({
      type: 4,
      min_value: 1,
      max_value: 500,
    });
    const scenario = start.find(({ name }) => name === 'scenario');
    expect(scenario?.required).toBe(true);
    expect(scenario?.choices?.find(({ value }) => value === 'fast')?.name).toMatch(/^fast: .*80.%.*4.m/);
    expect(start.find(({ name }) => name === 'with-broker-down')).toMatchObject({ type: 5 });
    expect(start.find(({ name }) => name === 'breaker')).toMatchObject({ type: 3, autocomplete: true });
  });

  test('stays within Discord’s limits', () => {
    const all = (options: OptionDefinition[]): OptionDefinition[] =>
      options.flatMap((option) => [option, ...all(option.options ?? [])]);
    for (const { name, description, options, choices } of all(definition.options)) {
      expect(name).toMatch(/^[-_a-z0-9]{1,32}$/);
      expect(description.length).toBeLessThanOrEqual(100);
      expect(options?.length ?? 0).toBeLessThanOrEqual(25);
      expect(choices?.length ?? 0).toBeLessThanOrEqual(25);
      for (const choice of choices ?? []) expect(choice.name.length).toBeLessThanOrEqual(100);
    }
    expect(JSON.stringify(definition).length).toBeLessThan(8_000);
  });

  test('what cannot be started with these settings is no choice', () => {
    const settings = {
      maxDurationMs: 3_600_000,
      spawnRate: 3,
      breaker: { thresholdPercent: 80, state: 'armed' },
      broker: null,
    } as const;
    const start = commandDefinition(offeredVerbs(settings)).options.find(({ name }) => name === 'start');
    const scenario = start?.options?.find(({ name }) => name === 'scenario');
    expect(scenario?.choices?.map(({ value }) => value)).not.toContain('postgres');
    expect(start?.options?.map(({ name }) => name)).not.toContain('with-broker-down');
  });
});

describe('suggestions', () => {
  const typing = (command: string, focused: string, typed: string, chosen: Chosen = {}) =>
    suggestionsFor(verbs, { subcommand: command, focused, typed, chosen }, () => []).map(
      ({ value }) => value,
    );

  test('begin with what the scenario means', () => {
    expect(typing('start', 'flag-value', '', { scenario: 'fast' })[0]).toBe(500);
    expect(typing('start', 'users', '', { scenario: 'slow' })[0]).toBe(20);
    expect(typing('start', 'flag-value', '3')).toEqual([3, 30, 300]);
    expect(typing('start', 'flag-value', '99999')).not.toContain(99_999);
  });

  test('know times and words', () => {
    expect(typing('start', 'for', '20')[0]).toBe('20m');
    expect(typing('start', 'for', '1h')).toContain('1h30m');
    expect(typing('extend', 'time', '')[0]).toBe('10m');
    expect(typing('breaker', 'percent', 'tr')).toEqual(['trip']);
    expect(typing('flag', 'flag-value', '')[0]).toBe('off');
  });

  test('whatever is typed: at most 25, at most 100 characters, numbers where numbers are wanted', () => {
    const odd = ['', ' ', '-1', '1e9', '😀'.repeat(200), '9'.repeat(99), 'run-', '\u0000', 'constructor'];
    for (const { name, options } of verbs) {
      for (const option of options) {
        for (const word of odd) {
          const found = suggestionsFor(
            verbs,
            { subcommand: name, focused: optionName(option), typed: word, chosen: { scenario: word } },
            () => [],
          );
          expect(found.length).toBeLessThanOrEqual(25);
          expect(new Set(found.map((each) => each.name)).size).toBe(found.length);
          const isNumber = option.type === 'integer' && option.words.length === 0;
          for (const { value } of found) expect(typeof value).toBe(isNumber ? 'number' : 'string');
        }
      }
    }
    expect(typing('nothing', 'x', 'y')).toEqual([]);
  });
});
