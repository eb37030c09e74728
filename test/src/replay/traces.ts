/** The recorded runs of the real service, and small ones made up. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Source } from '../../../src/replay/source.ts';

const folder = new URL('../../traces/', import.meta.url);

export const traceNames = readdirSync(folder)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.replace(/\.csv$/, ''));

export function traceText(name: string): string {
  return readFileSync(new URL(`${name}.csv`, folder), 'utf8');
}

export function sourceOf(changes: Partial<Source> = {}): Source {
  return {
    intervalSeconds: 15,
    ageSeconds: 20,
    phaseSeconds: 0,
    signals: ['used', 'rss', 'peak', 'goroutines', 'orders'],
    ...changes,
  };
}

/** A header that says all, column names, and these rows. */
export function recording(rows: string[], names = 'seconds,used_bytes'): string {
  const header = '# flag_value=300 orders_per_minute=18 limit_bytes=20000000 gomemlimit=off flag_on_at=60';
  return [header, names, ...rows, ''].join('\n');
}
