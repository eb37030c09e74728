/**
 * mrkdwn read as a Slack client may: eager to find formats, so that what this reads as plain words is plain words
 * anywhere. Independent of the adapter's own code.
 */
export interface Seen {
  /** What a reader sees, code without its marks, dates as `[14:36 UTC]`. */
  visible: string;
  code: string[];
  /** Whole, as they were written: `<!date^…>`. */
  dates: string[];
  /** User ids. */
  mentions: string[];
  /** Whatever else would not be shown as it stands: bold, links, emoji codes, quotes, calls to a whole channel. */
  formatted: string[];
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export function readMrkdwn(text: string): Seen {
  const seen: Seen = { visible: '', code: [], dates: [], mentions: [], formatted: [] };
  const parts = text.split(/`([^`\n]+)`/);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      seen.code.push(unescaped(part));
      seen.visible += unescaped(part);
    } else seen.visible += readWords(part, seen);
  }
  if (text.includes('```')) seen.formatted.push('```');
  return seen;
}

function readWords(part: string, seen: Seen): string {
  const without = part.replace(/<([^<>]*)>/g, (whole, inside: string) => {
    const date = /^!date\^\d+\^\{time(?:_secs)?\}\|([^|^]+)$/.exec(inside);
    if (date !== null) seen.dates.push(whole);
    else if (/^https:\/\/team\.slack\.com\/archives\/[^|]+\|[^|]+$/.test(inside))
      return inside.split('|')[1] ?? '';
    else if (/^@[UW][A-Z0-9]+$/.test(inside)) seen.mentions.push(inside.slice(1));
    else seen.formatted.push(whole);
    return date === null ? '' : `[${date[1]}]`;
  });
  const found = [
    without.match(/^\s*(?:&gt;|>)+/gm),
    without.match(/(?<![A-Za-z0-9])([*_~])(?=\S).*?\1(?![A-Za-z0-9])/g),
    without.match(/(?<!\d(?=:\d\d:)):[\p{L}\p{N}_+'-]+:/gu),
    without.match(/@(?:here|channel|everyone)/gi),
    without.match(/[<>`]|&(?!amp;|lt;|gt;)/g),
  ];
  seen.formatted.push(...found.flatMap((each) => each ?? []));
  return unescaped(without);
}
