import { describe, expect, test } from 'vitest';
import { evaluateDefinition } from '../../../adapters/flags/evaluator.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import { chooseNames, leaseDefinition, type SentWrite } from '../../../src/flag/lease.ts';
import { undo } from '../../../src/flag/undo.ts';
import { type OwnWrites, whose } from '../../../src/flag/whose.ts';

const now = 1_790_000_000;
const evaluate = (definition: FlagDefinition) => evaluateDefinition(null, 'leak', definition, now);
const owner = { run: 'run-42', bot: 'bot-1' };
const live: SentWrite = { write: 2, kind: 'live', value: 300, deadlineSeconds: now + 90, reason: null };
const off: SentWrite = { write: 3, kind: 'off', value: 300, deadlineSeconds: 1, reason: 'threshold' };

const stock: FlagDefinition = { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'off' };
const earliers: [string, FlagDefinition][] = [
  ['as in the demo', stock],
  ['disabled, default on', { ...stock, state: 'DISABLED', defaultVariant: 'on' }],
  ['without a default', { state: 'ENABLED', variants: { on: 100 } }],
  ['default null', { state: 'ENABLED', variants: { on: 100 }, defaultVariant: null }],
  ['with a targeting of its own', { ...stock, targeting: { if: [false, 'on', 'off'] } }],
  ['with metadata', { ...stock, metadata: { team: 'checkout', tier: 1 } }],
  ['with a variant leakops of its own', { ...stock, variants: { off: 0, on: 100, leakops: 7 } }],
  ['with unknown keys', { ...stock, description: 'theirs' }],
];

function own(earlier: FlagDefinition, sent: SentWrite[] = [live, off]): OwnWrites {
  return { earlier, names: chooseNames(earlier, 'run-42'), owner, sent };
}

function standing(writes: OwnWrites, sent: SentWrite): FlagDefinition {
  return leaseDefinition(writes.earlier, writes.names, sent, writes.owner);
}

describe('rule 14: what was not touched by others goes back to exactly what was read', () => {
  test.each(earliers)('%s', (_name, earlier) => {
    const writes = own(earlier);
    for (const sent of [live, off]) {
      const current = standing(writes, sent);
      expect(whose(current, writes)).toMatchObject({ kind: 'ours', write: sent });
      expect(undo(current, writes, 4, evaluate)).toEqual({ kind: 'undone', definition: earlier });
    }
  });
});

test('what we write serves the value until its deadline, and off after it, by every earlier definition', () => {
  for (const [, earlier] of earliers) {
    const current = standing(own(earlier), live);
    expect(evaluateDefinition(null, 'leak', current, now)).toEqual({ kind: 'value', value: 300, off: false });
    expect(evaluateDefinition(null, 'leak', current, now + 90)).toEqual({
      kind: 'value',
      value: 0,
      off: true,
    });
    expect(evaluateDefinition(null, 'leak', standing(own(earlier), off), 0)).toMatchObject({ off: true });
  }
});

test('rule 11: the variant is leakops, or leakops-run-42 where that is taken', () => {
  expect(own(stock).names).toEqual({ variant: 'leakops', offVariant: 'off' });
  expect(own(earliers[6]![1]).names.variant).toBe('leakops-run-42');
  expect(own(earliers[2]![1]).names.offVariant).toBe('leakops-off');
});

describe('rule 14: only what still holds our value goes back', () => {
  const edits: [string, (d: FlagDefinition) => FlagDefinition, FlagDefinition][] = [
    [
      'a variant of theirs',
      (d) => ({ ...d, variants: { ...d.variants, theirs: 5 } }),
      { ...stock, variants: { off: 0, on: 100, theirs: 5 } },
    ],
    [
      'our variant changed',
      (d) => ({ ...d, variants: { ...d.variants, leakops: 77 } }),
      { ...stock, variants: { off: 0, on: 100, leakops: 77 } },
    ],
    ['state DISABLED', (d) => ({ ...d, state: 'DISABLED' }), { ...stock, state: 'DISABLED' }],
    [
      'metadata of theirs',
      (d) => ({ ...d, metadata: { ...d.metadata, theirs: true } }),
      { ...stock, metadata: { theirs: true } },
    ],
    [
      'a targeting that names our variant, off',
      (d) => ({ ...d, targeting: { if: [false, 'leakops', 'off'] } }),
      { ...stock, variants: { off: 0, on: 100, leakops: 300 }, targeting: { if: [false, 'leakops', 'off'] } },
    ],
  ];
  test.each(edits)('%s', (_name, edit, expected) => {
    const writes = own(stock);
    expect(undo(edit(standing(writes, live)), writes, 4, evaluate)).toEqual({
      kind: 'undone',
      definition: expected,
    });
  });

  test('their default names our variant: our rule stays, with deadline 1 and our id', () => {
    const writes = own(stock);
    const current = { ...standing(writes, live), defaultVariant: 'leakops' };
    const result = undo(current, writes, 4, evaluate);
    expect(result).toMatchObject({
      kind: 'kept-off',
      why: expect.stringContaining('300'),
      definition: {
        defaultVariant: 'leakops',
        metadata: { leakopsRun: 'run-42', leakopsDeadline: 1, leakopsWrite: 4 },
      },
    });
    expect(evaluate(result.definition)).toMatchObject({ off: true });
  });

  test('the earlier default’s variant was deleted by others: broken is not off, our rule stays', () => {
    const earlier: FlagDefinition = {
      state: 'ENABLED',
      variants: { zero: 0, on: 100 },
      defaultVariant: 'zero',
    };
    const writes = own(earlier);
    const current = standing(writes, live);
    const { zero: _gone, ...rest } = current.variants;
    const result = undo({ ...current, variants: rest }, writes, 4, evaluate);
    expect(result.kind).toBe('kept-off');
    expect(evaluate(result.definition)).toMatchObject({ kind: 'value', off: true });
  });
});

describe('rule 12: whose an edit is', () => {
  const writes = own(stock);
  const current = standing(writes, live);
  test.each<[string, FlagDefinition | null, string]>([
    ['ours', current, 'ours'],
    [
      'ours, keys in another order',
      Object.fromEntries(Object.entries(current).reverse()) as FlagDefinition,
      'ours',
    ],
    ['state', { ...current, state: 'DISABLED' }, 'person-off'],
    ['our variant 0', { ...current, variants: { ...current.variants, leakops: 0 } }, 'person-off'],
    [
      'toggled',
      { ...current, targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, now + 90] }, 'off', 'off'] } },
      'person-off',
    ],
    ['another variant', { ...current, variants: { ...current.variants, x: 1 } }, 'edited'],
    ['targeting removed', { ...current, targeting: {} }, 'edited'],
    [
      'another deadline',
      {
        ...current,
        targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, now + 9_000] }, 'leakops', 'off'] },
      },
      'edited',
    ],
    ['another bot’s', { ...current, metadata: { ...current.metadata, leakopsBot: 'bot-2' } }, 'gone'],
    ['reset', stock, 'gone'],
    ['missing', null, 'gone'],
  ])('%s', (_name, definition, kind) => {
    expect(whose(definition, writes).kind).toBe(kind);
  });
});
