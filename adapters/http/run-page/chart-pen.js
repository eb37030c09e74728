/** Draws on the chart's canvas what uPlot has no part for; line styles and words tell it apart without colour. */
import { percent, zeroOf } from './run-words.js';

const minuteMs = 60_000;
const markKinds = { kill: [], trip: [6, 3], 'seen-off': [2, 3] };

export function chartPen() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--chart-${name}`).trim();
  const font = (size, weight = 400) => `${weight} ${size}px ${style.getPropertyValue('--text-font').trim()}`;
  // uPlot makes the first whole number larger on dense screens: it has to be the size.
  const axisFont = `12px ${style.getPropertyValue('--text-font').trim()}`;
  const dense = () => globalThis.devicePixelRatio;

  /** Letters that stand on lines, with ground around them. */
  const words = (context, text, x, y, ink, { align = 'left', weight = 400 } = {}) => {
    context.font = font(12.5 * dense(), weight);
    context.textAlign = align;
    context.textBaseline = 'alphabetic';
    context.setLineDash([]);
    context.lineJoin = 'round';
    context.lineWidth = 4 * dense();
    context.strokeStyle = colour('ground');
    context.strokeText(text, x, y);
    context.fillStyle = ink;
    context.fillText(text, x, y);
  };
  const line = (context, from, to, ink, width, dash) => {
    context.beginPath();
    context.setLineDash(dash.map((length) => length * dense()));
    context.strokeStyle = ink;
    context.lineWidth = width * dense();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  const drawn = (chart, draw) => {
    chart.ctx.save();
    draw(chart.ctx, chart.bbox);
    chart.ctx.restore();
  };

  return {
    colour,
    axis: () => ({
      stroke: colour('soft'),
      font: axisFont,
      labelFont: axisFont,
      grid: { stroke: colour('grid'), width: 1 },
      ticks: { stroke: colour('grid'), width: 1, size: 5 },
    }),
    /** From the last reading to where the limit is reached, at the earliest and at the latest. */
    band(chart, band, last) {
      if (band === null || last === null || last.value === null) return;
      drawn(chart, (context, box) => {
        context.beginPath();
        context.rect(box.left, box.top, box.width, box.height);
        context.clip();
        const at = (minutes, value) => [chart.valToPos(minutes, 'x', true), chart.valToPos(value, 'y', true)];
        const [start, early, late] = [at(last.at, last.value), at(band.earliest, 100), at(band.latest, 100)];
        context.beginPath();
        context.moveTo(...start);
        context.lineTo(...early);
        context.lineTo(...late);
        context.closePath();
        context.fillStyle = colour('band');
        context.fill();
        line(context, start, early, colour('limit'), 1, [4, 4]);
        line(context, start, late, colour('limit'), 1, [4, 4]);
      });
    },
    /** Where the peak is on the left, the names stand on the right. */
    levels(chart, levels, peakAt) {
      drawn(chart, (context, box) => {
        const isRight = peakAt !== null && chart.valToPos(peakAt, 'x', true) < box.left + box.width / 2;
        const labelX = isRight ? box.left + box.width - 6 * dense() : box.left + 6 * dense();
        let lowest = Number.NEGATIVE_INFINITY;
        for (const { name, at, words: label, dash } of levels) {
          const y = chart.valToPos(at, 'y', true);
          line(context, [box.left, y], [box.left + box.width, y], colour(name), 1.5, dash);
          const gap = 16 * dense();
          const labelY = y - 5 * dense() - lowest < gap ? Math.max(y, lowest) + gap : y - 5 * dense();
          lowest = labelY;
          words(context, label, labelX, labelY, colour(name), { align: isRight ? 'right' : 'left' });
        }
      });
    },
    /** A line down from each mark that matters. */
    events(chart, run) {
      drawn(chart, (context, box) => {
        for (const { at, kind } of run.events) {
          const dash = markKinds[kind];
          if (dash === undefined) continue;
          const x = chart.valToPos((Date.parse(at) - zeroOf(run)) / minuteMs, 'x', true);
          line(context, [x, box.top], [x, box.top + box.height], colour(kind), 1.3, dash);
        }
      });
    },
    /** Over its point, where the line of memory is not; over a level's line that would go through the words. */
    peak(chart, run, peak, levels) {
      if (peak === null) return;
      drawn(chart, (context, box) => {
        const x = chart.valToPos((Date.parse(peak.at) - zeroOf(run)) / minuteMs, 'x', true);
        const y = chart.valToPos((peak.usedBytes / run.limitBytes) * 100, 'y', true);
        context.beginPath();
        context.setLineDash([]);
        context.arc(x, y, 4 * dense(), 0, 2 * Math.PI);
        context.fillStyle = colour('ground');
        context.fill();
        context.strokeStyle = colour('memory');
        context.lineWidth = 2 * dense();
        context.stroke();
        const text = `${run.kills.length === 0 ? 'peak' : 'highest'} ${percent(peak.usedBytes, run)}`;
        const half = 44 * dense();
        const labelX = Math.min(box.left + box.width - half, Math.max(box.left + half, x));
        const labelY = levels
          .map(({ at }) => chart.valToPos(at, 'y', true))
          .sort((one, other) => other - one)
          .filter((level) => level <= y)
          .reduce(
            (at, level) => (level < at + 5 * dense() && level > at - 16 * dense() ? level - 5 * dense() : at),
            y - 10 * dense(),
          );
        // On a phone the names of the levels take the width: under its point.
        const isNarrow = box.width < 420 * dense();
        words(context, text, labelX, isNarrow ? y + 22 * dense() : labelY, colour('memory'), {
          align: 'center',
          weight: 600,
        });
      });
    },
  };
}
