/**
 * The chart of a run as SVG text: memory over minutes since the growth began, with the limit, the breaker and
 * GOMEMLIMIT as labelled lines, and trip, seen off and kills as lettered marks. Line styles and letters tell them
 * apart without colour; a picture has no time zone of its own, so its title gives the start in UTC.
 */
import { type Run, utilization } from '../run/run.ts';
import { workloadName } from './actions.ts';
import { chartAlt } from './chart-alt.ts';
import { linePieces, minuteTicks, plot, type Scale, scaleOf, size } from './chart-scale.ts';
import { utc } from './instant.ts';
import { peakReading, percentOf, zeroAt } from './memory.ts';
import { mib, percent, percentBeside } from './number.ts';
import { marksOf } from './run-sparkline.ts';

const mostPoints = 400;
/** Okabe and Ito's colours, which the colour-blind can tell apart. */
const colour = {
  ink: '#1f2933',
  soft: '#52606d',
  grid: '#dfe4ea',
  memory: '#0072b2',
  limit: '#b03a00',
  breaker: '#8a6100',
  runtime: '#6b4a7d',
  off: '#00664a',
};
const labelGap = 16;
/** White around letters that stand on lines. */
const halo = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"';

/** `now`, on the bot's clock in ms, is where the chart of a live run ends. */
export function chartSvg(run: Run, now: number): string {
  const scale = scaleOf(run, now);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img" font-family="DejaVu Sans" font-size="16">`,
    `<title>${escapeXml(chartAlt(run))}</title>`,
    `<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    ...heading(run),
    ...axes(run, scale),
    ...levels(run, scale),
    ...memory(run, scale),
    ...marks(run, scale),
    ...peak(run, scale),
    '</svg>',
  ].join('\n');
}

/** For text between tags and in attributes; what XML cannot hold at all is dropped. */
export function escapeXml(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function heading(run: Run): string[] {
  const zero = zeroAt(run);
  const date = Number.isFinite(zero) ? new Date(zero).toISOString().slice(0, 10) : '';
  const from = run.growingAt === null ? 'started' : 'growth from';
  const users = run.load.kind === 'none' ? '' : `, ${run.users} users`;
  const title = `${workloadName(run, 16)}, ${run.id}: flag ${run.flag.value}${users}`;
  const below = `% of ${mib(run.limitBytes).replace('.0', '')}; ${from} ${date} ${utc(zero, false)}`;
  return [
    text(10, 25, title, `font-size="19" font-weight="bold" fill="${colour.ink}"`),
    text(10, 47, below, `fill="${colour.soft}"`),
  ];
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
  const axis = run.growingAt === null ? 'minutes since the start' : 'minutes of growth';
  return [...ups, ...acrosses, text(10, size.height - 12, axis, `fill="${colour.soft}"`)];
}

/** Each label stands on its line, or under the one above where two lines lie close. */
function levels(run: Run, scale: Scale): string[] {
  const gomemlimit = run.gomemlimitBytes === null ? null : utilization(run, run.gomemlimitBytes);
  const off = run.breaker.state === 'off' ? ', off' : '';
  const threshold = run.breaker.thresholdPercent;
  const wanted = [
    { at: 100, label: `limit ${mib(run.limitBytes).replace('.0', '')}`, ink: colour.limit, dash: '' },
    { at: threshold, label: `breaker ${percent(threshold)}${off}`, ink: colour.breaker, dash: '8 4' },
    { at: gomemlimit, label: 'GOMEMLIMIT', ink: colour.runtime, dash: '2 4' },
  ];
  let lowest = Number.NEGATIVE_INFINITY;
  return wanted
    .flatMap((level) =>
      level.at === null || !Number.isFinite(level.at) || level.at > scale.topPercent
        ? []
        : [{ ...level, at: level.at }],
    )
    .sort((a, b) => b.at - a.at)
    .flatMap(({ at, label, ink, dash }) => {
      const y = scale.y(at);
      const labelY = y - 5 - lowest < labelGap ? Math.max(y, lowest) + labelGap : y - 5;
      lowest = labelY;
      const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
      return [
        line(plot.left, y, plot.right, y, `stroke="${ink}" stroke-width="1.5"${dashes}`),
        text(plot.left + 6, labelY, label, `font-size="14" fill="${ink}" ${halo}`),
      ];
    });
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

function peak(run: Run, scale: Scale): string[] {
  const highest = peakReading(run);
  const value = percentOf(run, highest);
  if (highest === null || value === null) return [];
  const x = scale.x(highest.at);
  const y = scale.y(value);
  const left = x > plot.left + 120;
  const anchor = `text-anchor="${left ? 'end' : 'start'}"`;
  const words = `peak ${percentBeside(value, run.breaker.thresholdPercent)}`;
  return [
    `<circle cx="${x}" cy="${y}" r="4" fill="#ffffff" stroke="${colour.memory}" stroke-width="2"/>`,
    text(left ? x - 9 : x + 9, y + 30, words, `${anchor} font-weight="bold" fill="${colour.memory}" ${halo}`),
  ];
}

/** Letters as in the sparkline, and O for seen off, at the foot of the plot; a row up where two would touch. */
function marks(run: Run, scale: Scale): string[] {
  const off = run.flag.seenOffAt === null ? [] : [{ at: run.flag.seenOffAt, letter: 'O' as const }];
  const inks = { T: colour.breaker, K: colour.limit, R: colour.soft, O: colour.off };
  const names = { T: 'trip', K: 'kill', R: 'restart', O: 'seen off' };
  const shown = [...marksOf(run), ...off]
    .filter(({ at }) => at >= scale.fromMs && at <= scale.toMs)
    .sort((a, b) => a.at - b.at)
    .slice(0, 12);
  let before = { x: Number.NEGATIVE_INFINITY, row: 0 };
  const drawn = shown.flatMap(({ at, letter }) => {
    const x = scale.x(at);
    const row = x - before.x < 20 ? before.row + 1 : 0;
    before = { x, row };
    const y = plot.bottom - 12 - row * 20;
    return [
      line(
        x,
        plot.top,
        x,
        plot.bottom,
        `stroke="${inks[letter]}" stroke-width="1.5"${letter === 'O' ? ' stroke-dasharray="3 3"' : ''}`,
      ),
      `<circle cx="${x}" cy="${y}" r="9.5" fill="${inks[letter]}"/>`,
      text(x, y + 4.8, letter, 'text-anchor="middle" font-size="13" font-weight="bold" fill="#ffffff"'),
    ];
  });
  const legend = [...new Set(shown.map(({ letter }) => letter))].map(
    (letter) => `${letter} ${names[letter]}`,
  );
  const words = text(
    plot.right,
    size.height - 12,
    legend.join(' · '),
    `text-anchor="end" fill="${colour.ink}"`,
  );
  return legend.length === 0 ? drawn : [...drawn, words];
}

function line(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${style}/>`;
}

function text(x: number, y: number, words: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escapeXml(words)}</text>`;
}
