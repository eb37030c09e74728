import { expect, test } from 'vitest';
import { understand } from '../../../commands/grammar/understand.ts';
import { written } from '../../../commands/grammar/written.ts';
import { verbs, verbsWithin } from '../../../commands/index.ts';
import { garbage } from './garbage.ts';

test.each([90_000, 3_600_000])('suggestions are within the longest time allowed, %i ms', (maxDurationMs) => {
  const narrowed = verbsWithin(maxDurationMs);
  for (const line of garbage(2_000, 7)) {
    const understood = understand(line, narrowed, true);
    if (understood.ok) continue;
    const again = understand(understood.suggestion, narrowed, true);
    expect(again.ok, `${line} → ${understood.suggestion}`).toBe(true);
    if (!again.ok) continue;
    const { for: forMs, time } = again.values;
    expect(Number(forMs ?? time ?? 0)).toBeLessThanOrEqual(maxDurationMs);
  }
});

test('whatever is typed: no error, and a suggestion that is understood', () => {
  let misunderstood = 0;
  for (const line of garbage(4_000)) {
    const understood = understand(line, verbs, true);
    if (understood.ok) {
      const again = understand(written(understood.verb, understood.values), verbs, true);
      expect(again, line).toMatchObject({ ok: true, values: understood.values });
      continue;
    }
    misunderstood += 1;
    expect(understand(understood.suggestion, verbs, true).ok, `${line} → ${understood.suggestion}`).toBe(
      true,
    );
    expect(understood.problem).not.toMatch(/[`<>@\n▁-█]/);
    expect(understood.problem.length, understood.problem).toBeLessThanOrEqual(90);
  }
  expect(misunderstood).toBeGreaterThan(1_000);
});
