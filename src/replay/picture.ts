/** A replayed run as the chart that a report has, with the recording's name instead of a run's. SVG text. */
import { sealed } from '../run/draft.ts';
import { chartSvg } from '../voice/chart.ts';
import { inSeconds, mibLimit } from '../voice/number.ts';
import { typed } from '../voice/typed.ts';
import type { Replay } from './replay.ts';
import type { Source } from './source.ts';
import type { Trace } from './trace.ts';

export function pictureOf(replayed: Replay, trace: Trace, source: Source, name: string): string {
  const { run } = replayed;
  const trip = replayed.trips[0] ?? null;
  const at = (second: number | undefined) => (second === undefined ? null : Math.round(second * 1000));
  const drawn = sealed({
    ...run,
    breaker: { ...run.breaker, trippedAt: at(trip?.at), reason: trip?.reason ?? null },
    restartsSeen: replayed.restartSeconds.map((second) => ({ at: second * 1000, exit: null })),
  });
  const shownName = typed(name, 40);
  const seen = `every ${inSeconds(source.intervalSeconds * 1000)}, ${inSeconds(source.ageSeconds * 1000)} old`;
  const end = trip === null ? 'no trip' : `trip at second ${trip.at}: ${trip.reason}`;
  return chartSvg(drawn, Math.max(run.growingAt ?? 0, run.readings.at(-1)?.seenAt ?? 0), {
    title: `${shownName}: flag ${trace.flagValue}`,
    below: `% of ${mibLimit(trace.limitBytes)}; readings ${seen}`,
    outcome: trip === null ? 'no trip' : null,
    alt: `Memory in the recording ${shownName}, flag ${trace.flagValue}; ${end}.`,
  });
}
