/** What was not done, why, and what to type instead. */
import type { Person, Said } from '../ports.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { sentence } from './sentence.ts';
import { nameOf, typed } from './typed.ts';

export interface Refusal {
  /** First sentence without its full stop: `Not started: flag value 20000, must be 1–10000`. */
  what: string;
  /** What the first sentence has no room for. */
  more?: string | null;
  /** A command without `/leak`, that would be understood. */
  command: string;
  /** The command is probably what was meant. */
  close?: boolean;
}

export function refusal({ what, more = null, command, close = false }: Refusal): Said {
  const lines = more === null ? [] : [more];
  const way = close ? `Did you mean ${copy(command)}?` : `Try ${copy(command)}`;
  return answer([`${what}. ${nothingChanged}`, ...lines, way], { level: 'warning' });
}

/** The broker may not be touched: how it is allowed, and what goes without. */
export function brokerNotAllowed(command: string): Said {
  return refusal({
    what: 'Not started: no broker may be taken down, LEAKOPS_BROKER is not set',
    more: 'Set LEAKOPS_BROKER to its Deployment or StatefulSet, in the demo kafka, and start leakops again',
    command,
  });
}

/** No setting allows it there: LEAKOPS_BROKER itself is refused at the start. */
export function noBrokerOnDocker(command: string): Said {
  return refusal({
    what: 'Not started: taking the broker down on Docker is not in this version',
    command,
  });
}

/** A refusal in somebody else's words; whatever they lack of "Nothing changed" and a command is added. */
export function refusalInWords(text: string, remedy: string | null, fallback: string): Said {
  const said = text.includes(nothingChanged) ? text : `${sentence(text)} ${nothingChanged}`;
  return answer([said, wayOut(remedy, fallback)], { level: 'warning' });
}

/** What went out and did not come to its end: what was changed is in the words, or not known. */
export function failureInWords(text: string, remedy: string | null, fallback: string): Said {
  return answer([sentence(text), wayOut(remedy, fallback)], { level: 'warning' });
}

function wayOut(remedy: string | null, fallback: string): string {
  if (remedy === null) return `See ${copy(fallback)}`;
  if (!remedy.includes('/leak')) return `${sentence(remedy)} See ${copy(fallback)}`;
  return remedy.startsWith('`') ? `Try ${remedy}` : remedy;
}

/** Only operators may start, raise and restart (LEAKOPS_OPERATORS, which takes ids: platforms hide them from people). */
export function notOperator(refusalWord: string, { id, name }: Person): Said {
  const isSaid = id === name;
  return answer(
    [
      `${refusalWord}: ${nameOf(name)} is not an operator. ${nothingChanged}`,
      `Operators start, raise and restart${isSaid ? '' : `: LEAKOPS_OPERATORS, where you are ${typed(id, 40)}`}`,
      `Anyone may ${copy('stop')}, ${copy('breaker trip')}, ${copy('flag off')} and look: ${copy('status')}`,
    ],
    { level: 'warning' },
  );
}

/** An error that nobody foresaw: a code to quote. What was changed is not known. */
export function trouble(code: string, words: string, remedy: string | null): Said {
  return answer(
    [
      `Trouble ${code}: ${typed(words, 70).replace(/\.+$/, '')}.`,
      remedy === null
        ? `Whether anything changed: ${copy('status')}. The code is in the log.`
        : `${sentence(remedy)} See ${copy('status')}`,
    ],
    { level: 'error' },
  );
}
