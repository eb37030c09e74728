/** A run on one line: `+0 s flag 0 → 300 (Ana) · +8 m 70 % · +10 m trip (breaker) · +10 m 15 s seen off`. */
import { type Run, type RunEvent, utilization } from '../run/run.ts';
import { zeroAt } from './memory.ts';
import { exactOffset, percent } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

interface Moment {
  at: number;
  words: string;
}

const most = 9;

/** The line of a thread post has room for about nine moments; of more the first and the last ones stand. */
export function timeline(run: Run): string {
  const moments = [...fromEvents(run), ...milestones(run), ...kills(run)].sort((a, b) => a.at - b.at);
  if (moments.length === 0) return 'Nothing was changed';
  const half = Math.floor(most / 2);
  const shown =
    moments.length <= most
      ? moments
      : [
          ...moments.slice(0, half),
          { at: Number.NaN, words: `${moments.length - most + 1} more` },
          ...moments.slice(-half),
        ];
  const zero = zeroAt(run);
  return shown.map(({ at, words }) => (Number.isNaN(at) ? words : `${sign(at, zero)} ${words}`)).join(' · ');
}

/** What comes seconds before the growth, the arming, is told as its beginning. */
function sign(at: number, zero: number): string {
  return exactOffset(Math.max(0, at - zero));
}

function fromEvents(run: Run): Moment[] {
  return run.events.flatMap((event) => {
    const words = wordsOf(run, event);
    return words === null ? [] : [{ at: event.at, words }];
  });
}

/** null: told by something else on the line, or of no weight in the end. */
function wordsOf(run: Run, event: RunEvent): string | null {
  const by = `(${nameOf(event.by, 24)})`;
  switch (event.kind) {
    case 'flag':
      return `flag ${run.events.find(({ kind }) => kind === 'flag') === event ? `0 → ${firstValue(run)}` : 'changed'} ${by}`;
    case 'load':
      return `${outsideWords(event.text, 40)} ${by}`;
    case 'trip':
      return `trip ${by}`;
    case 'stop':
      return `stop ${by}`;
    case 'seen-off':
      return 'seen off';
    case 'restart':
      return `restart ${by}`;
    case 'edit':
      return 'flag edited outside leakops';
    case 'breaker':
      return `breaker changed ${by}`;
    case 'extend':
      return `extended ${by}`;
    case 'recovery':
      return event === run.events.findLast(({ kind }) => kind === 'recovery') ? recovery(run) : null;
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

/** Of several findings the last one stands. */
function recovery(run: Run): string | null {
  if (run.recovery === null) return null;
  return { recovered: 'recovered', 'restart-needed': 'restart needed', unknown: 'recovery unknown' }[
    run.recovery
  ];
}

function firstValue(run: Run): number {
  return run.flag.sent.find((write) => write.kind === 'live')?.value ?? run.flag.value;
}

function milestones(run: Run): Moment[] {
  if (run.growingAt === null) return [];
  return [70, 85].flatMap((value) => {
    const first = run.readings.find(
      (reading) => reading.at >= zeroAt(run) && utilization(run, reading.usedBytes) >= value,
    );
    return first === undefined ? [] : [{ at: first.at, words: percent(value) }];
  });
}

function kills(run: Run): Moment[] {
  return run.kills.map(({ at }) => ({ at, words: 'kill' }));
}
