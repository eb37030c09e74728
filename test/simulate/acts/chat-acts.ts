/** A chat that throttles, loses answers, refuses, and in which people delete and archive. */
import { later, trouble } from '../../fakes/fake-chat.ts';
import type { Stage } from '../stage.ts';
import type { Act, Acts } from './act.ts';

function deleted(what: 'card' | 'thread' | 'channel' | 'owner', words: string): Act {
  const happens = (n: number) => n < 0.5;
  return {
    tells: (n) => (happens(n) ? words : 'nothing'),
    plays: ({ talk }, n) => {
      if (happens(n)) talk.gone.add(what);
    },
  };
}

const throttleMs = (n: number) => (n < 0.4 ? 0 : Math.floor(n * 25_000));

export const chatActs: Acts = {
  'chat throttles progress': {
    tells: (n) => `chat takes what can wait only after ${throttleMs(n)} ms`,
    plays: ({ talk }, n) => {
      talk.quietMs = throttleMs(n);
    },
  },
  'chat throttles all': {
    tells: (n) => `chat takes nothing but after ${throttleMs(n)} ms`,
    plays: ({ talk }, n) => {
      talk.anyMs = throttleMs(n);
    },
  },
  'chat loses answers': {
    tells: (n) => (n < 0.5 ? 'what chat takes it does not answer' : 'chat answers'),
    plays: ({ talk }, n) => {
      talk.losesAnswers = n < 0.5;
    },
  },
  'chat refuses': {
    tells: (n) => (n < 0.3 ? 'chat refuses the next message' : 'nothing'),
    plays: ({ talk }, n) => {
      if (n < 0.3) talk.refuses = true;
    },
  },
  'card deleted': deleted('card', 'somebody deletes the card'),
  'thread gone': deleted('thread', 'somebody deletes card and thread'),
  'channel archived': deleted('channel', 'somebody archives the channel'),
  'owner gone': deleted('owner', 'the owner cannot be reached any more'),
};

/** What each call of the chat meets. */
export function chatOfStage({ chat, talk, run }: Stage): void {
  chat.elsewhere = () =>
    talk.gone.has('owner') ? null : { channel: 'D-ana', thread: null, to: null, replyTo: null, way: null };
  chat.meets = ({ method, place, key, urgency }) => {
    const isPublic = place.to === null;
    if (isPublic && talk.gone.has('channel') && place.channel === 'game-day') return trouble('place-gone');
    if (talk.gone.has('owner') && place.channel === 'D-ana') return trouble('place-gone');
    if (isPublic && talk.gone.has('thread') && place.thread !== null) return trouble('thread-gone');
    const ofCard = isPublic && method === 'edit' && key === run()?.thread;
    if (ofCard && (talk.gone.has('card') || talk.gone.has('thread'))) return trouble('message-gone');
    const waitMs = Math.max(talk.anyMs, urgency === 'when-quiet' ? talk.quietMs : 0);
    if (waitMs > 0) return later({ retryAfterMs: waitMs, mayStand: false });
    if (!talk.refuses) return null;
    talk.refuses = false;
    talk.refused.add(method === 'edit' ? 'card' : key);
    return trouble('refused');
  };
  chat.losesAnswer = () => talk.losesAnswers;
}
