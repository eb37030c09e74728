import { expect, test } from 'vitest';
import { card } from '../../../src/voice/card.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { growthAt, makeRun, type RunOverrides } from './make-run.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
const unseen = 'Readings are up to 20\u00a0s old, stopping takes 36\u00a0s: a kill may come unseen';
const preparing = (overrides: RunOverrides = {}) => makeRun({ state: 'preparing', ...overrides });
const spike = (killChance: number) =>
  preparing({ scenario: 'spike', flag: { value: 2000 }, users: 50, killChance });
const lines = (run: ReturnType<typeof preparing>, warnings: string[], protectableValue: number | null) =>
  planPost(run, growthAt, { warnings, protectableValue }).lines.map(plain);

test('what readings cannot see is said once, other warnings stay', () => {
  const [head] = lines(spike(0.004), [unseen, 'The pod is warming up'], 500);
  expect(head).toBe(
    '⚠️ Not protectable: readings are up to 20 s old, stopping takes 36 s, a kill may come unseen. The pod is warming up.',
  );
  expect(lines(spike(0.004), [], 500)[0]).toBe('⚠️ Not protectable: readings cannot see this kill coming.');
});

test('beside a kill within seconds a chance by bursts of under 1 % is left out', () => {
  expect(lines(spike(0.004), [unseen], 500).join('\n')).not.toContain('Chance of a kill');
  expect(lines(spike(0.62), [unseen], 500).join('\n')).toContain('Chance of a kill by bursts in 10 m: 62 %');
  expect(lines(preparing({ killChance: 0.004 }), [], null).join('\n')).toContain('under 1 %');
});

test('the sandbox is named in plan and card, a real world is not', () => {
  expect(lines(preparing(), [], null)[0]).toMatch(/^Plan: flag 300, .* in the sandbox on its own clock\./);
  expect(card(preparing(), growthAt, { publicUrl: null }).lines[1]).toContain('sandbox');
  const real = preparing({ world: { ...makeRun().world, target: 'kubernetes' } });
  expect(lines(real, [], null).join('\n')).not.toContain('sandbox');
  expect(card(real, growthAt, { publicUrl: null }).lines.join('\n')).not.toContain('sandbox');
});
