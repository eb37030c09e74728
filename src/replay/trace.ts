/**
 * A recorded run, as text in the format of test/traces/ and of `readings.csv`: comment lines with words `key=value`, a
 * line of column names, a row a sample. Of the words only those of `TraceHeader` are read, in whatever comment they
 * stand; outcome, broker and all else never reach the code that is replayed.
 */
import { Failure } from '../failure.ts';

interface TraceHeader {
  flagValue: number;
  /** null: the recording does not say. */
  ordersPerMinute: number | null;
  limitBytes: number;
  /** null: none, or unknown. */
  gomemlimitBytes: number | null;
  /** Second of the recording at which the flag went on; null: the recording does not say. */
  flagOnAt: number | null;
}

/** null: the cell is empty, or there is no such column. */
export interface TraceRow {
  second: number;
  usedBytes: number | null;
  rssBytes: number | null;
  /** Highest usage since the row before. */
  peakBytes: number | null;
  /** Completed orders, a count that grows. */
  orders: number | null;
  /** As last exported. */
  goroutines: number | null;
  restarts: number | null;
}

export interface Trace extends TraceHeader {
  /** At least one; rising in seconds, one a second: of two with the same date the first stands (rule 18). */
  rows: TraceRow[];
}

const columns = {
  used_bytes: 'usedBytes',
  rss_bytes: 'rssBytes',
  peak_bytes: 'peakBytes',
  orders: 'orders',
  goroutines: 'goroutines',
  restarts: 'restarts',
} as const;
const needed = ['seconds', 'used_bytes'] as const;
const headerWords = ['flag_value', 'orders_per_minute', 'limit_bytes', 'gomemlimit', 'flag_on_at'] as const;
type HeaderWord = (typeof headerWords)[number];

const longestSeconds = 7 * 86_400;

