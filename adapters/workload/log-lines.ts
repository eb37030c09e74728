/** Counting lines of a container's log. */

/** A log longer than this is not counted: the rest would be missing. */
export const logLimitBytes = 32 * 2 ** 20;

const dated = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))[ \t]/;

/**
 * Lines that contain `text`, from `sourceSince` on (ms on the cluster's clock). Each line begins with its date, as
 * `timestamps=true` asks for; a line without one is taken as new enough, the server having been asked for that.
 */
export function countLines(log: string, text: string, sourceSince: number): number {
  let count = 0;
  for (const line of log.split('\n')) {
    const date = dated.exec(line);
    const at = date?.[1] === undefined ? Number.NaN : Date.parse(date[1]);
    if (at < sourceSince) continue;
    const said = date === null ? line : line.slice(date[0].length);
    if (said !== '' && said.includes(text)) count += 1;
  }
  return count;
}
