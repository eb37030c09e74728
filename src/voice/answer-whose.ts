/** Which run was meant (rule 30). */
import type { Place, Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { latestReading, utilization } from '../run/run.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { duration, offset, percent } from './number.ts';
import { nameOf, typed } from './typed.ts';

/** Where somebody asks from. */
export type Here = { chat: Run['chat']; channel: Place['channel'] };

const mostNamed = 8;

export function noRun(refusalWord: string): Said {
  return answer(
    [`${refusalWord}: no run is live. ${nothingChanged}`, `Start one: ${copy('start gradual')}`],
    {
      level: 'warning',
    },
  );
}

export function chooseRun(
  refusalWord: string,
  verb: string,
  runs: readonly Run[],
  now: number,
  here: Here,
): Said {
  const named = runs.slice(0, mostNamed).map((run) => `${run.id}: ${briefly(run, now)}, ${where(run, here)}`);
  const more = runs.length > mostNamed ? [`and ${runs.length - mostNamed} more`] : [];
  return answer(
    [
      `${refusalWord}: ${runs.length} runs are live. ${nothingChanged}`,
      ...named,
      ...more,
      `Say it in the run's thread: \`@leakops ${verb}\`, or see ${copy('status')}`,
    ],
    { level: 'warning' },
  );
}

/** `growing 64 %, Ben, +6 m`. */
export function briefly(run: Run, now: number): string {
  const reading = latestReading(run);
  const level = reading === null ? '' : ` ${percent(utilization(run, reading.usedBytes))}`;
  const since = run.growingAt === null ? `for ${duration(now - run.startedAt)}` : offset(now - run.growingAt);
  return `${run.state}${level}, ${nameOf(run.owner.name)}, ${since}`;
}

/** `in this channel`, `in channel game-day`, `on slack in channel C024`. */
export function where(run: Run, here: Here): string {
  if (run.chat === here.chat && run.channel === here.channel) return 'in this channel';
  const chat = run.chat === here.chat ? '' : `on ${run.chat} `;
  return `${chat}in channel ${typed(run.channel, 40)}`;
}
