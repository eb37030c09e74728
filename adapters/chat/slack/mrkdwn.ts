/**
 * Lines of the voice as Slack's mrkdwn. Formatted are our own marks (code, instants, ways to a card), nothing else: what
 * people typed stays what they typed, in look-alike characters where Slack would format it.
 */
import { renderCardLinks, withoutCardLinks } from '../../../src/voice/card-link.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { fitted } from '../fitted.ts';

/** The address of a message; null: it has none that is known. */
export type MessageUrl = (channel: string, messageId: string) => string | null;

/** What a line is made of. A mark in code does not render: the code is split around it. */
type Piece = { kind: 'words' | 'code'; text: string } | { kind: 'mark'; text: string };

const ourMarks = /(<t:-?\d+(?::s)?>|<card:[^:|<>]+:[^:|<>]+\|[^<>]*>)/g;
/** Code marks as Slack sees them: not inside a word. (One way to match only: a long line must not take long.) */
const codeMark = /(?<![\p{L}\p{N}_`])`([^`]+)`(?![\p{L}\p{N}_`])/u;
const unknown = 'unknown';

/** Signs that format where they stand at a word's edge; inside a word (`flag_value`) or alone (`5 * 3`) they do not. */
const atAnEdge = /(?:(?<![A-Za-z0-9])[*_~]+|[*_~]+(?![A-Za-z0-9]))(?<!(?<=\s)[*_~]+(?=\s))/g;
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };
/** `:tada:`, but not the minutes of `14:36:12`. */
const emojiColon = /(?<!\d(?=:\d\d:)):(?=[\p{L}\p{N}\p{M}_+'-]+:)/gu;
const callsEveryone = /@(?=here|channel|everyone)/gi;
/** Control characters, and those that turn the direction of what follows. */
const layoutBreaking = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line as mrkdwn. */
export function mrkdwn(line: string, urlOf: MessageUrl): string {
  return piecesOf(line)
    .map((piece) => rendered(piece, urlOf))
    .join('');
}

/** Lines below each other in at most `limit` UTF-16 units, `…` where there is no room for the rest. */
export function mrkdwnWithin(lines: readonly string[], limit: number, urlOf: MessageUrl): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const start = index === 0 ? '' : '\n';
    const isLast = index === lines.length - 1;
    const whole = start + mrkdwn(line, urlOf);
    if (text.length + whole.length <= limit - (isLast ? 0 : 2)) {
      text += whole;
      continue;
    }
    return text + cutLine(start, line, limit - text.length, urlOf);
  }
  return text;
}

/** Plain words of a line: instants in UTC, no code marks, no links. */
export function plain(line: string): string {
  return withoutCardLinks(renderInstants(line, utc)).replaceAll('`', '');
}

/** Whether there is anything to see in it. */
export function isBlank(text: string): boolean {
  return !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** Words without any format, in at most `limit` UTF-16 units: nothing in them that Slack would read as more. */
export function wordsWithin(text: string, limit: number): string {
  return fitted(text, limit, words);
}

/** Whether there is room for all of it, as such words. */
export function fits(text: string, limit: number): boolean {
  return text.length <= limit && words(text).length <= limit;
}

/** For plain_text objects, which are not mrkdwn, but do know emoji codes. */
export function plainWithin(text: string, limit: number): string {
  return fitted(text, limit, (some) => tidied(some).replace(emojiColon, '∶'));
}

function piecesOf(line: string): Piece[] {
  return tidied(line)
    .replace(ourMarks, (mark) => (renderInstants(mark, date) === unknown ? unknown : mark))
    .split(codeMark)
    .flatMap((text, index): Piece[] => {
      const isCode = index % 2 === 1;
      if (isCode && text.trim() === '') return [{ kind: 'words', text: `\`${text}\`` }];
      const kind = isCode ? 'code' : 'words';
      return text
        .split(ourMarks)
        .map((part, at): Piece => ({ kind: at % 2 === 1 ? 'mark' : kind, text: part }))
        .filter((piece) => piece.text !== '');
    });
}

function rendered({ kind, text }: Piece, urlOf: MessageUrl): string {
  if (kind === 'mark') {
    return renderCardLinks(renderInstants(text, date), ({ channel, messageId, words: shown }) =>
      link(urlOf(channel, messageId), shown),
    );
  }
  // What is left of a code that was split may be a space.
  if (kind === 'code' && text.trim() !== '') return `\`${escaped(text)}\``;
  return words(text);
}

/** A `|` would end the address early. */
function link(url: string | null, shown: string): string {
  const label = words(shown);
  return url === null || isBlank(label) ? label : `<${escaped(url).replaceAll('|', '%7C')}|${label}>`;
}

/** In the reader's zone; where it cannot be shown so, in UTC. Of what is no instant: unknown. */
function date(ms: number, withSeconds: boolean): string {
  const inUtc = utc(ms, withSeconds);
  if (inUtc === unknown || ms < 0) return unknown;
  return `<!date^${Math.floor(ms / 1000)}^{${withSeconds ? 'time_secs' : 'time'}}|${inUtc}>`;
}

function words(text: string): string {
  return escaped(inert(text));
}

function inert(text: string): string {
  return tidied(text)
    .replace(/^[\s>]*>/, (start) => start.replaceAll('>', '›'))
    .replace(atAnEdge, (run) => Array.from(run, (sign) => lookAlikes[sign] ?? sign).join(''))
    .replace(/`/g, "'")
    .replace(emojiColon, '∶')
    .replace(callsEveryone, '＠');
}

function tidied(text: string): string {
  return text.toWellFormed().replace(layoutBreaking, ' ');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** As many pieces of the line as there is room for, and the `…`. */
function cutLine(start: string, line: string, room: number, urlOf: MessageUrl): string {
  let text = start;
  for (const piece of piecesOf(line)) {
    const whole = rendered(piece, urlOf);
    if (text.length + whole.length < room) {
      text += whole;
      continue;
    }
    const left = room - text.length;
    if (piece.kind === 'mark' || left < 4) break;
    text += fitted(piece.text, left - 1, (some) => rendered({ ...piece, text: some }, urlOf));
    break;
  }
  return text.endsWith('…') ? text : `${text}…`;
}
