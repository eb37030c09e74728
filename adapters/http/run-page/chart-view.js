/** The live chart, by uPlot: memory in percent of the limit, its levels, the forecast, orders, and the cursor. */
import { bandOf, columnsOf, levelsOf, minutesOf, spanOf } from './chart-data.js';
import { chartPen } from './chart-pen.js';
import { peakOf, readingWords } from './run-words.js';

const heightOf = (width) => (width < 560 ? 300 : 380);
const topPercent = 112;
const steps = { PageUp: -10, ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: 10 };

/** `onDrawn(chart)` whenever the scales may have changed. Answers {show(run)}. */
export function chartView({ plot, readout, onDrawn }) {
  let run = null;
  let data = { columns: [[], [], [], []], indexes: [] };
  /** Of the readings; null: the last one. */
  let chosen = null;
  let chart = null;
  let pen = chartPen();

  const rowOf = (index) => data.indexes.indexOf(index);
  const say = () => {
    const index = chosen ?? run.readings.length - 1;
    const words = readingWords(run, index);
    readout.textContent = chosen === null ? `Last, ${words}` : words;
    plot.setAttribute('aria-valuemax', String(Math.max(1, run.readings.length)));
    plot.setAttribute('aria-valuenow', String(Math.max(1, index + 1)));
    plot.setAttribute('aria-valuetext', words);
  };
  const choose = (index) => {
    chosen = index;
    const row = rowOf(index);
    chart.setCursor({
      left: chart.valToPos(data.columns[0][row], 'x'),
      top: chart.valToPos(data.columns[1][row], 'y'),
    });
    say();
  };

  const options = (width) => ({
    width,
    height: heightOf(width),
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 9 } },
    scales: {
      x: { time: false, range: () => spanOf(run, data.columns) },
      y: { range: () => [0, topPercent] },
      orders: { range: (_chart, _low, high) => [0, Math.max(10, (high ?? 0) * 3)] },
    },
    axes: [
      {
        ...pen.axis(),
        label: width < 560 ? 'minutes since growth began' : 'minutes since the growth began',
        labelSize: 22,
        size: 34,
        space: 44,
        // Whole minutes, and none twice.
        incrs: [1, 2, 5, 10, 15, 30, 60, 120, 240],
        values: (_chart, values) => values.map((value) => `${value}`.replace('-', '−')),
      },
      {
        ...pen.axis(),
        scale: 'y',
        size: 46,
        splits: () => [0, 20, 40, 60, 80, 100],
        values: (_chart, values) => values.map((value) => `${value}%`),
      },
      {
        ...pen.axis(),
        scale: 'orders',
        side: 1,
        size: 40,
        label: 'orders a minute',
        labelSize: 20,
        grid: { show: false },
        // Only as high as its line comes: above it stand the levels' names.
        splits: (_chart, _axis, _low, high) => [0, high / 6, high / 3].map((value) => Math.round(value)),
      },
    ],
    series: [
      {},
      {
        scale: 'y',
        stroke: pen.colour('memory'),
        width: 2.5,
        points: { show: data.columns[0].length < 60, size: 5 },
      },
      { scale: 'y', stroke: pen.colour('peak'), width: 1.2, dash: [3, 3], points: { show: false } },
      { scale: 'orders', stroke: pen.colour('orders'), width: 1.2, dash: [1, 3], points: { show: false } },
    ],
    hooks: {
      drawAxes: [(drawn) => pen.band(drawn, bandOf(run), lastOf())],
      draw: [
        (drawn) => {
          const levels = levelsOf(run);
          const peak = run.growingAt === null ? null : peakOf(run);
          pen.events(drawn, run);
          pen.levels(drawn, levels, peak === null ? null : minutesOf(run, peak.at));
          pen.peak(drawn, run, peak, levels);
          onDrawn(drawn);
        },
      ],
      setCursor: [
        (drawn) => {
          if (drawn.cursor.event === undefined || drawn.cursor.event === null) return;
          const row = drawn.cursor.idx;
          chosen =
            row === null || row === undefined || drawn.cursor.left < 0 ? null : (data.indexes[row] ?? chosen);
          say();
        },
      ],
    },
  });
  const lastOf = () => {
    const row = data.columns[0].length - 1;
    return row < 0 ? null : { at: data.columns[0][row], value: data.columns[1][row] };
  };
  const build = () => {
    chart?.destroy();
    chart = new globalThis.uPlot(options(plot.clientWidth), data.columns, plot);
    chart.over.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') return;
      const index = data.indexes[chart.posToIdx(event.offsetX)];
      if (index !== null && index !== undefined) choose(index);
    });
  };

  plot.addEventListener('keydown', (event) => {
    const last = (run?.readings.length ?? 0) - 1;
    if (last < 0 || chart === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = chosen ?? last;
    const to = { Home: 0, End: last }[event.key] ?? (event.key in steps ? here + steps[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    choose(Math.min(last, Math.max(0, to)));
  });
  new ResizeObserver(() => {
    if (chart !== null && plot.clientWidth > 0 && plot.clientWidth !== chart.width)
      chart.setSize({ width: plot.clientWidth, height: heightOf(plot.clientWidth) });
  }).observe(plot);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    pen = chartPen();
    if (chart !== null) build();
  });

  return {
    show(next) {
      run = next;
      data = columnsOf(run);
      if (chart === null) build();
      else chart.setData(data.columns);
      say();
    },
  };
}
