/** `data_visualization`: line, bar, area and pie. Every series has one point for every category, by its label. */
import { type Dict, isDict } from '../shapes.ts';
import type { Problems } from './problems.ts';

const mostSeries = 6;
const mostPoints = 20;
const mostOfLabel = 20;

export function checkChart(block: Dict, place: string, problems: Problems): void {
  problems.keys(block, place, ['type', 'block_id', 'title', 'chart']);
  problems.text(block.title, `${place}/title`, 50);
  const chart = problems.object(block.chart, `${place}/chart`);
  if (chart === null) return;
  problems.oneOf(chart.type, `${place}/chart/type`, ['line', 'bar', 'area', 'pie']);
  if (chart.type === 'pie') checkPie(chart, `${place}/chart`, problems);
  else checkSeries(chart, `${place}/chart`, problems);
}

function checkPie(chart: Dict, place: string, problems: Problems): void {
  problems.keys(chart, place, ['type', 'segments']);
  const segments = problems.items(chart.segments, `${place}/segments`, 1, mostSeries);
  for (const [at, segment] of segments.entries()) checkPoint(segment, `${place}/segments/${at}`, problems);
}

function checkSeries(chart: Dict, place: string, problems: Problems): void {
  problems.keys(chart, place, ['type', 'series', 'axis_config']);
  const axis = problems.object(chart.axis_config, `${place}/axis_config`) ?? {};
  problems.keys(axis, `${place}/axis_config`, ['categories', 'x_label', 'y_label']);
  problems.optionalText(axis.x_label, `${place}/axis_config/x_label`, 50);
  problems.optionalText(axis.y_label, `${place}/axis_config/y_label`, 50);
  const categories = problems.items(axis.categories, `${place}/axis_config/categories`, 1, mostPoints);
  for (const [at, category] of categories.entries())
    problems.text(category, `${place}/axis_config/categories/${at}`, mostOfLabel);
  if (new Set(categories).size !== categories.length)
    problems.add('categories must be unique', `${place}/axis_config/categories`);

  const names = new Set<unknown>();
  for (const [at, found] of problems.items(chart.series, `${place}/series`, 1, mostSeries).entries()) {
    const where = `${place}/series/${at}`;
    const series = problems.object(found, where);
    if (series === null) continue;
    problems.keys(series, where, ['name', 'data']);
    problems.text(series.name, `${where}/name`, mostOfLabel);
    if (names.has(series.name)) problems.add('series names must be unique', `${where}/name`);
    names.add(series.name);
    const data = problems.items(series.data, `${where}/data`, 1, mostPoints);
    for (const [point, value] of data.entries()) checkPoint(value, `${where}/data/${point}`, problems);
    const labels = data.map((point) => (isDict(point) ? point.label : null));
    const fits = labels.length === categories.length && labels.every((label) => categories.includes(label));
    if (!fits) problems.add('data labels must match the categories', `${where}/data`);
  }
}

function checkPoint(value: unknown, place: string, problems: Problems): void {
  const point = problems.object(value, place);
  if (point === null) return;
  problems.keys(point, place, ['label', 'value']);
  problems.text(point.label, `${place}/label`, mostOfLabel);
  if (typeof point.value !== 'number' || !Number.isFinite(point.value))
    problems.add('must be a number', `${place}/value`);
}
