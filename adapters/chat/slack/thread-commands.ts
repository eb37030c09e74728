/** Slack takes no slash command in a thread: what is to be typed there mentions the bot. */
import type { Said } from '../../../src/ports.ts';

/** The same, with each command as it is typed in a thread: `@leakops stop`. */
export function commandsOfThread(said: Said): Said {
  return { ...said, text: mentioning(said.text), lines: said.lines.map(mentioning) };
}

function mentioning(words: string): string {
  return words.replace(/(?<![^\s`"(])\/leak (?=[a-z])/g, '@leakops ');
}
