/**
 * Lines of the voice as Discord's Markdown. Formatted are our own code marks, instants and ways to cards, nothing
 * else: what people typed stays what they typed, escaped where Discord would format it.
 */
import { renderCardLinks } from '../../../src/voice/card-link.ts';
import { renderInstants } from '../../../src/voice/instant.ts';
import { cut } from '../../../src/voice/typed.ts';
import { fitted } from '../fitted.ts';

/** The address of a message; null: not known, the words stand alone. */
export type AddressOf = (card: { channel: string; messageId: string }) => string | null;

/** What a line is made of. Instants and ways in code marks do not render: the code is split around them. */
type Piece = { kind: 'words' | 'code' | 'mark'; text: string };

const ownMark = /(<t:-?\d{1,13}(?::s)?>|<card:[^:|<>]+:[^:|<>]+\|[^<>]*>)/;
const codeMark = /(?<!`)`([^`]*[^`\s][^`]*)`(?!`)/;
/** Control characters, line breaks, and those that turn the direction of what follows. */
const layoutBreaking = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
/** Signs that make a heading, a list, a quote or small print of a line that begins with them. */
const atLineStart = /^(\s*)(#{1,3}|-#|[-+]|>{1,3})(?=\s|$)/;
const numberAtLineStart = /^(\s*\d+)([.)])(?=\s|$)/;
/** `:tada:`, but not the minutes of `14:36:12`. */
const emojiColon = /(?<!\d(?=:\d\d:)):(?=[\p{L}\p{N}_+~-]+:)/gu;

/** One line as Markdown. */
export function markdown(line: string, addressOf: AddressOf): string {
  return joined(piecesOf(line).map((piece) => rendered(piece, addressOf)));
}

/** Lines below each other in at most `limit` UTF-16 units, `…` where there is no room for the rest. */
export function markdownWithin(lines: readonly string[], limit: number, addressOf: AddressOf): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const start = index === 0 ? '' : '\n';
    const whole = start + markdown(line, addressOf);
    const isLast = index === lines.length - 1;
    if (text.length + whole.length > limit - (isLast ? 0 : 2)) {
      return text + cutLine(start, line, limit - text.length, addressOf);
    }
    text += whole;
  }
  return text;
}

/** Words without any format, in at most `limit` UTF-16 units. */
export function wordsWithin(text: string, limit: number): string {
  return fitted(tidied(text).trim(), limit, (some) => atStart(inert(some)));
}

/** For labels and names, which know no Markdown: one line, cut to `limit` characters. */
export function plainWithin(text: string, limit: number): string {
  return cut(tidied(text).replaceAll('`', '').trim(), limit).slice(0, limit).toWellFormed();
}

function piecesOf(line: string): Piece[] {
  return tidied(line)
    .split(codeMark)
    .flatMap((text, index): Piece[] =>
      text.split(ownMark).map((part, at): Piece => {
        if (at % 2 === 1) return { kind: 'mark', text: part };
        // What is left of a code that was split may be a space.
        return { kind: index % 2 === 1 && part.trim() !== '' ? 'code' : 'words', text: part };
      }),
    )
    .filter(({ text }) => text !== '');
}

function rendered(piece: Piece, addressOf: AddressOf): string {
  switch (piece.kind) {
    case 'code':
      return `\`${piece.text}\``;
    case 'words':
      return inert(piece.text);
    case 'mark':
      return renderInstants(
        renderCardLinks(piece.text, (card) => link(card, addressOf)),
        instant,
      );
  }
}

/** Only the first piece can begin the line. */
function joined([first = '', ...rest]: readonly string[]): string {
  return atStart(first) + rest.join('');
}

function link(card: { channel: string; messageId: string; words: string }, addressOf: AddressOf): string {
  const words = inert(card.words).replaceAll(']', '\\]');
  const address = addressOf(card);
  return address === null ? inert(card.words) : `[${words}](${address})`;
}

/** In the reader's zone; of what is no instant: unknown. */
function instant(ms: number, withSeconds: boolean): string {
  const isDate = Math.abs(ms) <= 8.64e15;
  return isDate ? `<t:${Math.floor(ms / 1000)}:${withSeconds ? 'T' : 't'}>` : 'unknown';
}

/** A backslash shows nowhere but takes the meaning of what follows; an address is no link, a name no mention. */
function inert(text: string): string {
  return text
    .replace(/[\\*`]/g, '\\$&')
    .replace(/_{2,}|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (signs) => signs.replaceAll('_', '\\_'))
    .replace(/~{2,}|\|{2,}/g, (signs) => Array.from(signs, (sign) => `\\${sign}`).join(''))
    .replace(/\](?=\()/g, '\\]')
    .replace(/<(?=[@#:/a-z])/gi, '\\<')
    .replace(/:\/\//g, ':\\//')
    .replace(emojiColon, '\\:')
    .replace(/@(?=everyone|here)/gi, '＠');
}

function atStart(text: string): string {
  return text.replace(atLineStart, '$1\\$2').replace(numberAtLineStart, '$1\\$2');
}

function tidied(text: string): string {
  return text.toWellFormed().replace(layoutBreaking, ' ');
}

/** As many pieces of the line as there is room for, and the `…`. */
function cutLine(start: string, line: string, room: number, addressOf: AddressOf): string {
  const left = room - start.length - 1;
  let shown: string[] = [];
  for (const piece of piecesOf(line)) {
    const next = [...shown, rendered(piece, addressOf)];
    if (joined(next).length <= left) {
      shown = next;
      continue;
    }
    const whole = shown;
    const cutPiece = (some: string) => joined([...whole, rendered({ ...piece, text: some }, addressOf)]);
    const isWorthIt = piece.kind !== 'mark' && left - joined(shown).length >= 8;
    if (isWorthIt) return start + fitted(piece.text, left, cutPiece);
    break;
  }
  return `${start}${joined(shown)}…`.slice(0, Math.max(0, room));
}
