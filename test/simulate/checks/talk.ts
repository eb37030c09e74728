/** What people were told once chat is well again: all that needs a person, each once, and the card as it ended. */
import type { Run } from '../../../src/run/run.ts';
import { finalLine } from '../../../src/voice/final-line.ts';
import { runId, type Stage } from '../stage.ts';
import { never } from '../truth.ts';
import { check } from './found-wrong.ts';

type Ended = Extract<Run, { state: 'ended' }>;

/** Before each save: what somebody must hear, by its key. */
export function noteWanted({ truth }: Stage, { outbox }: Run): void {
  for (const { key, said } of outbox) {
    const isLate = key.startsWith('late-');
    if (!isLate && (said.mention !== null || said.kind === 'report')) truth.wanted.set(key, said.lines[0]!);
  }
}

export function checkTalk(stage: Stage, run: Ended): void {
  const { chat, truth, talk } = stage;
  const keys = chat.keys().filter((key) => key.startsWith(`${runId}/`));
  check(stage, new Set(keys).size === keys.length, 'rule 28', () => 'a key was posted twice');
  const waits = run.outbox.map(({ key }) => key);
  check(stage, waits.length === 0, 'promise 2', () => `not said in the end: ${waits}`);
  check(stage, run.reach.card !== 'open', 'promise 2', () => 'the card does not show the end');
  const late = chat.posts.filter(({ key }) => key.startsWith(`${runId}/late-`)).map(({ said }) => said);
  const inLate = (line: string) =>
    late.some(({ lines }) => lines.slice(2).some((each) => line.endsWith(each.replace(/^<t:\d+> /, ''))));
  const cut = late.some(({ lines }) => lines.some((line) => line.startsWith('… and')));
  const silent = run.reach.words === 'nowhere' || cut;
  for (const [key, line] of truth.wanted) {
    const name = `${runId}/${key}`;
    // What was lost without power before it was sent was not decided either.
    if (!run.saidKeys.includes(key) || talk.refused.has(name)) continue;
    const alone = keys.includes(name);
    const lateToo = inLate(line);
    const refusedLate = [...talk.refused].some((each) => each.startsWith(`${runId}/late-`));
    check(stage, alone || lateToo || silent || refusedLate, 'promise 2', () => `never said: ${key}`);
    // What happens again may be told in the same words.
    const recurs = /again-\d+$/.test(key);
    // What may stand in a channel that was lost since is said again where it can be heard.
    const elsewhere = run.reach.lost.length > 0;
    check(stage, recurs || elsewhere || !(alone && lateToo), 'rule 28', () => `said twice: ${key}`);
  }
  checkCard(stage, run);
}

/** It shows the end, and nothing was shown after that. */
function checkCard(stage: Stage, run: Ended): void {
  const { chat, talk, truth } = stage;
  if (run.thread === null || talk.gone.size > 0 || talk.refused.has('card')) return;
  // An end that a broken disk cannot keep is told all the same, and comes again.
  const kept = truth.diskTrouble === never || truth.crashes === 0;
  const end = finalLine(run);
  const shown = chat.shown(run.thread)?.lines[0];
  check(stage, shown === end, 'promise 2', () => `the card shows: ${shown}, not: ${end}`);
  const edits = chat.edits.filter(({ id }) => id === run.thread).map(({ said }) => said.lines[0]);
  const first = edits.indexOf(end);
  const over = first >= 0 && edits.slice(first).some((line) => line !== end);
  check(stage, !over || !kept, 'the last card', () => 'an older one came after it');
}
