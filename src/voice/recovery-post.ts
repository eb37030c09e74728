/** After the flag is off: recovered, restart needed, or not known. */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { restartOffer } from './actions.ts';
import { compose } from './compose.ts';
import { freedWords } from './freed-words.ts';
import { offSince, paceKillWords, stillGrowsWords } from './growth-after-post.ts';
import { freshReading } from './memory.ts';
import { duration } from './number.ts';
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
    lines: [
      `✅ Recovered: ${freedWords(run, tookMs(run))}, steady for three readings.`,
      `${restoredWords(run)}.`,
    ],
  });
}

/** The owner is mentioned, but after a kill the kill's post has done so. */
export function restartNeededPost(run: Run, now: number): Said {
  const since = offSince(run);
  const off = since === null ? 'flag not seen off' : `flag off for ${duration(now - since)}`;
  const grown = run.afterOff?.grows === true ? run.afterOff : null;
  const fresh = freshReading(run, now) !== null;
  const memory = !fresh ? 'memory unknown' : grown === null ? freedWords(run) : stillGrowsWords(grown);
  const kill = !fresh || grown === null ? '' : `${paceKillWords(grown)}. `;
  return compose({
    kind: 'milestone',
    level: grown === null ? 'warning' : 'error',
    lines: [`🔧 Restart needed: ${off}, ${memory}.`, `${kill}${restartWords(run)}.`],
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

/** From the flag seen off; null: not known. */
function tookMs(run: Run): number | null {
  const since = offSince(run);
  return since === null || run.recoveryAt === null ? null : run.recoveryAt - since;
}
