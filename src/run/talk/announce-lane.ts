/**
 * The card of a run from elsewhere in the channel where a chat announces such runs: posted once, edited when the state
 * turns. After a restart its key finds it again.
 */
import { mayStand } from '../../chat-failure.ts';
import type { Chat } from '../../ports.ts';
import { announcedCard } from '../../voice/announced-card.ts';
import type { Run } from '../run.ts';
import type { Task } from './lane.ts';
import { createLastEdit } from './last-edit.ts';
import { inChannel, type TalkParts } from './talk-parts.ts';

export function announceLane(parts: TalkParts): () => Task | null {
  const { chat, publicUrl } = parts;
  let card: { id: string; state: Run['state'] | null } | null = null;
  const last = createLastEdit(chat.clock, parts.signal, parts.run().eyes.resumed);
  const over = () => parts.tell({ announced: { chat: chat.name, card: 'final' } });

  function post(run: Run, home: string): Task {
    return {
      urgency: 'now',
      about: `first ${run.state}`,
      async say() {
        await parts.stored();
        const id = await chat.post(
          inChannel(home, null),
          announcedCard(run, publicUrl),
          `${run.id}/announced`,
          'now',
        );
        // An earlier post may stand, as the run was then: looked at again, it costs one edit.
        card = { id, state: null };
        parts.tell({ announced: { chat: chat.name, card: 'open' } });
      },
      lost: over,
    };
  }

  function edit(run: Run, home: string, id: string): Task {
    return {
      urgency: 'now',
      about: run.state,
      async say() {
        const send = () => chat.edit(inChannel(home, null), id, announcedCard(run, publicUrl), 'now');
        await (run.state === 'ended' ? last.send(send) : send());
        card = { id, state: run.state };
        if (run.state === 'ended') over();
      },
      waits(error) {
        if (mayStand(error)) last.unanswered();
      },
      lost: over,
    };
  }

  return () => {
    const run = parts.run();
    const announced = run.announced[chat.name];
    if (chat.home === null || announced === 'final') return null;
    // What has ended is no news any more.
    if (run.state === 'ended' && announced === undefined) return null;
    if (card === null) return post(run, chat.home);
    return card.state === run.state ? null : edit(run, chat.home, card.id);
  };
}

/** Those of the chats that may announce this run: where is sometimes known later. */
export function othersOf(chats: readonly Chat[], run: Run): Chat[] {
  return chats.filter(({ name }) => name !== run.chat);
}
