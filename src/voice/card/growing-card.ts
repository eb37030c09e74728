import { brokerName } from '../../run/broker-hold.ts';
import { leaseEndsAt } from '../../run/lease-end.ts';
import { type Growing, latestReading } from '../../run/run.ts';
import { growingButtons } from '../actions.ts';
import { breakerOffBy } from '../breaker-words.ts';
import { compose, type Line } from '../compose.ts';
import { capital } from '../decision-words.ts';
import { chanceWords, courseWords, forecastWords } from '../forecast-words.ts';
import { instant, instantSeconds } from '../instant.ts';
import { freshReading, percentOf, rssWords } from '../memory.ts';
import { duration, mibOf, percent, usersCount } from '../number.ts';
import { sparkLine } from '../run-sparkline.ts';
import { growthFace, headline } from '../state-words.ts';
import { nameOf } from '../typed.ts';
import { cardWidth, toWidth, visibleLength, whoWhenLine } from './width.ts';

type Shown = Exclude<Line, string>;

export function growingCard(run: Growing, now: number) {
  const spark = sparkLine(run, now);
  const forecast = forecastWords(run, now);
  return compose({
    kind: 'card',
    level: growthFace(run, now).level,
    lines: [
      headline(run, now),
      ...withEnd(run, now, [
        toWidth(memoryLine(run, now)),
        ...(spark === null ? [] : [withLegend(run, spark)]),
        { shown: fitted(capital(forecast.shown)), spoken: forecast.spoken },
      ]),
      steeringLine(run, now),
      whoWhenLine(run, now),
    ],
    actions: growingButtons(run),
  });
}

/** When the run ends, behind the first line that has room for it: the bars, else the forecast, else the memory. */
function withEnd(run: Growing, now: number, [memory, ...others]: [string, ...Shown[]]): Line[] {
  const lines: Shown[] = [{ shown: memory, spoken: memory }, ...others];
  if (run.endsAt <= now) return lines;
  const ends = `ends ${instant(run.endsAt)}`;
  const added = lines.map(({ shown }) => `${shown}${shown.startsWith('`') ? ', ' : ' · '}${ends}`);
  const place = [1, 2, 0].find(
    (index) => added[index] !== undefined && visibleLength(added[index]) <= cardWidth,
  );
  return lines.map((line, index) =>
    index === place
      ? {
          shown: added[index] ?? line.shown,
          spoken: `${line.spoken ?? ''}. Ends in ${duration(run.endsAt - now)}`,
        }
      : line,
  );
}

/** What the full bar means, or who switched the breaker off and how often it was killed since, as far as there is room. */
function withLegend(run: Growing, bars: Shown): Shown {
  if (run.breaker.state !== 'off') {
    return { ...bars, shown: `${bars.shown} (█ = ${percent(run.breaker.thresholdPercent)})` };
  }
  const by = breakerOffBy(run);
  const kills = run.kills.length;
  const count = kills === 0 ? '' : ` · ${kills} ${kills === 1 ? 'kill' : 'kills'}`;
  const who = by === null ? '' : ` (${nameOf(by, 12)})`;
  const room = cardWidth - visibleLength(bars.shown);
  const legend = [` breaker off${who}${count}`, ` breaker off${who}`, ' breaker off'].find(
    (words) => visibleLength(words) <= room,
  );
  return {
    shown: `${bars.shown}${legend ?? ''}`,
    spoken: `${bars.spoken}, breaker off${who}${count.replace(' · ', ', ')}`,
  };
}

function memoryLine(run: Growing, now: number): string {
  const reading = freshReading(run, now);
  if (reading !== null) {
    const words = rssWords(run, reading) ?? chanceWords(run, now) ?? courseWords(run);
    return fitted(`${mibOf(reading.usedBytes, run.limitBytes)} · ${words}`);
  }
  const last = latestReading(run);
  const before =
    last === null
      ? 'no reading yet'
      : `last ${percent(percentOf(run, last))}, ${duration(now - last.at)} ago`;
  return run.restartKnown ? `Restarting · ${before}` : `No fresh reading · ${before}`;
}

/** What does not fit on a line leaves its last parts out; the words for screen readers have them all. */
function fitted(line: string): string {
  const parts = line.split(', ');
  while (parts.length > 1 && visibleLength(parts.join(', ')) > cardWidth) parts.pop();
  return parts.join(', ');
}

/** `Flag 300 · 25 users · lease to 14:35:30`, or what is not as it was set. */
function steeringLine(run: Growing, now: number): Line {
  // A card has no room for both: who looks at it must know that it is down.
  const beside = run.broker === null ? usersWords(run) : `${brokerName(run.broker)} at 0`;
  const start = `Flag ${run.flag.value} · ${beside} · `;
  if (run.flag.editedSeen) return toWidth('Flag edited outside leakops, not renewed');
  if (run.leaseMs === null) return toWidth(`${start}no lease`);
  const endsAt = leaseEndsAt(run);
  if (endsAt === null) return toWidth(`${start}lease unknown`);
  if (endsAt <= now) return toWidth(`${start}lease over`);
  return {
    shown: `${start}lease to ${instantSeconds(endsAt)}`,
    spoken: `${start}lease for ${duration(endsAt - now)} more`,
  };
}

function usersWords(run: Growing): string {
  if (run.load.kind === 'none') return 'no load';
  if (run.load.undo === 'person') return 'load changed';
  if (run.load.failures > 0) return 'load fails';
  return run.load.onAt === null ? 'load waits' : usersCount(run.users);
}
