/** Trip, seen off, kills and restarts in the chart: a line each, and its letter. */
import type { Run } from '../run/run.ts';
import { colour, line, text } from './chart-pen.ts';
import { plot, type Scale, size } from './chart-scale.ts';
import { marksOf } from './run-sparkline.ts';

const markWidth = 23;
const markRows = 4;
const inks = { T: colour.breaker, K: colour.limit, R: colour.soft, O: colour.off };
const markNames = { T: 'trip', K: 'kill', R: 'restart', O: 'seen off' };

/** Letters as in the sparkline, and O for seen off. */
function marksShown(run: Run, scale: Scale): { at: number; letter: keyof typeof inks }[] {
  const off = run.flag.seenOffAt === null ? [] : [{ at: run.flag.seenOffAt, letter: 'O' as const }];
  return [...marksOf(run), ...off]
    .filter(({ at }) => at >= scale.fromMs && at <= scale.toMs)
    .sort((a, b) => a.at - b.at);
}

export function markLines(run: Run, scale: Scale): string[] {
  return marksShown(run, scale).map(({ at, letter }) => {
    const dashes = letter === 'O' ? ' stroke-dasharray="3 3"' : '';
    const style = `stroke="${inks[letter]}" stroke-width="1.5"${dashes}`;
    return line(scale.x(at), plot.top, scale.x(at), plot.bottom, style);
  });
}

/** At the foot of the plot, in the lowest row with room; where all rows are full the line alone stands. */
export function markLetters(run: Run, scale: Scale): string[] {
  const shown = marksShown(run, scale);
  const ends = new Array<number>(markRows).fill(Number.NEGATIVE_INFINITY);
  const drawn = shown.flatMap(({ at, letter }) => {
    const x = scale.x(at);
    const row = ends.findIndex((end) => x - end >= markWidth);
    if (row < 0) return [];
    ends[row] = x;
    const y = plot.bottom - 13 - row * markWidth;
    return [
      `<circle cx="${x}" cy="${y}" r="9.5" fill="${inks[letter]}" stroke="${colour.paper}" stroke-width="1.5"/>`,
      text(x, y + 4.8, letter, 'text-anchor="middle" font-size="13" font-weight="bold" fill="#ffffff"'),
    ];
  });
  const legend = [...new Set(shown.map(({ letter }) => letter))].map(
    (letter) => `${letter} ${markNames[letter]}`,
  );
  if (legend.length === 0) return drawn;
  const style = `text-anchor="end" font-size="15" fill="${colour.ink}"`;
  return [...drawn, text(plot.right, size.height - 12, legend.join(' · '), style)];
}
