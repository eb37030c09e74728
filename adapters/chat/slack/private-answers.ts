/**
 * What one person sees: the answer to what they typed or pressed. It goes the way back that came with it (five times
 * in half an hour, needs no membership), else as an ephemeral message, else as a direct one. Such answers have no
 * history: one that got no answer may have arrived and is not sent again; one that was answered with an error is, once,
 * since silence after a command is worse than the same words twice. None of them can be edited but a question whose button was
 * pressed, by the way that came with the press; newer words are another message, so that progress is sparse.
 */
import type { ChatTrouble } from '../../../src/chat-failure.ts';
import type { Clock, Place, Said, Urgency } from '../../../src/ports.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { SteadyPosts } from '../steady-posts.ts';
import { answerTo } from './answer-url.ts';
import type { Content, Layouts } from './layouts.ts';
import type { PacedCalls } from './paced-calls.ts';
import { heldBack, SlackFailure } from './slack-failure.ts';
import { type SlackWays, usesOfWay, type Way } from './slack-ways.ts';

/** Most commands are answered in less: progress is for those that are not. */
const quietForMs = 2_000;
const quietUses = 2;
/** Nobody waits for longer for an answer where there is another way. */
const longestWaitMs = 30_000;
/** Of five uses, so many are left for what must be heard. */
const usesForProgress = usesOfWay - 2;

export interface PrivateAnswersParts {
  calls: PacedCalls;
  layouts: Layouts;
  posts: SteadyPosts;
  ways: SlackWays;
  clock: Clock;
  log: { warn(details: object, words: string): void };
}

/** Where one person is answered. */
type PrivatePlace = Place & { to: string };

/** One answer, posted once a key, with newer words after it. */
interface Answer {
  id: string;
  firstMono: number;
  quietUses: number;
  /** The words that were sent last, whether or not they have arrived. */
  shown: string | null;
  /** Words that were answered with an error, and may have arrived all the same. */
  doubted: string | null;
}

export class PrivateAnswers {
  readonly #parts: PrivateAnswersParts;
  readonly #byKey = new Map<string, Answer>();
  readonly #byId = new Map<string, Answer>();
  readonly #sending = new Map<string, Promise<string>>();
  readonly #triedHere = new Set<string>();
  #made = 0;

  constructor(parts: PrivateAnswersParts) {
    this.#parts = parts;
  }

