/**
 * The chart of a run as SVG text: memory over minutes since the growth began, with the limit, the breaker and
 * GOMEMLIMIT as labelled lines, and trip, seen off and kills as lettered marks. Line styles and letters tell them
 * apart without colour; a picture has no time zone of its own, so its title gives the start in UTC.
 */
import type { Run } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { chartAlt } from './chart-alt.ts';
import { levelLabels, levelLines, levels } from './chart-levels.ts';
import { markLetters, markLines } from './chart-marks.ts';
import { colour, escapeXml, halo, line, text } from './chart-pen.ts';
import { linePieces, minuteTicks, peakAt, plot, type Scale, scaleOf, size } from './chart-scale.ts';
import { flagValues } from './guide-words.ts';
import { utc } from './instant.ts';
import { zeroAt } from './memory.ts';
import { mib, percentBeside } from './number.ts';
import { faceOf } from './outcome-words.ts';

const mostPoints = 400;
/** Half of a peak's label, for it to stay inside. */
const labelHalf = 56;

/** What stands over the memory: two lines, and the words for who does not see the picture. */
export interface ChartWords {
  title: string;
  below: string;
  /** At the right of `below`, how it ended; null: it has not. */
  outcome: string | null;
  alt: string;
}

/** `now`, on the bot's clock in ms, is where the chart of a live run ends. */
export function chartSvg(run: Run, now: number, words: ChartWords = wordsOf(run)): string {
  const scale = scaleOf(run, now);
  const labels = levelLabels(run, scale);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img" font-family="DejaVu Sans" font-size="16">`,
    `<title>${escapeXml(words.alt)}</title>`,
    `<rect x="0.5" y="0.5" width="${size.width - 1}" height="${size.height - 1}" rx="6" fill="${colour.paper}" stroke="${colour.border}"/>`,
    text(10, 25, words.title, `font-size="19" font-weight="bold" fill="${colour.ink}"`),
    text(10, 47, words.below, `fill="${colour.soft}"`),
    ...outcome(words),
    ...axes(run, scale),
    ...markLines(run, scale),
    ...labels.papers,
    ...levelLines(run, scale),
    ...memory(run, scale),
    ...labels.words,
    ...markLetters(run, scale),
    ...peak(run, scale),
    '</svg>',
  ].join('\n');
}

function wordsOf(run: Run): ChartWords {
  const zero = zeroAt(run);
  const date = Number.isFinite(zero) ? new Date(zero).toISOString().slice(0, 10) : '';
  const from = run.growingAt === null ? 'started' : 'growth from';
  const users = run.load.kind === 'none' ? '' : `, ${run.users} users`;
  return {
    title: `${workloadName(run, 16)}, ${run.id}: flag ${flagValues(run)}${users}`,
    below: `% of ${mib(run.limitBytes).replace('.0', '')}; ${from} ${date} ${utc(zero, false)}`,
    outcome: run.state === 'ended' ? faceOf(run).word : null,
    alt: chartAlt(run),
  };
}

function outcome(words: ChartWords): string[] {
  const style = `text-anchor="end" font-weight="bold" fill="${colour.ink}"`;
  return words.outcome === null ? [] : [text(plot.right, 47, words.outcome, style)];
}

function axes(run: Run, scale: Scale): string[] {
  const ups = [0, 20, 40, 60, 80, 100].flatMap((value) => [
    line(plot.left, scale.y(value), plot.right, scale.y(value), `stroke="${colour.grid}"`),
    text(plot.left - 6, scale.y(value) + 5.5, `${value}`, `text-anchor="end" fill="${colour.soft}"`),
  ]);
  const acrosses = minuteTicks(scale, zeroAt(run)).flatMap(({ at, minutes }) => [
    line(scale.x(at), plot.bottom, scale.x(at), plot.bottom + 5, `stroke="${colour.soft}"`),
    text(scale.x(at), plot.bottom + 22, `${minutes}`, `text-anchor="middle" fill="${colour.soft}"`),
  ]);
  const axis = run.growingAt === null ? 'minutes since the start' : 'minutes since the start of growth';
  return [...ups, ...acrosses, text(10, size.height - 12, axis, `font-size="15" fill="${colour.soft}"`)];
}

function memory(run: Run, scale: Scale): string[] {
  const style = `fill="none" stroke="${colour.memory}" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"`;
  const pieces = linePieces(run, scale, mostPoints).map((points) => {
    const [only] = points;
    if (points.length === 1 && only !== undefined)
      return `<circle cx="${only.x}" cy="${only.y}" r="2.5" fill="${colour.memory}"/>`;
    return `<polyline points="${points.map(({ x, y }) => `${x},${y}`).join(' ')}" ${style}/>`;
  });
  if (pieces.length === 0) {
    return [
      text((plot.left + plot.right) / 2, 180, 'no readings', `text-anchor="middle" fill="${colour.soft}"`),
    ];
  }
  return pieces;
}

/** Over its point, where the line of memory is not. A run that ended before the growth has none. */
function peak(run: Run, scale: Scale): string[] {
  const { x, y, value } = peakAt(run, scale);
  if (value === null) return [];
  const words = `${run.kills.length === 0 ? 'peak' : 'highest'} ${percentBeside(value, run.breaker.thresholdPercent)}`;
  // On a level's line where that would go through the words.
  const crossing = levels(run, scale)
    .map(({ at }) => scale.y(at))
    .sort((a, b) => b - a)
    .filter((level) => level <= y);
  const labelY = crossing.reduce((at, level) => (level < at + 5 && level > at - 16 ? level - 5 : at), y - 10);
  const labelX = Math.min(plot.right - labelHalf, Math.max(plot.left + labelHalf, x));
  return [
    `<circle cx="${x}" cy="${y}" r="4" fill="${colour.paper}" stroke="${colour.memory}" stroke-width="2"/>`,
    text(
      labelX,
      labelY,
      words,
      `text-anchor="middle" font-size="15" font-weight="bold" fill="${colour.memory}" ${halo}`,
    ),
  ];
}
