/** A value is served again after the flag was seen off: somebody's, or a late write of ours that stays (rules 9, 13). */
import type { Said } from '../ports.ts';
import type { ServedAgain } from '../run/flag-hold.ts';
import type { Run } from '../run/run.ts';
import { compose, type Line } from './compose.ts';
import { flagFailure } from './decision-words.ts';
import { freshReading, percentOf } from './memory.ts';
import { duration, percent } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

export function servedAgainPost(run: Run, again: ServedAgain, now: number): Said {
  const value = percentOf(run, freshReading(run, now));
  const memory = value === null ? 'memory unknown' : `memory at ${percent(value)}`;
  const over = value !== null && value > run.breaker.thresholdPercent;
  const threshold = percent(run.breaker.thresholdPercent);
  const next: Line = over
    ? `Not ours, but memory is over ${threshold}: it goes off again.`
    : {
        shown: `Not ours: it stays, unless memory goes over ${threshold}. Off: \`/leak flag off\`, anyone may.`,
        spoken: `Not ours: it stays, unless memory goes over ${threshold}. Off: /leak flag off, anyone may.`,
      };
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [`⚠️ Flag on again outside leakops: ${servedWords(again)}, ${memory}.`, next],
    mention: again.times === 1 ? run.owner.id : null,
  });
}

export function offAgainPost(run: Run, again: ServedAgain, now: number): Said {
  const by = again.offAsked === null ? '' : `, as ${nameOf(again.offAsked.by)} asked`;
  const value = percentOf(run, freshReading(run, now));
  const memory = value === null ? 'memory unknown' : `memory at ${percent(value)}`;
  const after = again.until === null ? '' : ` after ${duration(again.until - again.since)}`;
  return compose({
    kind: 'milestone',
    level: 'info',
    lines: [
      `🛑 Flag seen off again${after}${by}: ${memory}.`,
      'Next: memory must hold for three readings, counted anew.',
    ],
  });
}

/** It should have gone off again without a word, or as somebody asked, and has not. Shown in the channel. */
export function stuckAgainPost(run: Run, again: ServedAgain, now: number): Said {
  const failure = flagFailure(run, 60);
  const what = again.ours ? 'a late write brought it back' : 'turned on outside leakops';
  return compose({
    kind: 'milestone',
    level: 'error',
    lines: [
      `🔥 Flag on again for ${duration(now - again.since)}, ${servedWords(again)}: ${what}.`,
      `${failure === null ? 'It is put off, and not seen off yet' : `It cannot be put off: ${failure}`}. By hand: see the runbook.`,
    ],
    mention: run.owner.id,
    broadcast: true,
  });
}

function servedWords(again: ServedAgain): string {
  return `${outsideWords(String(again.value), 20)} served`;
}
