/** Progress: only the latest counts, it waits for quiet, and never goes before words. */
import type { Task } from './lane.ts';
import { inChannel, loseChannel, type TalkParts } from './talk-parts.ts';

export function progressLane(parts: TalkParts): () => Task | null {
  const { chat } = parts;
  return () => {
    const run = parts.run();
    const post = run.outbox.findLast(({ said }) => said.kind === 'progress');
    if (post === undefined || run.thread === null) return null;
    if (run.outbox.some(({ said }) => said.kind !== 'progress')) return null;
    const place = inChannel(run.channel, run.thread);
    return {
      urgency: 'when-quiet',
      about: post.key,
      async say() {
        await parts.stored();
        await chat.post(place, post.said, `${run.id}/${post.key}`, 'when-quiet');
        parts.tell({ posted: post.key });
      },
      lost(trouble, error) {
        if (trouble === 'place-gone') loseChannel(parts, run.channel, error);
        else if (trouble === 'thread-gone') parts.tell({ gone: { what: 'thread' } });
        else parts.tell({ posted: post.key });
      },
    };
  };
}
