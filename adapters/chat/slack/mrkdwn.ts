/**
 * Lines of the voice as Slack's mrkdwn. Formatted are our own code marks and instants, nothing else: what people typed
 * stays what they typed, in look-alike characters where Slack would format it.
 */
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { cut } from '../../../src/voice/typed.ts';

/** What a line is made of. Instants in code marks do not render: the code is split around them. */
type Piece = { kind: 'words' | 'code'; text: string } | { kind: 'instant'; mark: string };

const instantMark = /(<t:-?\d+(?::s)?>)/g;
const unknown = 'unknown';
/** Code marks as Slack sees them: not inside a word, with something between them. */
const codeMark = /(?<![\p{L}\p{N}_`])`([^`]*[^`\s][^`]*)`(?![\p{L}\p{N}_`])/u;

/** Signs that format where they stand at a word's edge; between letters and digits (`flag_value`) they do not. */
const atAnEdge = /(?<![A-Za-z0-9])[*_~]+|[*_~]+(?![A-Za-z0-9])/g;
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };
/** `:tada:`, but not the minutes of `14:36:12`. */
const emojiColon = /(?<!\d(?=:\d\d:)):(?=[\p{L}\p{N}\p{M}_+'-]+:)/gu;
const callsEveryone = /@(?=here|channel|everyone)/gi;
/** Control characters, and those that turn the direction of what follows. */
const layoutBreaking = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line as mrkdwn. */
export function mrkdwn(line: string): string {
  return piecesOf(line).map(rendered).join('');
}

/** Lines below each other in at most `limit` UTF-16 units, `…` where there is no room for the rest. */
export function mrkdwnWithin(lines: readonly string[], limit: number): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const start = index === 0 ? '' : '\n';
    const isLast = index === lines.length - 1;
    const whole = start + mrkdwn(line);
    if (text.length + whole.length <= limit - (isLast ? 0 : 2)) {
      text += whole;
      continue;
    }
    return text + cutLine(start, line, limit - text.length);
  }
  return text;
}

/** Words without any format: escaped, and nothing in them that Slack would read as more. Also good as `text`. */
function words(text: string): string {
  return escaped(inert(text));
}

/** Plain words of a line: instants in UTC, no code marks. */
export function plain(line: string): string {
  return renderInstants(line, utc).replaceAll('`', '');
}

/** As `words`, in at most `limit` UTF-16 units. */
export function wordsWithin(text: string, limit: number): string {
  return fitted(text, limit, words);
}

/** For plain_text objects, which are not mrkdwn, but do know emoji codes. */
export function plainWithin(text: string, limit: number): string {
  return fitted(text, limit, (some) => tidied(some).replace(emojiColon, '∶'));
}

function piecesOf(line: string): Piece[] {
  return tidied(line)
    .replace(instantMark, (mark) => (renderInstants(mark, date) === unknown ? unknown : mark))
    .split(new RegExp(codeMark, 'u'))
    .flatMap((text, index): Piece[] => {
      const kind = index % 2 === 1 ? 'code' : 'words';
      return text
        .split(instantMark)
        .map((part, at): Piece => (at % 2 === 1 ? { kind: 'instant', mark: part } : { kind, text: part }))
        .filter((piece) => piece.kind === 'instant' || piece.text !== '');
    });
}

function rendered(piece: Piece): string {
  if (piece.kind === 'instant') return renderInstants(piece.mark, date);
  // What is left of a code that was split may be a space.
  if (piece.kind === 'code' && piece.text.trim() !== '') return `\`${escaped(piece.text)}\``;
  return words(piece.text);
}

/** In the reader's zone; where it cannot be shown so, in UTC. Of what is no instant: unknown. */
function date(ms: number, withSeconds: boolean): string {
  const inUtc = utc(ms, withSeconds);
  if (inUtc === unknown || ms < 0) return unknown;
  return `<!date^${Math.floor(ms / 1000)}^{${withSeconds ? 'time_secs' : 'time'}}|${inUtc}>`;
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
function cutLine(start: string, line: string, room: number): string {
  let text = start;
  for (const piece of piecesOf(line)) {
    const whole = rendered(piece);
    if (text.length + whole.length < room) {
      text += whole;
      continue;
    }
    const left = room - text.length;
    if (piece.kind === 'instant' || left < 4) break;
    text += fitted(piece.text, left - 1, (some) => rendered({ ...piece, text: some }));
    break;
  }
  return text.endsWith('…') ? text : `${text}…`;
}

/** `text` cut until what is made of it has at most `limit` UTF-16 units. */
function fitted(text: string, limit: number, make: (text: string) => string): string {
  let characters = Math.min(limit, text.length);
  let made = make(cut(text, characters));
  while (made.length > limit && characters > 1) {
    characters = Math.max(1, Math.floor(characters * 0.8));
    made = make(cut(text, characters));
  }
  return made.length > limit ? '…' : made;
}
