/** What the suite of all chats needs of a platform: a chat on it, people who take part, and what may go wrong. */
import type { Action, ActionId, Chat, Heard, Place, Pressed, Said } from '../../../src/ports.ts';
import { eventually } from '../../eventually.ts';

/** How platforms differ where none of them is wrong. */
export interface ChatFacts {
  /** A private answer can be found again where its own answer was lost; else it is rather lost than doubled. */
  privateHasHistory: boolean;
  /** A private answer is changed in place; else newer words come after it. A question is, everywhere. */
  editsPrivate: boolean;
  /** An answer to one person to whom no way leads comes as a direct message: it stands in no channel and no thread. */
  directWithoutWay: boolean;
  /** A message shows which line it answers. */
  showsReplyTo: boolean;
  /** A press that is delivered again can be told from a second press. */
  pressesHaveKeys: boolean;
  /** People sit behind a network and servers that are not ours: with it comes all that `Platform` can do. */
  remote: boolean;
}

/** A message as people on that platform see it, in the words of the port. */
export interface SeenMessage {
  id: string;
  channel: string;
  /** What is shown in the thread and in the channel is seen twice. */
  thread: string | null;
  to: string | null;
  replyTo: string | null;
  /** All that is written in it, in one string, as a person reads it: nothing of the platform's marks. */
  words: string;
  /** Labels of its buttons, in order. */
  buttons: string[];
  /** Ids of whom it rang for. */
  pinged: string[];
}

/** `lost`: done, and the answer never came. `undone`: not done, and no answer either. */
export type Mishap = 'lost' | 'undone' | 'throttled' | 'hangs' | 'broken-answer' | 'server-error';

export interface Platform {
  /** So many of the next calls that post, or that edit, come to this. */
  mishap(call: 'post' | 'edit', mishap: Mishap, times: number): void;
  /** From now on every call is refused for being too many, for so long by its own words; null: no more. */
  throttle(retryAfterMs: number | null): void;
  /** Nothing answers at all, and nothing that people do arrives. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Calls that reached it and would have changed a message, refused ones too. */
  calls(): number;
  deleteMessage(id: string): void;
  archiveChannel(): void;
  removeBot(): void;
  /** The bot's code that hears throws, from now on. */
  deaf(): void;
  /** What was typed or pressed last: its person was told that the bot does not answer. */
  timedOut(): boolean;
}

export interface ChatUnderTest {
  /** After `reopen` another one. */
  readonly chat: Chat;
  readonly channel: string;
  /** A person's id there, and the name that others see. */
  readonly person: string;
  readonly personName: string;
  /** All that was heard and pressed, by every process so far. */
  readonly heard: Heard[];
  readonly pressed: Pressed[];
  /** What stands after `/leak`, typed in the platform's own way; in a thread: to the bot, there. */
  types(text: string, thread?: string): Promise<void>;
  /** A button of a message that this person sees. */
  presses(messageId: string, action: ActionId): Promise<void>;
  /** The platform delivers once more what was typed or pressed last, as it does when it is not sure. */
  redelivers(): Promise<void>;
  /** Everything that the bot posted and anyone can see now, oldest first. */
  seen(): Promise<SeenMessage[]>;
  /** The bot's chat in a new process: what was posted is still there. */
  reopen(): Promise<void>;
  /** What budgets and pauses count on goes on by so much. */
  wait(ms: number): Promise<void>;
  /** null: `ChatFacts.remote` is false. */
  readonly platform: Platform | null;
  close(): Promise<void>;
}

export function said(text: string, more: Partial<Said> = {}): Said {
  return {
    kind: 'reply',
    text,
    lines: [text],
    level: 'default',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
    ...more,
  };
}

export function button(id: ActionId, label: string, more: Partial<Action> = {}): Action {
  return { id, label, style: 'default', url: null, value: 'run-1', ...more };
}

export function placeIn(on: ChatUnderTest, more: Partial<Place> = {}): Place {
  return { channel: on.channel, thread: null, to: null, replyTo: null, way: null, ...more };
}

/** So many, when they have arrived. */
export function heardOf(on: ChatUnderTest, count: number): Promise<Heard[]> {
  return eventually(() => arrived(on.heard, count));
}

export function pressedOf(on: ChatUnderTest, count: number): Promise<Pressed[]> {
  return eventually(() => arrived(on.pressed, count));
}

function arrived<T>(list: readonly T[], count: number): T[] {
  if (list.length < count) throw new Error(`${list.length} of ${count} have arrived`);
  return [...list];
}

/** The one message with these words in it. */
export async function seenWith(on: ChatUnderTest, words: string): Promise<SeenMessage> {
  const found = (await on.seen()).filter((message) => message.words.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} messages say "${words}"`);
  return found[0]!;
}

export async function countWith(on: ChatUnderTest, words: string): Promise<number> {
  return (await on.seen()).filter((message) => message.words.includes(words)).length;
}
