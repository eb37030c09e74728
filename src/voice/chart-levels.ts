/** Limit, breaker and GOMEMLIMIT across the chart, each with its name. */
import { type Run, utilization } from '../run/run.ts';
import { colour, halo, line, text } from './chart-pen.ts';
import { peakAt, plot, type Scale } from './chart-scale.ts';
import { mib, percent } from './number.ts';

const labelGap = 16;
/** Of a label's letters, about. */
const letterWidth = 7.8;

export function levelLines(run: Run, scale: Scale): string[] {
  return levels(run, scale).map(({ at, ink, dash }) => {
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    const y = scale.y(at);
    return line(plot.left, y, plot.right, y, `stroke="${ink}" stroke-width="1.5"${dashes}`);
  });
}

/**
 * Each label stands on its line, or under the one above where two lines lie close; away from the peak's label. Under
 * the words the lines of the marks are cut, so that none crosses them.
 */
export function levelLabels(run: Run, scale: Scale): { papers: string[]; words: string[] } {
  const right = peakAt(run, scale).x < (plot.left + plot.right) / 2;
  const anchor = right ? 'text-anchor="end" ' : '';
  const labelX = right ? plot.right - 6 : plot.left + 6;
  let lowest = Number.NEGATIVE_INFINITY;
  const placed = levels(run, scale).map(({ at, label, ink }) => {
    const y = scale.y(at);
    const labelY = y - 5 - lowest < labelGap ? Math.max(y, lowest) + labelGap : y - 5;
    lowest = labelY;
    return { label, ink, labelY, width: label.length * letterWidth };
  });
  return {
    papers: placed.map(({ labelY, width }) => {
      const x = right ? labelX - width : labelX;
      return `<rect x="${x}" y="${labelY - 12}" width="${width}" height="15" fill="${colour.paper}"/>`;
    }),
    words: placed.map(({ label, ink, labelY }) =>
      text(labelX, labelY, label, `${anchor}font-size="14" fill="${ink}" ${halo}`),
    ),
  };
}

/** Limit, breaker, GOMEMLIMIT, the highest first; of two that are one line the label names both. */
export function levels(run: Run, scale: Scale) {
  const gomemlimit = run.gomemlimitBytes === null ? null : utilization(run, run.gomemlimitBytes);
  const threshold = run.breaker.thresholdPercent;
  const one = gomemlimit !== null && Math.abs(scale.y(gomemlimit) - scale.y(threshold)) < 2;
  const breaker = `breaker ${percent(threshold)}${run.breaker.state === 'off' ? ', off' : ''}${one ? ' = GOMEMLIMIT' : ''}`;
  return [
    { at: 100, label: `limit ${mib(run.limitBytes).replace('.0', '')}`, ink: colour.limit, dash: '' },
    { at: threshold, label: breaker, ink: colour.breaker, dash: '8 4' },
    ...(gomemlimit === null || one
      ? []
      : [{ at: gomemlimit, label: 'GOMEMLIMIT', ink: colour.runtime, dash: '2 4' }]),
  ]
    .filter(({ at }) => Number.isFinite(at) && at <= scale.topPercent)
    .sort((a, b) => b.at - a.at);
}
