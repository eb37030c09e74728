/** Who turned the flag off and why, and what is known of the flag: written off and seen off are two facts. */
import type { Decision, Run } from '../run/run.ts';
import type { Line } from './compose.ts';
import { zeroAt } from './memory.ts';
import { duration, exactOffset } from './number.ts';
import { graphemes, nameOf, outsideWords, reasonFirst } from './typed.ts';

/** Who did it where leakops cannot know (Decision.by, RunEvent.by). */
const outside = 'someone outside leakops';

/** Nothing that was written still stands: the flag was reset or replaced (rule 13). */
export function wasReset(run: Run): boolean {
  return run.flag.idGone && run.decision?.kind === 'person';
}

/** `Breaker: 81 % is over 80 %`, `Ben`: who, and why where that says more than who. At most `limit` characters. */
function whoAndWhy(decision: Decision, limit = 120): string {
  const who = capital(nameOf(decision.by, 24));
  const why = whyOf(decision, limit);
  if (why === '' || why.toLowerCase() === who.toLowerCase()) return who;
  if (decision.kind === 'time' || why.toLowerCase().includes(who.toLowerCase())) return capital(why);
  const room = Math.max(8, limit - graphemes(who).length - 2);
  return `${who}: ${whyOf(decision, room)}`;
}

/** The why alone, for `Why: …`; who, where there is none. */
export function whyWords(decision: Decision, limit = 120): string {
  return whyOf(decision, limit) || nameOf(decision.by);
}

function whyOf(decision: Decision, limit: number): string {
  return outsideWords(reasonFirst(decision.why), limit);
}

/** `Breaker: 81 % is over 80 % (+10 m 12 s)`, on two lines where one is too narrow. */
export function decisionLines(run: Run, decision: Decision, width: number): Line[] {
  const when = exactOffset(decision.at - zeroAt(run));
  const one = `${whoAndWhy(decision)} (${when})`;
  if (graphemes(one).length <= width) return [one];
  const who = `${capital(nameOf(decision.by))}, at ${when}:`;
  const why = whyWords(decision, width);
  return [
    { shown: who, spoken: `${who} ${why}` },
    { shown: capital(why), spoken: null },
  ];
}

/** What came before the flag went off: `the trip`, `the stop`, … */
export function eventName(decision: Decision): string {
  switch (decision.kind) {
    case 'trip':
      return decision.reason === 'lease' ? 'the end of the lease' : 'the trip';
    case 'stop':
      return 'the stop';
    case 'person':
      return 'the edit';
    case 'time':
      return 'the time limit';
    case 'abort':
      return 'the decision';
    case 'kill':
      return 'the kill';
  }
}

/** `flag seen off after 3 s`, `flag written off, not yet seen off`, `flag left as others set it`: only what is so. */
export function flagOffWords(run: Run): string {
  const { seenOffAt, offWrite, failures, lastWrite, idGone } = run.flag;
  if (seenOffAt !== null)
    return run.decision === null ? 'flag seen off' : seenOffWords(seenOffAt - run.decision.at);
  if (lastWrite === 0) return 'flag never written';
  if (idGone) return 'flag left as others set it';
  return offWrite === null || failures > 0 ? 'flag not seen off' : 'flag written off, not yet seen off';
}

function seenOffWords(afterMs: number): string {
  return afterMs < 500 ? 'flag seen off at once' : `flag seen off after ${duration(afterMs)}`;
}

/** `flagd-ui answers 503`, without its address, which the reader knows; null: nothing fails. */
export function flagFailure(run: Run, limit = 80): string | null {
  if (run.flag.failureWhy === null) return null;
  const brief = run.flag.failureWhy.replace(/ at https?:\/\/\S+/g, '');
  return outsideWords(brief, limit) || 'no reason known';
}

/** `turned off by Ben`, `turned off outside leakops`. */
export function turnedOffWords(decision: Decision, nameLimit = 24): string {
  return `turned off ${decision.by === outside ? 'outside leakops' : `by ${nameOf(decision.by, nameLimit)}`}`;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
