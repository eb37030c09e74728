/** A demo on a terminal: the card stays at the bottom and changes in place, its thread scrolls above it. */
import { widthOf, wrapped } from './columns.ts';
import { plainLines, type Said, type Screen } from './said.ts';

/** What it needs of `process.stdout`. */
export interface Terminal {
  write(text: string): unknown;
  columns: number;
  rows: number;
  hasColors(): boolean;
  on(event: 'resize', heard: () => void): unknown;
  off(event: 'resize', heard: () => void): unknown;
}

const esc = '\u001b[';
const hideCursor = `${esc}?25l`;
const showCursor = `${esc}?25h`;
/** Drawn at once by terminals that know it, ignored by others. */
const atOnce = (text: string) => `${esc}?2026h${text}${esc}?2026l`;
/** Longer lines are hard to read; the card stays a card. */
const mostColumns = 100;
const levelColours: Record<string, string> = { info: '36', success: '32', warning: '33', error: '31' };
const plain = '0';
const bold = '1';
const dim = '2';

export function terminalScreen(terminal: Terminal): Screen {
  const colours = terminal.hasColors();
  /** What changes in place: the card, or before there is one the answer to who started. */
  let live: Said | null = null;
  let drawn: string[] = [];
  let closed = false;

  const paint = (text: string, code: string) =>
    colours && code !== plain ? `${esc}${code}m${text}${esc}0m` : text;
  const room = () => Math.max(16, Math.min(mostColumns, (terminal.columns || 80) - 1));

  function erase(): string {
    // A terminal that became narrower has broken the lines that were drawn.
    const rows = drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / terminal.columns)),
      0,
    );
    drawn = [];
    return rows === 0 ? '' : `${esc}${rows}A\r${esc}J`;
  }

  function painted(line: string, message: Said, first: boolean): string {
    const level = levelColours[message.level ?? ''];
    if (first) {
      if (message.author !== 'leakops') return paint(line, dim);
      return paint(line, level === undefined ? bold : `${bold};${level}`);
    }
    const bars = /^\s*(?=[TKR·]*[▁-█])[▁-█·TKR]+/u.exec(line)?.[0];
    if (bars === undefined) return line;
    const marked = bars.replace(/[█TK]+|[^█TK]+/g, (run) =>
      paint(run, /[█TK]/.test(run) ? '31' : (level ?? '36')),
    );
    return marked + line.slice(bars.length);
  }

  /** Lines as they are written, and as they count. */
  function block(message: Said): { written: string[]; counted: string[] } {
    const indent = message.thread === null ? '' : room() < 60 ? '  ' : '    ';
    const written: string[] = [];
    const counted: string[] = [];
    for (const [i, line] of plainLines(message).entries())
      for (const piece of wrapped(line, room() - indent.length)) {
        counted.push(indent + piece);
        written.push(painted(indent + piece, message, i === 0));
      }
    return { written, counted };
  }

  function bottom(): string {
    if (live === null) return '';
    const rule = '─'.repeat(Math.min(room(), 60));
    const { written, counted } = block(live);
    const fits = Math.max(1, terminal.rows - 2);
    drawn = [rule, ...counted].slice(0, fits);
    return `${[paint(rule, dim), ...written].slice(0, fits).join('\n')}\n`;
  }

  function scroll(message: Said): string {
    return `${block(message).written.join('\n')}\n\n`;
  }

  function settled(): string {
    const text = live === null ? '' : scroll(live);
    live = null;
    return text;
  }

  const redraw = () => {
    terminal.write(atOnce(erase() + bottom()));
  };
  const restore = () => {
    terminal.write(showCursor);
  };
  terminal.write(hideCursor);
  terminal.on('resize', redraw);
  process.once('exit', restore);

  return {
    show(message) {
      const before = erase();
      if (message.kind === 'card' || message.kind === 'reply') {
        const old = live === null || live.id === message.id ? '' : settled();
        live = message;
        terminal.write(atOnce(before + old + bottom()));
      } else if (message.kind === 'report') {
        terminal.write(atOnce(before + settled() + scroll(message)));
      } else {
        terminal.write(atOnce(before + scroll(message) + bottom()));
      }
    },
    close() {
      if (closed) return;
      closed = true;
      terminal.off('resize', redraw);
      process.off('exit', restore);
      terminal.write(atOnce(erase() + settled()) + showCursor);
    },
  };
}
