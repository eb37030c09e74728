/** The posts of the outbox, in order, each once a key; what has waited for a chat that was away is one post. */
import { mayStand } from '../../chat-failure.ts';
import { lateMs, saidLate } from '../../voice/late-post.ts';
import type { Post } from '../run.ts';
import { isToMerge } from '../see-talk.ts';
import type { Task } from './lane.ts';
import { loseChannel, placeOfWords, type TalkParts } from './talk-parts.ts';

export function wordsLane(parts: TalkParts): () => Task | null {
  const { chat, away } = parts;
  /** Until all that waited is said. What an earlier process left waiting may be long past. */
  let catchingUp = isPast(parts);
  /**
   * What was tried and may stand there: it is looked for by its key, never said in other words. Of an earlier process
   * nothing is known.
   */
  const tried = new Set(
    words(parts)
      .slice(0, 1)
      .map(({ key }) => key),
  );

  function taskOf(head: Post): Task {
    let { key } = head;
    let { channel } = parts.run();
    const task: Task = {
      urgency: 'now',
      about: keys(parts),
      async say() {
        catchingUp ||= away.isLong();
        let post = head;
        const mayStandThere = words(parts).some((each) => tried.has(each.key));
        if (catchingUp && !mayStandThere && isToMerge(parts.run())) {
          parts.tell({ merge: chat.name });
          post = words(parts)[0] ?? head;
          ({ key } = post);
          task.about = keys(parts);
        }
        await parts.stored();
        const place = placeOfWords(parts.run(), chat);
        // Set up anew, chat may know of no such place any more.
        if (place === null) return loseChannel(parts, 'unknown', null);
        ({ channel } = place);
        const said = catchingUp ? saidLate(post, parts.clock.now(), chat.name) : post.said;
        await chat.post(place, said, `${parts.run().id}/${key}`, 'now');
        away.over();
        tried.delete(key);
        parts.tell({ posted: key });
      },
      waits(error) {
        away.failed();
        if (mayStand(error)) tried.add(key);
      },
      lost(trouble, error) {
        const { reach } = parts.run();
        if (trouble === 'place-gone') loseChannel(parts, channel, error);
        else if (trouble === 'thread-gone' && reach.words === 'thread')
          parts.tell({ gone: { what: 'thread' } });
        else parts.tell({ posted: key });
      },
    };
    return task;
  }

  return () => {
    const run = parts.run();
    const head = words(parts)[0];
    if (head === undefined) {
      catchingUp = false;
      return null;
    }
    // The card comes first: it makes the thread.
    return run.reach.words === 'thread' && run.thread === null ? null : taskOf(head);
  };
}

function words({ run }: TalkParts): Post[] {
  return run().outbox.filter(({ said }) => said.kind !== 'progress');
}

function keys(parts: TalkParts): string {
  return words(parts)
    .map(({ key }) => key)
    .join();
}

function isPast(parts: TalkParts): boolean {
  const at = words(parts)[0]?.at ?? null;
  return at !== null && parts.clock.now() - at >= lateMs;
}
