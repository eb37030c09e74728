/** The root card: posted first, then edited in place; the latest wins, one edit at a time (facts/chat-ux.md, 4). */
import { mayStand } from '../../chat-failure.ts';
import { wordsOf } from '../../failure.ts';
import type { Said, Urgency } from '../../ports.ts';
import { card } from '../../voice/card.ts';
import type { Run } from '../run.ts';
import type { Task } from './lane.ts';
import { createLastEdit } from './last-edit.ts';
import { inChannel, loseChannel, type TalkParts } from './talk-parts.ts';

/** Between two edits without a change of state. */
const editEveryMs = 15_000;
/** With nothing new of the run, its card is looked at for what time alone changes. */
const lookEveryMs = 10_000;

export function cardLane(parts: TalkParts): () => Task | null {
  const { chat } = parts;
  let shown: { said: Said; steps: number; mono: number } | null = null;
  let looked = { mono: Number.NEGATIVE_INFINITY, turns: '' };
  /** An earlier post may stand, with older words. */
  let doubted = parts.run().eyes.resumed;
  const last = createLastEdit(chat.clock, parts.signal, parts.run().eyes.resumed);

  const drawn = (run: Run) => card(run, parts.clock.now(), { publicUrl: parts.publicUrl });
  const mono = () => chat.clock.monotonic();

  function firstPost(run: Run): Task {
    return {
      urgency: 'now',
      about: `first ${run.state}`,
      async say() {
        await parts.stored();
        // As the run is now: it may have gone on while chat was away.
        const current = parts.run();
        const said = drawn(current);
        const cardPosted = await chat.post(inChannel(run.channel, null), said, `${run.id}/card`, 'now');
        shown = doubted ? null : { said, steps: stepsOf(current), mono: mono() };
        parts.tell({ cardPosted });
        if (current.state === 'ended' && !doubted) parts.tell({ cardFinal: true });
      },
      waits(error) {
        parts.away.failed();
        doubted ||= mayStand(error);
      },
      lost(trouble, error) {
        if (trouble === 'place-gone') loseChannel(parts, run.channel, error);
        else parts.tell({ gone: { what: 'first-card', why: wordsOf(error) } });
      },
    };
  }

  function edit(run: Run, thread: string, said: Said, urgency: Urgency): Task {
    const done = () => {
      shown = { said, steps: stepsOf(run), mono: mono() };
      if (run.state === 'ended') parts.tell({ cardFinal: true });
    };
    return {
      urgency,
      about: `${run.state} ${stepsOf(run)}`,
      async say() {
        // The end is shown when it cannot be lost any more.
        if (run.state === 'ended') await parts.stored();
        const send = () => chat.edit(inChannel(run.channel, null), thread, said, urgency);
        await (run.state === 'ended' ? last.send(send) : send());
        done();
      },
      waits(error) {
        if (mayStand(error)) last.unanswered();
      },
      lost(trouble, error) {
        if (trouble === 'refused') done();
        else {
          if (trouble === 'place-gone') loseChannel(parts, run.channel, error);
          parts.tell({ gone: { what: 'card' } });
        }
      },
    };
  }

  return () => {
    const run = parts.run();
    if (run.reach.card !== 'open') return null;
    if (run.thread === null) return firstPost(run);
    // Drawing a card is dear, and numbers that tick are no reason to.
    const turns = turnsOf(run);
    if (shown !== null && turns === looked.turns && mono() - looked.mono < lookEveryMs) return null;
    const next = drawn(run);
    const urgency = urgencyOf(shown, next, stepsOf(run), mono());
    if (urgency === null) {
      looked = { mono: mono(), turns };
      return null;
    }
    return edit(run, run.thread, next, urgency);
  };
}

/** `now` when the state or a button has changed, or a person has just steered; null: no edit is due. */
function urgencyOf(
  shown: { said: Said; steps: number; mono: number } | null,
  next: Said,
  steps: number,
  mono: number,
): Urgency | null {
  if (shown === null) return 'now';
  const { said } = shown;
  if (same(said, next)) return null;
  const turned = said.level !== next.level || headline(said) !== headline(next) || !sameActions(said, next);
  if (turned || steps !== shown.steps) return 'now';
  return mono - shown.mono >= editEveryMs ? 'when-quiet' : null;
}

/** What may change more of a card than its numbers. */
function turnsOf(run: Run): string {
  return [run.state, run.readings.length, run.events.length, run.recovery, run.restart?.done].join();
}

/** How often the run was steered. */
function stepsOf({ events }: Run): number {
  return events.filter(({ kind }) => ['flag', 'load', 'breaker', 'extend', 'restart'].includes(kind)).length;
}

function headline(said: Said): string {
  // Numbers tick; a change of words is a change of state.
  return (said.lines[0] ?? '').replace(/[\d.,]+/g, '#');
}

function sameActions(a: Said, b: Said): boolean {
  return a.actions.map((action) => action.id).join() === b.actions.map((action) => action.id).join();
}

function same(a: Said, b: Said): boolean {
  return a.level === b.level && a.lines.join('\n') === b.lines.join('\n') && sameActions(a, b);
}
