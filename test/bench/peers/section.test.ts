import { expect, test } from 'vitest';
import type { Machine } from '../machine.ts';
import type { Measured } from './measure.ts';
import type { Played } from './play.ts';
import { plansOf } from './scenes.ts';
import { forDocument, forTerminal } from './section.ts';
import { rivalNames, setupOf } from './setups.ts';

const machine: Machine = {
  cores: 2,
  platform: 'linux',
  architecture: 'x64',
  memoryBytes: 24e9,
  node: '26.10.0',
  loadBefore: 0.4,
};
const { exact, rough } = plansOf({ quick: false, only: null }, () => true);
const played = [...exact, ...rough].map(
  (plan): Played => ({
    plan,
    halfMs: 1_000,
    overMs: 2_000,
    blowMs: plan.blow === 'none' ? null : 1_100,
    offMs: 3_000,
    killedMs: null,
    left: { served: null, users: null, definition: true, otherFlags: true },
  }),
);
const measured: Measured = {
  rivals: {
    prometheus: { versions: 'Prometheus 9.8.7' },
    chaostoolkit: { versions: 'chaostoolkit 6.5.4' },
    leakops: { versions: 'this repository' },
  },
  played,
  failed: [],
  minutes: 16.2,
};

test('the section names versions, machine, every setup that played, and the time that it takes', () => {
  const text = forDocument(measured, machine);
  expect(text).toMatch(/^## /);
  for (const part of ['Prometheus 9.8.7', 'chaostoolkit 6.5.4', '2 cores', 'about 17 minutes'])
    expect(text).toContain(part);
  const names = [...new Set(played.map(({ plan }) => setupOf(plan.setup).name))];
  for (const name of names) expect(text).toContain(`\n| ${name} | `);
  expect(text).not.toMatch(/undefined|NaN|null/);
});

test('all rows of a table have as many cells', () => {
  const tables = forDocument(measured, machine)
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 0);
  expect(tables.length).toBeGreaterThanOrEqual(5);
  for (const lines of tables) expect(new Set(lines.map((line) => line.split(' | ').length)).size).toBe(1);
});

test('a rival that is not there is said to be so, with what failed; nothing of it is in the tables', () => {
  const without: Measured = {
    ...measured,
    rivals: { ...measured.rivals, chaostoolkit: { missing: 'PyPI is out of reach' } },
    played: played.filter(({ plan }) => setupOf(plan.setup).rival !== 'chaostoolkit'),
    failed: [{ plan: exact[0]!, why: 'Prometheus did not come within 30 s' }],
  };
  for (const text of [forDocument(without, machine), forTerminal(without)]) {
    expect(text).toContain('Chaos Toolkit: not measured here: PyPI is out of reach');
    expect(text).toContain('did not come within 30 s');
    expect(text).not.toContain('Chaos Toolkit always');
  }
});

test('nothing measured is no table', () => {
  const text = forTerminal({ ...measured, played: [] });
  expect(text).not.toContain('p50');
});

test('plans: each rival is in each scene that compares it, and a rival that is missing in none', () => {
  const rivalsIn = (scene: string) =>
    new Set(played.filter(({ plan }) => plan.scene === scene).map(({ plan }) => setupOf(plan.setup).rival));
  for (const scene of ['reaction', 'speeds', 'late readings', 'blows', 'aftermath'])
    expect(rivalsIn(scene)).toEqual(new Set(rivalNames));
  const left = plansOf({ quick: true, only: null }, (setup) => setupOf(setup).rival === 'leakops');
  const rivals = [...left.exact, ...left.rough].map(({ setup }) => setupOf(setup).rival);
  expect(new Set(rivals)).toEqual(new Set(['leakops']));
});

test('plans: all setups meet the same leaks, each game of the reaction another', () => {
  const speedsOf = (setup: string) =>
    exact
      .filter((plan) => plan.scene === 'reaction' && plan.setup === setup)
      .map(({ leakSpeed }) => leakSpeed);
  expect(speedsOf('leakops-threshold-1s')).toEqual(speedsOf('prometheus-1s'));
  expect(new Set(speedsOf('prometheus-1s')).size).toBe(10);
});
