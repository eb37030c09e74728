import { expect, test } from 'vitest';
import { card } from '../../../src/voice/card.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { growthAt, makeRun, type RunOverrides } from './make-run.ts';

const plain = (words: string) => words.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
const preparing = (overrides: RunOverrides = {}) => makeRun({ state: 'preparing', ...overrides });
const spike = (killChance: number, overrides: RunOverrides = {}) =>
  preparing({ scenario: 'spike', flag: { value: 2000 }, users: 50, killChance, ...overrides });
const lines = (run: ReturnType<typeof preparing>) => planPost(run, growthAt).lines.map(plain);

test('what readings cannot see is said once, other warnings stay', () => {
  const warnings = ['The pod is warming up'];
  expect(lines(spike(0.004, { unseen: 'too-fast', warnings }))[0]).toBe(
    '⚠️ Not protectable: readings up to 20 s old, stopping takes 36 s, a kill may come unseen. The pod is warming up.',
  );
  expect(lines(spike(0.62, { unseen: 'bursts' }))[0]).toBe(
    '⚠️ Not protectable: 62 % chance of a kill by bursts in 10 m, unseen by readings up to 20 s old.',
  );
  expect(lines(spike(0.02, { unseen: 'bursts' }))[0]).toBe(
    '⚠️ Not protectable: a burst may come near the limit, unseen by readings up to 20 s old.',
  );
});

test('rule 5: an unprotectable start keeps its buttons; without a protectable value the stop alone', () => {
  const labels = (overrides: RunOverrides) =>
    planPost(spike(0.62, overrides), growthAt).actions.map(({ id }) => id);
  expect(labels({ unseen: 'bursts', protectableValue: 1000 })).toEqual(['value', 'stop']);
  expect(labels({ unseen: 'bursts' })).toEqual(['stop']);
  expect(labels({})).toEqual([]);
});

test('the chance is said with what it means, a small one by itself', () => {
  const all = (run: ReturnType<typeof preparing>) => lines(run).join('\n');
  expect(all(preparing({ killChance: 0.12 }))).toContain(
    'Readings every 15 s, up to 20 s old, miss most bursts. Kill by bursts within 10 m: 12 %, 1 in 8: can be seen coming.',
  );
  expect(all(preparing({ killChance: 0.12, unseen: 'bursts' }))).toContain('1 in 8: comes unseen.');
  expect(all(preparing({ killChance: 0.004 }))).toContain('Kill by bursts within 10 m: under 1 %.');
  expect(all(preparing({ killChance: null }))).toContain('Unknown: chance of a kill.');
});

test('beside a kill within seconds a small chance by bursts is left out', () => {
  expect(lines(spike(0.004, { unseen: 'too-fast' })).join('\n')).not.toContain('by bursts');
  expect(lines(spike(0.62, { unseen: 'too-fast' })).join('\n')).toContain('by bursts within 10 m: 62 %');
});

test('the sandbox is named in plan and card, a real world is not', () => {
  expect(lines(preparing())[0]).toMatch(/^Plan: flag 300, .* in the sandbox on its own clock\./);
  expect(card(preparing(), growthAt, { publicUrl: null }).lines[1]).toContain('sandbox');
  const real = preparing({ world: { ...makeRun().world, target: 'kubernetes' } });
  expect(lines(real).join('\n')).not.toContain('sandbox');
  expect(card(real, growthAt, { publicUrl: null }).lines.join('\n')).not.toContain('sandbox');
});
