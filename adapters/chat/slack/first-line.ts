/** What of the first line stands in the first block: an alert has room for 200 characters, our sentences for 100. */
import type { Said } from '../../../src/ports.ts';
import { fits, isBlank, plain, wordsWithin } from './mrkdwn.ts';

const longestAlert = 200;

export interface FirstLine {
  /** As mrkdwn, in at most 200 characters; `text` begins with it. */
  shown: string;
  /** Whole sentences that there was no room for, as they were said; '': none. */
  rest: string;
  /** What of `said.text` comes after it. */
  spokenRest: string;
}

export function firstLine(said: Said): FirstLine {
  const words = plain(said.lines[0] ?? said.text).trim();
  if (isBlank(words)) return { shown: '…', rest: '', spokenRest: ` ${said.text}` };
  const sentences = words.split(/(?<=[.?…]) /u);
  let taken = 1;
  while (taken < sentences.length && fits(sentences.slice(0, taken + 1).join(' '), longestAlert)) taken += 1;
  const head = sentences.slice(0, taken).join(' ');
  return {
    shown: wordsWithin(head, longestAlert),
    rest: sentences.slice(taken).join(' '),
    spokenRest: said.text.startsWith(head) ? said.text.slice(head.length) : ` ${said.text}`,
  };
}
