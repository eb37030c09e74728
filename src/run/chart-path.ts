/** Where a run's chart is served, on the bot's own server (interface.md). */
import type { Run, RunId } from './run.ts';

export function chartPath(run: Pick<Run, 'id'>): string {
  return `/api/runs/${run.id}/chart.png`;
}

/** The run of such a path; null: it is none. */
export function runOfChart(path: string): RunId | null {
  const number = /^\/api\/runs\/run-([1-9]\d{0,14})\/chart\.png$/.exec(path)?.[1];
  return number === undefined ? null : `run-${Number(number)}`;
}
