/** After the flag is off: recovered, restart needed, or not known. */
import type { Said } from '../ports.ts';
import { latestReading, type Run } from '../run/run.ts';
import { restartOffer } from './actions.ts';
import { compose } from './compose.ts';
import { freshReading, percentOf, readingBefore, zeroAt } from './memory.ts';
import { duration, percent } from './number.ts';
import { restoredWords } from './restored-words.ts';
import { nameOf, outsideWords } from './typed.ts';

/** By `run.recovery`; where a restart is needed the post is restartNeededPost's. */
export function recoveryPost(run: Run, now: number): Said {
  if (run.recovery === 'restart-needed') return restartNeededPost(run, now);
  if (run.recovery !== 'recovered') {
    const why = run.recoveryWhy === null ? 'no fresh readings' : outsideWords(run.recoveryWhy, 70);
    return compose({
      kind: 'milestone',
      level: 'warning',
      lines: [`❔ Recovery unknown: ${why}.`, `${restoredWords(run)}.`],
    });
  }
  return compose({
    kind: 'milestone',
    level: 'success',
    lines: [`✅ Recovered: ${fall(run)}${took(run)}, steady for three readings.`, `${restoredWords(run)}.`],
  });
}

/** The owner is mentioned, but after a kill the kill's post has done so. */
export function restartNeededPost(run: Run, now: number): Said {
  const { seenOffAt } = run.flag;
  const off = seenOffAt === null ? 'flag not seen off' : `flag off for ${duration(now - seenOffAt)}`;
  const value = percentOf(run, freshReading(run, now));
  const memory = value === null ? 'memory unknown' : `memory holds at ${percent(value)}`;
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [`🔧 Restart needed: ${off}, ${memory}.`, `${restartWords(run)}.`],
    actions: restartOffer(run),
    mention: run.kills.length === 0 ? run.owner.id : null,
  });
}

function restartWords(run: Run): string {
  const { restart } = run;
  if (restart === null) return 'Off is not recovered: a restart frees it';
  if (restart.why !== null) return `Restart failed: ${outsideWords(restart.why, 100)}`;
  const by = nameOf(restart.by);
  return restart.done ? `Restarted, as ${by} asked` : `Restart asked for by ${by}`;
}

/** `81 → 58 %`, `held at 41 %`: from the decision to the latest reading. */
function fall(run: Run): string {
  const from = percentOf(run, readingBefore(run, run.decision?.at ?? zeroAt(run)));
  const to = percentOf(run, latestReading(run));
  if (to === null) return 'memory unknown';
  if (from !== null && percent(from) === percent(to)) return `held at ${percent(to)}`;
  return from === null ? percent(to) : `${percent(from).replace('\u00a0%', '')} → ${percent(to)}`;
}

function took(run: Run): string {
  const { seenOffAt } = run.flag;
  return seenOffAt === null || run.recoveryAt === null ? '' : ` in ${duration(run.recoveryAt - seenOffAt)}`;
}
