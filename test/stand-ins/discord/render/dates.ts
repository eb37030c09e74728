/** `<t:seconds:style>` as a person reads it in a zone, in the forms that Discord's reference shows. */

type Parts = Record<
  'day' | 'month' | 'year' | 'hour' | 'minute' | 'second' | 'weekday' | 'monthName',
  string
>;

function partsOf(ms: number, zone: string): Parts {
  const read = (options: Intl.DateTimeFormatOptions) =>
    Object.fromEntries(
      new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options })
        .formatToParts(ms)
        .map(({ type, value }) => [type, value]),
    );
  const digits = read({
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const names = read({ weekday: 'long', month: 'long' });
  const part = (name: string | undefined) => name ?? '';
  return {
    day: part(digits.day),
    month: part(digits.month),
    year: part(digits.year),
    hour: part(digits.hour),
    minute: part(digits.minute),
    second: part(digits.second),
    weekday: part(names.weekday),
    monthName: part(names.month),
  };
}

/** The words of a date. `nowMs` is needed for the relative style only. Unknown styles are null: shown as written. */
export function dateWords(seconds: number, style: string, zone: string, nowMs: number): string | null {
  const at = partsOf(seconds * 1000, zone);
  const short = `${at.hour}:${at.minute}`;
  const medium = `${short}:${at.second}`;
  const numbers = `${at.day}/${at.month}/${at.year}`;
  const long = `${at.monthName} ${Number(at.day)}, ${at.year}`;
  switch (style) {
    case 't':
      return short;
    case 'T':
      return medium;
    case 'd':
      return numbers;
    case 'D':
      return long;
    case 'f':
      return `${long} at ${short}`;
    case 'F':
      return `${at.weekday}, ${long} at ${short}`;
    case 's':
      return `${numbers}, ${short}`;
    case 'S':
      return `${numbers}, ${medium}`;
    case 'R':
      return relative(seconds - nowMs / 1000);
    default:
      return null;
  }
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function relative(seconds: number): string {
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(seconds / size), unit);
}
