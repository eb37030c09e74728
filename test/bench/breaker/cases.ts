/** The recorded runs with what became of them: the only place that reads outcomes, which replay never sees. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseTrace, type Trace } from '../../../src/replay/trace.ts';

const folder = new URL('../../traces/', import.meta.url);

type Broker = 'healthy' | 'dead' | 'stalled' | 'back after a stall';

export interface Case {
  name: string;
  trace: Trace;
  broker: Broker;
  /** Second from which on the broker was in trouble; null: never. */
  brokenAt: number | null;
  /** The first kill; null: it lived. */
  killAt: number | null;
  /** Counts among the 56: flag left on, warm page cache, one process. */
  counts: boolean;
  flagOff: boolean;
  coldCache: boolean;
}

export function allCases(): Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((file) => caseOf(file.replace(/\.csv$/, ''), readFileSync(new URL(file, folder), 'utf8')));
}

function caseOf(name: string, text: string): Case {
  const word = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null;
  const number = (pattern: RegExp) => {
    const found = word(pattern);
    return found === null ? null : Number(found);
  };
  const trace = parseTrace(text);
  const coldCache = /page_cache=cold/.test(text);
  // Runs that were recorded with a breaker that turned the flag off, or would have; and crash loops.
  const interfered = /-off|-crashloop/.test(name) || word(/flag_off_at=([\d.]+)/) !== null;
  const killAt = number(/outcome=OOMKilled exit=137 at t=([\d.]+)s/) ?? number(/with ooms at \[([\d.]+)/);
  const first = number(/all_ooms=\[([\d.]+)/);
  return {
    name,
    trace,
    broker: brokerOf(word(/broker=([^;\n]*)/) ?? ''),
    brokenAt: number(/broker=(?:killed at|stalled|stalled from) (\d+)/),
    killAt: first ?? killAt,
    counts: !interfered && !coldCache,
    flagOff: trace.flagValue === 0,
    coldCache,
  };
}

function brokerOf(words: string): Broker {
  if (words.startsWith('killed')) return 'dead';
  if (/^stalled \d+-\d+/.test(words)) return 'back after a stall';
  return words.startsWith('stalled') ? 'stalled' : 'healthy';
}
