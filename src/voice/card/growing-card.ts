import { type Growing, latestReading } from '../../run/run.ts';
import { growingButtons } from '../actions.ts';
import { compose, type Line } from '../compose.ts';
import { forecastWords, regimeWords } from '../forecast-words.ts';
import { instantSeconds } from '../instant.ts';
import { freshReading, percentOf, pointsAMinute, zeroAt } from '../memory.ts';
import { duration, mibOf, percent, trend, usersCount } from '../number.ts';
import { sparkLine } from '../run-sparkline.ts';
import { growthFace, headline } from '../state-words.ts';
import { toWidth, whoWhenLine } from './width.ts';

export function growingCard(run: Growing, now: number) {
  const spark = sparkLine(run, now, legend(run));
  return compose({
    kind: 'card',
    level: growthFace(run, now).level,
    lines: [
      headline(run, now),
      toWidth(memoryLine(run, now)),
      ...(spark === null ? [] : [spark]),
      forecastWords(run, now),
      steeringLine(run, now),
      whoWhenLine(run, now),
    ],
    actions: growingButtons(run),
  });
}

function legend(run: Growing): string {
  if (run.breaker.state !== 'off') return ` (█ = ${percent(run.breaker.thresholdPercent)})`;
  const kills = run.kills.length;
  return kills === 0 ? ' (breaker off)' : ` (${kills} ${kills === 1 ? 'kill' : 'kills'})`;
}

function memoryLine(run: Growing, now: number): string {
  const reading = freshReading(run, now);
  if (reading !== null) {
    const rate = run.regime === 'ramp' ? pointsAMinute(run, zeroAt(run)) : null;
    return `${mibOf(reading.usedBytes, run.limitBytes)} · ${rate === null ? regimeWords(run.regime) : trend(rate)}`;
  }
  const last = latestReading(run);
  const before =
    last === null
      ? 'no reading yet'
      : `last ${percent(percentOf(run, last))}, ${duration(now - last.at)} ago`;
  return run.restartKnown ? `Restarting · ${before}` : `No fresh reading · ${before}`;
}

/** `Flag 300 · 25 users · lease to 14:35:30`, or what is not as it was set. */
function steeringLine(run: Growing, now: number): Line {
  const start = `Flag ${run.flag.value} · ${usersWords(run)} · `;
  if (run.flag.editedSeen) return toWidth('Flag edited outside leakops, not renewed');
  if (run.leaseMs === null) return toWidth(`${start}no lease`);
  if (run.flag.servedDeadlineSeconds === null) return toWidth(`${start}lease unknown`);
  const deadline = run.flag.servedDeadlineSeconds * 1000;
  if (deadline <= now) return toWidth(`${start}lease over`);
  return {
    shown: `${start}lease to ${instantSeconds(deadline)}`,
    spoken: `${start}lease for ${duration(deadline - now)} more`,
  };
}

function usersWords(run: Growing): string {
  if (run.load.kind === 'none') return 'no load';
  if (run.load.undo === 'person') return 'load changed';
  if (run.load.failures > 0) return 'load fails';
  return run.load.onAt === null ? 'load waits' : usersCount(run.users);
}
