import { expect, test } from 'vitest';
import { visibleLength } from '../../../src/voice/card/width.ts';
import { card } from '../../../src/voice/card.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { growthAt, makeRun, minute, type RunOverrides, rise } from './make-run.ts';
import { forecast, growingNow, kill } from './sample-runs.ts';

const shown = (overrides: RunOverrides) =>
  card(makeRun(overrides), growingNow, { publicUrl: null }).lines.map((line) =>
    renderInstants(line, utc).replaceAll('\u00a0', ' ').replaceAll('\u2060', ''),
  );
const off = { breaker: { state: 'off' } } as const;
const events = [{ at: growthAt + minute, kind: 'breaker', by: 'Ben', text: 'breaker off' }] as const;

test('the card says when the run ends, behind the bars', () => {
  const lines = shown({ forecast });
  expect(lines).toHaveLength(6);
  expect(lines[2]).toMatch(/\(█ = 80 %\), ends 14:56 UTC$/);
  expect(card(makeRun(), growingNow, { publicUrl: null }).text.replaceAll('\u00a0', ' ')).toContain(
    '. Ends in 22 m.',
  );
});

test('where bars and evidence leave no room, behind the memory', () => {
  const readings = rise(growthAt, growingNow - 12_000, 58, 59);
  const lines = shown({ ...off, events: [...events], regime: 'level', readings });
  expect(lines[2]).toMatch(/ breaker off \(Ben\)$/);
  expect(lines[1]).toBe('11.8 of 20 MiB · level · ends 14:56 UTC');
});

test('who switched the breaker off stands beside the bars, and how often it was killed', () => {
  expect(shown({ ...off, events: [...events] })[2]).toMatch(/` breaker off \(Ben\)$/);
  expect(shown({ ...off, events: [...events], kills: [{ ...kill, at: growthAt + minute }] })[2]).toMatch(
    / breaker off \(Ben\) · 1 kill$/,
  );
  expect(shown({ ...off })[2]).toMatch(/ breaker off, ends 14:56 UTC$/);
});

test('with 15 kills all are in the bars, within the width', () => {
  const kills = Array.from({ length: 15 }, (_v, n) => ({ ...kill, at: growthAt + (n + 1) * 30_000 }));
  const run = makeRun({ ...off, events: [...events], kills, readings: rise(growthAt, growingNow, 52, 72) });
  const { lines } = card(run, growingNow, { publicUrl: null });
  expect(lines[2]?.match(/K/g)).toHaveLength(15);
  expect(lines.every((line) => visibleLength(line) <= 48)).toBe(true);
});