  async post(place: PrivatePlace, said: Said, key: string, urgency: Urgency): Promise<string> {
    const under = this.#sending.get(key);
    if (under !== undefined) return await under;
    const sending = this.#once(place, said, key, urgency);
    this.#sending.set(key, sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(key);
    }
  }

  /** @param messageId of an earlier answer, or of the message whose button was pressed */
  async edit(place: PrivatePlace, messageId: string, said: Said, urgency: Urgency): Promise<void> {
    const way = this.#parts.ways.find(place.way);
    const answer = this.#byId.get(messageId) ?? this.#remember(messageId);
    if (answer.shown === wordsOf(said)) return;
    this.#admit(answer, way, urgency);
    const isQuestion = way?.message?.ephemeral === true && way.message.ts === messageId;
    await this.#say(place, said, answer, way, isQuestion);
  }

  async #once(place: PrivatePlace, said: Said, key: string, urgency: Urgency): Promise<string> {
    const { posts, ways, clock } = this.#parts;
    const answer = this.#byKey.get(key) ?? this.#remember(null, key);
    if (answer.shown !== null) return answer.id;
    const before = posts.find(key);
    // Of an earlier life of this process: it may have arrived.
    if (before !== null && !this.#triedHere.has(key)) return answer.id;
    const way = ways.find(place.way);
    this.#admit(answer, way, urgency);
    if (before === null) {
      this.#triedHere.add(key);
      dropOldest(this.#triedHere);
      // Not waited for: it outlives this process at once, and a person waits.
      void posts.tried(key, clock.now());
    }
    await this.#say(place, said, answer, way, false);
    return answer.id;
  }

  /** Throws where progress must wait. */
  #admit(answer: Answer, way: Way | null, urgency: Urgency): void {
    if (urgency === 'now') return;
    const now = this.#parts.clock.monotonic();
    const sinceMs = now - (way?.openedMono ?? answer.firstMono);
    if (sinceMs < quietForMs) throw heldBack('progress to one person', quietForMs - sinceMs);
    const usedUp = answer.quietUses >= quietUses || (way !== null && way.uses >= usesForProgress);
    if (usedUp) throw heldBack('progress to one person', 60_000);
    answer.quietUses += 1;
  }

  async #say(
    place: PrivatePlace,
    said: Said,
    answer: Answer,
    way: Way | null,
    isQuestion: boolean,
  ): Promise<void> {
    const words = wordsOf(said);
    try {
      await this.#parts.layouts.send(said, { mention: null }, (content) =>
        this.#deliver(place, content, way, isQuestion),
      );
      answer.shown = words;
    } catch (error) {
      if (!(error instanceof SlackFailure) || !error.mayStand) throw error;
      const again = wasAnswered(error) && answer.doubted !== words;
      answer.doubted = words;
      if (again) throw error;
      answer.shown = words;
      this.#parts.log.warn(
        { code: error.code },
        'an answer to one person may not have arrived: it is not sent again',
      );
    }
  }

  async #deliver(place: PrivatePlace, content: Content, way: Way | null, isQuestion: boolean): Promise<void> {
    if (way !== null && way.uses < usesOfWay) {
      way.uses += 1;
      try {
        return await answerTo(way.responseUrl, {
          ...content,
          response_type: 'ephemeral',
          replace_original: isQuestion,
          ...(way.thread === null || isQuestion ? {} : { thread_ts: way.thread }),
        });
      } catch (error) {
        if (!(error instanceof SlackFailure)) throw error;
        const neverArrived = error.trouble === 'later' && !error.mayStand;
        if (neverArrived) way.uses -= 1;
        // Another host than that of the Web API: a network may let the one through and not the other.
        const isLong = (error.retryAfterMs ?? 0) > longestWaitMs;
        const isCutOff = neverArrived && (error.slackCode === 'unreachable' || isLong);
        // It may come back, or have arrived; another layout is tried by the caller, on the same way.
        if (!isCutOff && (error.trouble === 'later' || /blocks|too_long/.test(error.slackCode))) throw error;
        if (!isCutOff) way.uses = usesOfWay;
      }
    }
    await this.#ephemeral(place, content, way);
  }

  async #ephemeral(place: PrivatePlace, { text, blocks }: Content, way: Way | null): Promise<void> {
    const { calls } = this.#parts;
    const thread = way === null ? place.thread : way.thread;
    const content = { text, ...(blocks.length === 0 ? {} : { blocks }) };
    const inChannel = (threadTs: object) =>
      calls.call('chat.postEphemeral', { channel: place.channel, user: place.to, ...content, ...threadTs });
    try {
      await inChannel(thread === null ? {} : { thread_ts: thread });
    } catch (error) {
      if (isOf(error, 'thread-gone')) await inChannel({});
      else if (isOf(error, 'place-gone'))
        await calls.call('chat.postMessage', {
          channel: place.to,
          ...content,
          unfurl_links: false,
          unfurl_media: false,
        });
      else throw error;
    }
  }

  #remember(id: string | null, key?: string): Answer {
    this.#made += 1;
    const answer: Answer = {
      // Such messages have no id that could be used again.
      id: id ?? `answer-${this.#made}`,
      firstMono: this.#parts.clock.monotonic(),
      quietUses: 0,
      shown: null,
      doubted: null,
    };
    if (key !== undefined) this.#byKey.set(key, answer);
    this.#byId.set(answer.id, answer);
    dropOldest(this.#byKey);
    dropOldest(this.#byId);
    return answer;
  }
}

function isOf(error: unknown, trouble: ChatTrouble): boolean {
  return error instanceof SlackFailure && error.trouble === trouble;
}

/** An error came back, from Slack or from what stands before it: most likely nothing was said. */
function wasAnswered({ slackCode }: SlackFailure): boolean {
  return !['timeout', 'unreachable', 'malformed'].includes(slackCode);
}

function wordsOf({ text, lines, actions }: Said): string {
  return JSON.stringify([text, lines, actions]);
}
