/**
 * Instants inside lines, for each chat to render in its own idiom: `<t:SECONDS>` for hours and minutes,
 * `<t:SECONDS:s>` with seconds. They never stand in `text` nor in a first line.
 */
const mark = /<t:(-?\d+)(:s)?>/g;
/** A range of two times with the same zone behind each. */
const twoZones = /\u00a0UTC(\u2060?–\u2060?[\d:]+\u00a0UTC)/g;

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Hours and minutes of an instant in ms; "unknown" for what is not a number. */
export function instant(ms: number): string {
  return Number.isFinite(ms) ? `<t:${seconds(ms)}>` : 'unknown';
}

/** The same with seconds. */
export function instantSeconds(ms: number): string {
  return Number.isFinite(ms) ? `<t:${seconds(ms)}:s>` : 'unknown';
}

/** Replaces every instant of a line by what `render` makes of it; a range of two in UTC says so once. */
export function renderInstants(line: string, render: (ms: number, withSeconds: boolean) => string): string {
  return line
    .replace(mark, (_whole, digits: string, withSeconds: string | undefined) =>
      render(Number(digits) * 1000, withSeconds !== undefined),
    )
    .replace(twoZones, '$1');
}

/** `14:36 UTC` or `14:36:12 UTC`: a time never stands without its zone. */
export function utc(ms: number, withSeconds: boolean): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return 'unknown';
  return `${date.toISOString().slice(11, withSeconds ? 19 : 16)}\u00a0UTC`;
}
