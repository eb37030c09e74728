/** A demo as lines of a log: nothing moves, nothing is coloured, each thing stands once. */
import { plainLines, type Said, type Screen } from './said.ts';

export function logScreen(write: (line: string) => void): Screen {
  const headlines = new Map<string, string>();
  return {
    show(message) {
      if (message.kind === 'card' && sameHeadline(headlines, message)) return;
      const indent = message.thread === null ? '' : '    ';
      for (const line of plainLines(message)) write(`${indent}${line}`);
      write('');
    },
    close() {},
  };
}

/** The card is printed when its first line says something new, not for each number. */
function sameHeadline(headlines: Map<string, string>, { id, lines }: Said): boolean {
  const words = (lines[0] ?? '').replace(/\d+/g, '');
  const known = headlines.get(id) === words;
  headlines.set(id, words);
  return known;
}
