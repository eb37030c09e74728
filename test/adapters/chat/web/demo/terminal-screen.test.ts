import { expect, test } from 'vitest';
import { widthOf, wrapped } from '../../../../../adapters/chat/web/demo/columns.ts';
import { logScreen } from '../../../../../adapters/chat/web/demo/log-screen.ts';
import type { Said } from '../../../../../adapters/chat/web/demo/said.ts';
import { terminalScreen } from '../../../../../adapters/chat/web/demo/terminal-screen.ts';

const esc = String.fromCharCode(27);

/** A terminal that keeps its lines: it knows what the screen sends, and fails on anything else. */
function terminal(columns: number, rows: number, colours: boolean) {
  const lines = [''];
  let heard: (() => void) | null = null;
  const seen = {
    columns,
    rows,
    cursor: true,
    colours: 0,
    lines: () => lines.slice(0, -1),
    resized: () => heard?.(),
    hasColors: () => colours,
    on(_event: 'resize', one: () => void) {
      heard = one;
    },
    off() {
      heard = null;
    },
    write(text: string) {
      for (const part of text.split(new RegExp(`(${esc}\\[[?\\d;]*[A-Za-z]|\\n|\\r)`))) {
        const [, given = '', order = ''] = new RegExp(`^${esc}\\[([?\\d;]*)([A-Za-z])$`).exec(part) ?? [];
        if (part === '\n') lines.push('');
        else if (order === 'A') lines.splice(lines.length - 1 - Number(given), Number(given));
        else if (order === 'm') seen.colours += 1;
        else if (given === '?25') seen.cursor = order === 'h';
        else if (order === '' && part !== '\r') lines[lines.length - 1] += part;
        else expect(['J', 'h', 'l', ''], part).toContain(order);
      }
    },
  };
  return seen;
}

function message(kind: string, lines: string[], more: Partial<Said> = {}): Said {
  return { id: kind, kind, lines, level: 'info', thread: null, author: 'leakops', ...more };
}

const growing = (percent: number) =>
  message('card', [`📈 Growing ${percent} %: checkout, run-1`, '`▄▄▅▅▆▆█T` (█ = 80 %)', 'you · +6 m']);

test('the card changes in place below its thread, and stands before the report in the end', () => {
  const seen = terminal(80, 24, false);
  const screen = terminalScreen(seen);
  expect(seen.cursor).toBe(false);
  screen.show(growing(60));
  screen.show(message('post', ['+6 m: 63 %'], { thread: 'm-1' }));
  screen.show(growing(64));
  expect(seen.lines()).toEqual([
    '    +6 m: 63 %',
    '',
    '─'.repeat(60),
    '📈 Growing 64 %: checkout, run-1',
    '▄▄▅▅▆▆█T (█ = 80 %)',
    'you · +6 m',
  ]);
  screen.show(message('report', ['✅ Averted'], { thread: 'm-1' }));
  screen.close();
  screen.close();
  expect(seen.lines().slice(2)).toEqual([
    '📈 Growing 64 %: checkout, run-1',
    '▄▄▅▅▆▆█T (█ = 80 %)',
    'you · +6 m',
    '',
    '    ✅ Averted',
    '',
  ]);
  expect(seen).toMatchObject({ cursor: true, colours: 0 });
});

test.each([20, 40, 80, 200])('no line is wider than %i columns, none is lost', (columns) => {
  const seen = terminal(columns, 24, true);
  const screen = terminalScreen(seen);
  const words = 'Flag goes off over 80 %, or when a kill is nearer than it takes to stop. '.repeat(3).trim();
  screen.show(message('post', [words, 'x'.repeat(250)], { thread: 'm-1' }));
  screen.show(growing(60));
  expect(Math.max(...seen.lines().map(widthOf))).toBeLessThan(columns);
  const [said] = seen.lines().join('\n').split('\n\n');
  expect(said?.replace(/\s+/g, '')).toBe(`${words}${'x'.repeat(250)}`.replace(/\s+/g, ''));
  expect(seen.colours).toBeGreaterThan(0);
});

test('a terminal that became narrower is cleared of the lines that it broke', () => {
  const seen = terminal(80, 24, false);
  terminalScreen(seen).show(growing(60));
  const written: string[] = [];
  const write = seen.write;
  seen.write = (text) => {
    written.push(text);
    write(text);
  };
  seen.columns = 30;
  seen.resized();
  // The rule of 60 columns and the first line of 33 now take two rows each.
  expect(written.join('')).toContain(`${esc}[6A`);
});

test('a card higher than the terminal shows what fits', () => {
  const seen = terminal(40, 4, false);
  terminalScreen(seen).show(growing(60));
  expect(seen.lines()).toHaveLength(2);
});

test('words break between words; a no-break space holds', () => {
  expect(wrapped('14.2 of 20\u00a0MiB', 12)).toEqual(['14.2 of', '20\u00a0MiB']);
  expect(wrapped('', 12)).toEqual(['']);
  expect(wrapped(`a${esc}[2Jb`, 12)).toEqual(['a [2Jb']);
  expect(widthOf('⚠️ 70 %')).toBe(7);
});

test('in a log the card stands again only when its first line says something new', () => {
  const lines: string[] = [];
  const screen = logScreen((line) => lines.push(line));
  screen.show(growing(60));
  screen.show(growing(64));
  screen.show(message('post', ['+6 m: 63 %'], { thread: 'm-1' }));
  screen.show(message('card', ['🛑 Stopping 78 %: checkout, run-1']));
  expect(lines.filter((line) => line !== '')).toEqual([
    '📈 Growing 60 %: checkout, run-1',
    '▄▄▅▅▆▆█T (█ = 80 %)',
    'you · +6 m',
    '    +6 m: 63 %',
    '🛑 Stopping 78 %: checkout, run-1',
  ]);
});
