/** Which run was meant (rule 30). */
import type { Action, Place, Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { latestReading, utilization } from '../run/run.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { cardLink } from './card-link.ts';
import { duration, offset, percent } from './number.ts';
import { nameOf, typed } from './typed.ts';

/** Where somebody asks from. */
export type Here = { chat: Run['chat']; channel: Place['channel'] };

const mostNamed = 8;
const mostButtons = 5;

export function noRun(refusalWord: string): Said {
  return answer(
    [`${refusalWord}: no run is live. ${nothingChanged}`, `Start one: ${copy('start gradual')}`],
    {
      level: 'warning',
    },
  );
}

export function chooseRun(
  refusalWord: string,
  verb: string,
  runs: readonly Run[],
  now: number,
  here: Here,
): Said {
  return answer(
    [
      `${refusalWord}: ${runs.length} runs are live. ${nothingChanged}`,
      ...choices(runs, now, here),
      `Say it in the run's thread: \`@leakops ${verb}\`, or see ${copy('status')}`,
    ],
    { level: 'warning' },
  );
}

/** What ends a leak needs no thread: a button each, and the command with the run's name. @param verb without `/leak` */
export function chooseToEnd(
  refusalWord: string,
  verb: string,
  button: 'stop' | 'trip',
  runs: readonly Run[],
  now: number,
  here: Here,
): Said {
  const label = button === 'stop' ? 'Stop' : 'Trip';
  const actions = runs
    .slice(0, mostButtons)
    .map(
      ({ id }): Action => ({ id: button, label: `${label} ${id}`, style: 'default', url: null, value: id }),
    );
  return answer(
    [
      `${refusalWord}: ${runs.length} runs are live. ${nothingChanged}`,
      ...choices(runs, now, here),
      `Name the run: ${copy(`${verb} ${runs[0]?.id}`)}, or say it in its thread: \`@leakops ${verb}\``,
    ],
    { level: 'warning', actions },
  );
}

/** @param name of a run that nobody knows */
export function noSuchLiveRun(refusalWord: string, name: string): Said {
  return answer([`${refusalWord}: there is no ${name}. ${nothingChanged}`, `What is so: ${copy('status')}`], {
    level: 'warning',
  });
}

function choices(runs: readonly Run[], now: number, here: Here): string[] {
  const named = runs.slice(0, mostNamed).map((run) => `${run.id}: ${briefly(run, now)}, ${where(run, here)}`);
  return runs.length > mostNamed ? [...named, `and ${runs.length - mostNamed} more`] : named;
}

/** `growing 64 %, Ben, +6 m`. */
export function briefly(run: Run, now: number): string {
  const reading = latestReading(run);
  const level = reading === null ? '' : ` ${percent(utilization(run, reading.usedBytes))}`;
  const since = run.growingAt === null ? `for ${duration(now - run.startedAt)}` : offset(now - run.growingAt);
  return `${run.state}${level}, ${nameOf(run.owner.name)}, ${since}`;
}

/** Of a card without a message: whether there will be one. */
export function unpostedWords(run: Run): string {
  return run.reach.card === 'gone' ? 'could not be posted' : 'is not posted yet';
}

const chatNames = { web: 'on the page', slack: 'in Slack', discord: 'in Discord' };

/** `in this channel`, `in channel game-day`, `in Slack`; on a platform that it is in with the way to the card. */
export function where(run: Run, here: Here): string {
  if (run.chat !== here.chat) return chatNames[run.chat];
  const isHere = run.channel === here.channel;
  if (run.chat === 'web') return isHere ? 'in this channel' : `in channel ${typed(run.channel, 40)}`;
  // An id tells nobody anything.
  const words = isHere ? 'in this channel' : 'in another channel';
  return run.thread === null ? words : cardLink(run.channel, run.thread, words);
}
