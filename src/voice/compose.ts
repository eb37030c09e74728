/**
 * Puts a message together so that its words and its lines cannot drift apart: `text` is made of the lines, in words.
 * The first line is the first sentence; it has neither instants nor code marks, and stands at the start of `text`
 * as it is, because desktop notifications take their words from the first block and mobile ones from `text`.
 */
import type { Action, MessageKind, Said } from '../ports.ts';
import { sentence } from './sentence.ts';

/** A line as shown; `spoken` where it is said otherwise in `text` (bars, commands, instants), null: left out there. */
export type Line = string | { shown: string; spoken: string | null };

export interface Draft {
  kind: MessageKind;
  level: Said['level'];
  /** First line: plain words only. */
  lines: readonly [string, ...Line[]];
  actions?: Action[];
  mention?: string | null;
  broadcast?: boolean;
  files?: Said['files'];
}

export function compose(draft: Draft): Said {
  const [first, ...rest] = mapLines(draft.lines);
  const spoken = rest
    .map((line) => (typeof line === 'string' ? line : line.spoken))
    .filter((line): line is string => line !== null)
    .map((line) => spokenSentence(line.replaceAll(' · ', ', ')));
  return {
    kind: draft.kind,
    text: [spoken.length === 0 ? first : spokenSentence(first), ...spoken].join(' '),
    lines: [first, ...rest.map((line) => (typeof line === 'string' ? line : line.shown))],
    level: draft.level,
    actions: draft.actions ?? [],
    mention: draft.mention ?? null,
    broadcast: draft.broadcast ?? false,
    files: draft.files ?? [],
  };
}

/** Words from outside may have been cut; then the cut is the end of the sentence. */
function mapLines([first, ...rest]: Draft['lines']): Draft['lines'] {
  const ended = (words: string) => words.replaceAll('….', '…');
  return [
    ended(first),
    ...rest.map((line) =>
      typeof line === 'string'
        ? ended(line)
        : { shown: ended(line.shown), spoken: line.spoken === null ? null : ended(line.spoken) },
    ),
  ];
}

/** A run's name stays as it is written. */
function spokenSentence(words: string): string {
  const isName = /^run-\d/.test(words);
  return sentence(isName ? words : words.charAt(0).toUpperCase() + words.slice(1));
}
