/** A run on one line: `+0 s flag 0 → 300 (Ana) · +8 m 70 % · +10 m trip (breaker) · +10 m 15 s seen off`. */
import { type Run, type RunEvent, utilization } from '../run/run.ts';
import { zeroAt } from './memory.ts';
import { exactOffset, percent } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

interface Moment {
  at: number;
  words: string;
  /** Of too many the lightest are left out. */
  weight: number;
}

const most = 9;

/** The line of a thread post has room for about nine moments: of more the weightiest stand, of equals the first. */
export function timeline(run: Run): string {
  const told = [...fromEvents(run), ...milestones(run)];
  // In the instant of a kill that turned the flag off, the kill came first.
  const all = run.decision?.kind === 'kill' ? [...kills(run), ...told] : [...told, ...kills(run)];
  const moments = all.sort((a, b) => a.at - b.at);
  if (moments.length === 0) return 'Nothing was changed';
  const kept = new Set(moments.toSorted((a, b) => b.weight - a.weight || a.at - b.at).slice(0, most));
  const zero = zeroAt(run);
  const shown = moments
    .filter((moment) => kept.has(moment))
    .map(({ at, words }) => `${sign(at, zero)} ${words}`);
  const left = moments.length - kept.size;
  return [...shown, ...(left === 0 ? [] : [`${left} more`])].join(' · ');
}

/** What comes seconds before the growth, the arming, is told as its beginning. */
function sign(at: number, zero: number): string {
  return exactOffset(Math.max(0, at - zero));
}

function fromEvents(run: Run): Moment[] {
  return run.events.flatMap((event) => {
    const told = wordsOf(run, event);
    return told === null ? [] : [{ at: event.at, words: told[0], weight: told[1] }];
  });
}

/** Words and weight; null: told by something else on the line, or of no weight in the end. */
function wordsOf(run: Run, event: RunEvent): [string, number] | null {
  const by = `(${nameOf(event.by, 24)})`;
  switch (event.kind) {
    case 'flag':
    case 'breaker':
      return [`${eventWords(run, event)} ${by}`, 5];
    case 'trip':
      return [`trip ${by}`, 5];
    case 'stop':
      return [`stop ${by}`, 5];
    case 'edit':
      return [eventWords(run, event).replace(', renewals stop', ' outside leakops'), 4];
    case 'seen-off':
      return [/again$/.test(event.text) ? 'seen off again' : 'seen off', 4];
    case 'recovery':
      return ofLast(run, event);
    case 'broker':
      return [eventWords(run, event).replace(' outside leakops', ''), 5];
    case 'load':
      return [`${eventWords(run, event)} ${by}`, 3];
    case 'extend':
      return [`${eventWords(run, event)} ${by}`, 2];
    case 'restart':
      return [`restart ${by}`, 2];
    case 'start':
    case 'growing':
    case 'threshold':
    case 'kill':
    case 'undo':
    case 'lease':
    case 'trouble':
    case 'end':
      return null;
  }
}

function ofLast(run: Run, event: RunEvent): [string, number] | null {
  const words = event === run.events.findLast(({ kind }) => kind === 'recovery') ? recovery(run) : null;
  return words === null ? null : [words, 4];
}

/** As it was told when it happened, without the flag's key, of which a run has one: `flag 2000 → 500`. */
export function eventWords(run: Run, event: RunEvent): string {
  return outsideWords(event.text.replace(` ${run.flag.key} `, ' '), 40);
}

function recovery(run: Run): string | null {
  if (run.recovery === null) return null;
  return { recovered: 'recovered', 'restart-needed': 'restart needed', unknown: 'recovery unknown' }[
    run.recovery
  ];
}

function milestones(run: Run): Moment[] {
  if (run.growingAt === null) return [];
  return [70, 85].flatMap((value) => {
    const first = run.readings.find(
      (reading) => reading.at >= zeroAt(run) && utilization(run, reading.usedBytes) >= value,
    );
    return first === undefined ? [] : [{ at: first.at, words: percent(value), weight: 0 }];
  });
}

function kills(run: Run): Moment[] {
  return run.kills.map(({ at }, index) => ({ at, words: 'kill', weight: index === 0 ? 5 : 1 }));
}
