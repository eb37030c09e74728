/** A minute after the flag was seen off: growth must have stopped (facts/real-leak.md); where it has not, what to do. */
import type { Said } from '../ports.ts';
import { killLeftMs } from '../run/after-off.ts';
import { recoveredPercent } from '../run/recovery.ts';
import type { AfterOff, Run } from '../run/run.ts';
import { restartButton, workloadName } from './actions.ts';
import { compose } from './compose.ts';
import { freedWords } from './freed-words.ts';
import { duration, durationRange, percent, trend } from './number.ts';

/** The flag seen off, or off again. */
export function offSince(run: Run): number | null {
  const { seenOffAt, again } = run.flag;
  return again?.until ?? seenOffAt;
}

/** `still up 4 points a minute, at 88 %`. */
export function stillGrowsWords(afterOff: AfterOff): string {
  return `still ${trend(afterOff.pointsAMinute)}, at ${percent(afterOff.percent)}`;
}

/** `Kill in 1–5 m at this pace`. */
export function paceKillWords(afterOff: AfterOff): string {
  const [earliest, latest] = killLeftMs(afterOff);
  const when = earliest < 60_000 ? `within ${duration(latest)}` : `in ${durationRange(earliest, latest)}`;
  return `Kill ${when} at this pace`;
}

/** Not over what is recovered, or it would be the post of the restart that is needed. */
export function stillGrowsPost(run: Run, now: number): Said {
  const { afterOff } = run;
  const since = offSince(run);
  const after = since === null ? '' : `, ${duration(now - since)} after the flag was seen off`;
  const words = afterOff === null ? 'Memory unknown' : `Memory ${stillGrowsWords(afterOff)}`;
  const kill = afterOff === null ? '' : `${paceKillWords(afterOff)}. `;
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ ${words}${after}.`,
      `${kill}The flag is off: only a restart of ${workloadName(run)} does more.`,
    ],
    actions: run.restartPolicy === 'never' ? [] : [restartButton(run)],
    mention: run.owner.id,
  });
}

export function growthStoppedPost(run: Run, now: number): Said {
  const since = offSince(run);
  const off = since === null ? '' : `flag off for ${duration(now - since)}, `;
  return compose({
    kind: 'milestone',
    level: 'info',
    lines: [
      `🔄 Growth stopped: ${off}${freedWords(run)}.`,
      `Recovered is ${percent(recoveredPercent(run.heldPercent))} or less, for three readings. Next: it falls, or a restart is needed.`,
    ],
  });
}
