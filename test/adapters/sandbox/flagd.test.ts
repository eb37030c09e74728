import { describe, expect, it } from 'vitest';
import { createFlagd, numberServed } from '../../../adapters/sandbox/flagd.ts';

const at = (seconds: number) => seconds * 1000 + 999;
const deadline = 1_800_000_000;

function flag(definition: Record<string, unknown> = {}) {
  return { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'off', ...definition };
}
const fileWith = (definition: Record<string, unknown>) =>
  JSON.stringify({ flags: { leak: flag(definition) } });

describe('flagd’s evaluation', () => {
  const leased = fileWith({
    variants: { off: 0, leakops: 300 },
    targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, deadline] }, 'leakops', 'off'] },
    metadata: { run: 'run-42', write: 3 },
  });

  it('a lease serves its value until the deadline on flagd’s clock, then off, both by targeting', () => {
    let nowMs = at(deadline - 1);
    const machineNow = Date.now;
    const flagd = createFlagd(() => nowMs);
    expect(flagd.load(leased)).toBe(true);
    expect(flagd.evaluate('leak', {})).toEqual({
      kind: 'value',
      value: 300,
      variant: 'leakops',
      reason: 'TARGETING_MATCH',
      metadata: { run: 'run-42', write: 3 },
    });
    nowMs = deadline * 1000;
    expect(flagd.evaluate('leak', {})).toMatchObject({ value: 0, variant: 'off', reason: 'TARGETING_MATCH' });
    expect(Date.now).toBe(machineNow);
  });

  it('disabled and defaulted flags have neither value nor variant, but their metadata', () => {
    const flagd = createFlagd(() => 0);
    flagd.load(fileWith({ state: 'DISABLED', metadata: { run: 'run-1' } }));
    expect(flagd.evaluate('leak', {})).toEqual({
      kind: 'value',
      value: undefined,
      variant: undefined,
      reason: 'DISABLED',
      metadata: { run: 'run-1' },
    });
    for (const defaultVariant of [null, undefined]) {
      flagd.load(fileWith({ defaultVariant }));
      expect(flagd.evaluate('leak', {})).toMatchObject({ value: undefined, reason: 'DEFAULT' });
    }
    expect(numberServed(flagd, 'leak')).toBe(0);
  });

  it('a missing variant in the targeting is an error, not the default', () => {
    const flagd = createFlagd(() => 0);
    flagd.load(fileWith({ targeting: { if: [true, 'gone', 'off'] } }));
    expect(flagd.evaluate('leak', {})).toMatchObject({ kind: 'error', code: 'GENERAL' });
    expect(numberServed(flagd, 'leak')).toBe(0);
  });

  it('a context that breaks the rule is an error of that evaluation', () => {
    const flagd = createFlagd(() => 0);
    const machineNow = Date.now;
    flagd.load(fileWith({ targeting: { var: 'who' } }));
    expect(flagd.evaluate('leak', { who: { toString: 5 } })).toMatchObject({
      kind: 'error',
      code: 'GENERAL',
    });
    expect(Date.now).toBe(machineNow);
  });

  it('static flags say so', () => {
    const flagd = createFlagd(() => 0);
    flagd.load(fileWith({ defaultVariant: 'on' }));
    expect(flagd.evaluate('leak', {})).toMatchObject({ value: 100, reason: 'STATIC' });
    expect(numberServed(flagd, 'leak')).toBe(100);
  });
});

describe('what flagd does not load keeps the last good state', () => {
  const rejected: [string, string][] = [
    ['malformed', '{"flags": {'],
    ['empty', ''],
    ['no flags', '{}'],
    ['flags that are no object', '{"flags": []}'],
    ['a default that names no variant', fileWith({ defaultVariant: 'gone' })],
    ['a default that only a prototype has', fileWith({ defaultVariant: 'toString' })],
    ['an unknown state', fileWith({ state: 'MAYBE' })],
    ['null', 'null'],
  ];
  it.each(rejected)('%s', (_name, text) => {
    const flagd = createFlagd(() => 0);
    expect(flagd.load(fileWith({ defaultVariant: 'on' }))).toBe(true);
    expect(flagd.load(text)).toBe(false);
    expect(numberServed(flagd, 'leak')).toBe(100);
  });

  it('started with such a file it knows no flag', () => {
    const flagd = createFlagd(() => 0);
    flagd.load('{');
    expect(flagd.evaluate('leak', {})).toMatchObject({ kind: 'error', code: 'FLAG_NOT_FOUND' });
  });
});
