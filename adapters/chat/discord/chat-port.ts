/** The Chat port on Discord: what is said becomes a message, once, where people see it. */
import { ChatFailure } from '../../../src/chat-failure.ts';
import { wordsOf } from '../../../src/failure.ts';
import type { Chat, Clock, Person, Place, Said, Urgency } from '../../../src/ports.ts';
import { steadyPosts } from '../steady-posts.ts';
import { Cards } from './cards.ts';
import { Channels, channelOfPerson, targetOf } from './channels.ts';
import type { Verb } from './command-definition.ts';
import { Edits } from './edits.ts';
import { noteCard, rootOfCard } from './moved-cards.ts';
import { commandsWithOptions } from './options-text.ts';
import type { DiscordParts } from './parts.ts';
import { Posting } from './posting.ts';
import { PrivateAnswers } from './private-answers.ts';
import { isId } from './snowflake.ts';

export interface DiscordChat {
  chat: Chat;
  /** The message that a run's thread belongs to, of whichever of its cards (`Pressed.thread` of a press on a card). */
  rootOf(messageId: string): string;
}

/** @param options `home`: the channel where runs from elsewhere are announced; `verbs`: of which `/leak` is made */
export function discordChat(
  given: DiscordParts & { clock: Clock },
  options: { home: string | null; verbs: readonly Verb[] },
): DiscordChat {
  const parts = { ...given, posts: steadyPosts(given.posts, given.log) };
  const channels = new Channels(parts);
  const posting = new Posting(parts, channels);
  const answers = new PrivateAnswers(parts, channels, posting);
  const edits = new Edits();
  const cards = new Cards(parts, channels, posting);
  const { home, verbs } = options;

  async function post(place: Place, said: Said, key: string, urgency: Urgency): Promise<string> {
    if (place.to !== null) return answers.post({ ...place, to: place.to }, said, key, urgency);
    const target = targetOf(place.channel, place.thread);
    const id = await posting.post({ target, said, key, urgency, replyTo: place.replyTo });
    if (target.kind !== 'thread' && said.kind === 'card') {
      channels.name(id, said.lines[0] ?? '');
      await noteCard(parts.posts, id, id, parts.posts.find(key)?.triedAt ?? parts.clock.now());
    }
    if (said.broadcast && target.kind === 'thread') await alsoInChannel(target, said, key, urgency);
    return id;
  }

  /** Without buttons, and rings no second time: the message itself stays in its thread. */
  async function alsoInChannel(
    { channel, root }: { channel: string; root: string },
    said: Said,
    key: string,
    urgency: Urgency,
  ): Promise<void> {
    const copy = { ...said, actions: [], files: [], broadcast: false };
    const target = { kind: 'channel', channel } as const;
    const below = `More in <#${channels.threadOf(root) ?? root}>`;
    try {
      await posting.post({ target, said: copy, key: `${key} in channel`, urgency, below, rings: false });
    } catch (error) {
      if (!(error instanceof ChatFailure) || error.trouble === 'later') throw error;
      parts.log.warn({ why: wordsOf(error) }, 'what was said in the thread is not taken in its channel');
    }
  }

  async function edit(place: Place, messageId: string, said: Said, urgency: Urgency): Promise<void> {
    const target =
      place.to === null ? targetOf(place.channel, place.thread) : answers.standsIn(messageId, place);
    await edits.inTurn(messageId, urgency, () =>
      target === null
        ? answers.edit(place, messageId, said, urgency)
        : cards.edit(target, messageId, said, urgency),
    );
  }

  return {
    chat: {
      name: 'discord',
      clock: parts.clock,
      home,
      post: (place, said, ...more) =>
        onlyChatFailures(() => post(place, commandsWithOptions(said, verbs), ...more)),
      edit: (place, messageId, said, urgency) =>
        onlyChatFailures(() => edit(place, messageId, commandsWithOptions(said, verbs), urgency)),
      elsewhere: (person, gone) => elsewhere(person, gone, home),
    },
    rootOf: (messageId) => rootOfCard(parts.posts, messageId),
  };
}

/** The home channel where it is another one, else the person. */
function elsewhere(person: Person, gone: string, home: string | null): Place | null {
  const place = { thread: null, to: null, replyTo: null, way: null };
  if (home !== null && home !== gone) return { ...place, channel: home };
  const direct = channelOfPerson(person.id);
  return isId(person.id) && direct !== gone ? { ...place, channel: direct } : null;
}

/** A fault of ours, too, is no reason to give words up. */
async function onlyChatFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChatFailure) throw error;
    throw new ChatFailure('discord-not-said', wordsOf(error), { trouble: 'later', cause: error });
  }
}