const memoryUnits: Record<string, number> = {
  '': 1,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

function wrong(where: string, what: string, remedy: string): Failure {
  return new Failure('replay-recording', `${where}: ${what}`, { retryable: false, remedy });
}

/** @throws Failure `replay-recording` that names the line, the value and what is allowed */
export function parseTrace(text: string): Trace {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
  const comments = lines.filter((line) => line.text.startsWith('#'));
  const [names, ...rows] = lines.filter((line) => !line.text.startsWith('#'));
  if (names === undefined) {
    throw wrong(
      'line 1',
      'no line of column names',
      `The first line without # names them: ${needed.join(',')},…`,
    );
  }
  const order = columnsOf(names);
  const parsed = rows.map((row) => rowOf(row, order));
  const last = parsed.findIndex(({ second }) => Math.abs(second - parsed[0]!.second) > longestSeconds);
  if (last >= 0) {
    throw wrong(
      `line ${rows[last]!.number}`,
      `second ${parsed[last]!.second} is more than a week from second ${parsed[0]!.second}`,
      'All rows of a recording count their seconds from one instant',
    );
  }
  if (parsed.length === 0) {
    throw wrong(`line ${names.number}`, 'no row comes after the column names', 'A row a sample is needed');
  }
  return { ...headerOf(comments), rows: inOrder(parsed) };
}

interface Line {
  number: number;
  text: string;
}

function headerOf(comments: Line[]): TraceHeader {
  const found = new Map<HeaderWord, { value: string; where: string }>();
  for (const { number, text } of comments) {
    for (const [, key, value] of text.matchAll(/(?:^#*|[\s#;,])([\w.-]+)=([^\s;,]*)/g)) {
      const word = headerWords.find((known) => known === key);
      if (word === undefined || value === undefined) continue;
      const before = found.get(word);
      if (before !== undefined && before.value !== value) {
        throw wrong(
          `line ${number}`,
          `${word}=${value}, but ${before.where} says ${word}=${before.value}`,
          `Say ${word} once`,
        );
      }
      found.set(word, { value, where: `line ${number}` });
    }
  }
  const read = (
    word: HeaderWord,
    allowed: string,
    parse: (value: string) => number | null,
  ): number | null => {
    const { value, where } = found.get(word) ?? { value: '', where: '' };
    if (value === '') return null;
    const number = parse(value);
    if (number === null) throw wrong(where, `${word}=${value} is not understood`, `Allowed: ${allowed}`);
    return number;
  };
  const must = (word: HeaderWord, value: number | null, example: string): number => {
    if (value !== null) return value;
    throw wrong('header', `no ${word}`, `Add it in a comment line: # ${word}=${example}`);
  };
  const least = (from: number) => (value: string) => {
    const number = numberOf(value);
    return number !== null && number >= from ? number : null;
  };
  return {
    flagValue: must('flag_value', read('flag_value', 'a number from 0', least(0)), '300'),
    ordersPerMinute: read('orders_per_minute', 'a number from 0, or nothing', least(0)),
    limitBytes: must('limit_bytes', read('limit_bytes', 'bytes, from 1', least(1)), '20971520'),
    gomemlimitBytes: gomemlimitOf(found.get('gomemlimit')),
    flagOnAt: read('flag_on_at', 'a second of the recording, or nothing', numberOf),
  };
}

/** As Go writes it: `16MiB`, bytes, `off`. */
function gomemlimitOf(word: { value: string; where: string } | undefined): number | null {
  if (word === undefined || word.value === '' || word.value === 'off') return null;
  const match = /^(\d+)([KMGT]iB|B)?$/.exec(word.value);
  const unit = memoryUnits[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw wrong(
      word.where,
      `gomemlimit=${word.value} is not understood`,
      'Allowed: bytes, as 16MiB or 16777216, `off`, or nothing',
    );
  }
  return Number(match[1]) * unit;
}

function columnsOf(line: Line): string[] {
  const names = cellsOf(line.text).map((name) => name.toLowerCase());
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw wrong(`line ${line.number}`, `column ${twice} stands twice`, 'Name each column once');
  }
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw wrong(
      `line ${line.number}`,
      `${JSON.stringify(shortened(line.text))} has no column ${missing.join(' and ')}`,
      `A recording has at least the columns ${needed.join(' and ')}; it may have ${Object.keys(columns).join(', ')}`,
    );
  }
  return names;
}

function rowOf(line: Line, names: string[]): TraceRow {
  const cells = cellsOf(line.text);
  if (cells.length > names.length) {
    throw wrong(
      `line ${line.number}`,
      `${cells.length} cells where there are ${names.length} columns`,
      'A cell a column; an unknown one is empty',
    );
  }
  const cell = (name: string) => cells[names.indexOf(name)] ?? '';
  const second = numberOf(cell('seconds'));
  if (second === null) {
    throw wrong(
      `line ${line.number}`,
      `seconds ${JSON.stringify(shortened(cell('seconds')))} is not understood`,
      'Allowed: a number, as 15, 14.25 or -3',
    );
  }
  const row: TraceRow = {
    second,
    usedBytes: null,
    rssBytes: null,
    peakBytes: null,
    orders: null,
    goroutines: null,
    restarts: null,
  };
  for (const [name, field] of Object.entries(columns)) {
    const text = cell(name);
    if (text === '') continue;
    const value = numberOf(text);
    if (value === null || value < 0) {
      throw wrong(
        `line ${line.number}`,
        `${name} ${JSON.stringify(shortened(text))} is not understood`,
        'Allowed: a number from 0, or nothing where it is unknown',
      );
    }
    row[field] = value;
  }
  return row;
}

function cellsOf(text: string): string[] {
  return text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** Plain decimal, as in the files; null: it is none. */
function numberOf(text: string): number | null {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function inOrder(rows: TraceRow[]): TraceRow[] {
  const sorted = rows.toSorted((a, b) => a.second - b.second);
  return sorted.filter((row, index) => index === 0 || row.second > sorted[index - 1]!.second);
}
