/**
 * The ports: all that a run needs of the world, in the words of the design. Terminology:
 * - instants (`at`, `…At`) are milliseconds since the epoch on the bot's clock (on the sandbox a fast one);
 * - `mono` values are milliseconds of a clock that never steps, meaningful within one process only;
 * - `…Seconds` of a deadline are whole unix seconds on flagd's clock;
 * - every method that goes out takes an AbortSignal and rejects with a Failure, unless it says otherwise.
 */
import type { ActionId } from './action-id.ts';
import type { FlagDefinition, FlagMetadata, Json } from './flag/definition.ts';
import type { Run, RunId } from './run/run.ts';
import type { ReadingsSource, Right, TargetHints } from './target-words.ts';

export type { ActionId } from './action-id.ts';
export type { ReadingsSource, Right, TargetHints } from './target-words.ts';

export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms` of this clock; resolves at once (never rejects) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** The loop has turned: an elastic clock may advance by one more poll. A system clock ignores it. */
  turn(): void;
}

/** What OFREP answers for one flag. `unknown` is never off and never on (rule 4). */
export type Served =
  | {
      kind: 'served';
      /** null: no value in the answer (DISABLED, DEFAULT) or the flag is not found: the caller's default 0. */
      value: Json;
      variant: string | null;
      /** TARGETING_MATCH, STATIC, DISABLED, DEFAULT, FLAG_NOT_FOUND, … */
      reason: string;
      metadata: FlagMetadata;
      /** Rule 4: off as served. */
      off: boolean;
      /** The answer's `Date`, ms, as flagd's machine has it; null without one. */
      serverAt: number | null;
      /** The bot's monotonic clock when the answer had arrived. */
      receivedMono: number;
    }
  | { kind: 'unknown'; why: string };

/** What a definition evaluates to in the file last read, at an instant of flagd's clock. */
export type Evaluation = { kind: 'value'; value: Json; off: boolean } | { kind: 'error'; why: string };

export interface FlagChange {
  /**
   * Called with the definition as just read (null: the flag is missing), immediately before the write is sent, at
   * least once and again after each lost race. Returns the definition wanted, or 'leave' to write nothing.
   */
  change: (current: FlagDefinition | null) => FlagDefinition | 'leave';
  /** Goes ahead of every waiting change and cuts off one in flight that is not urgent (rule 9: off, trip). */
  urgent: boolean;
}

export interface Flags {
  /** Never rejects. */
  served(key: string, signal?: AbortSignal): Promise<Served>;
  /** The definition as the writable source has it (flagd-ui's memory, or the file); null: missing. */
  read(key: string, signal?: AbortSignal): Promise<FlagDefinition | null>;
  /** A fingerprint of all else in the file: equal as JSON values, equal fingerprints. */
  others(key: string, signal?: AbortSignal): Promise<string>;
  /** Evaluates without any I/O against the file last read (for `$evaluators`), by the official evaluator. */
  evaluate(key: string, definition: FlagDefinition, atSeconds: number): Evaluation;
  /**
   * Read, change, write, read back; merged and retried when another writer won (rule 10). All changes of one
   * Flags go through one queue, one in flight. `left`: the callback said 'leave'. Resolves when the read-back
   * holds what was sent; that it is *served* is for the caller to see.
   */
  change(
    key: string,
    wanted: FlagChange,
    signal?: AbortSignal,
  ): Promise<{ kind: 'written' | 'left'; definition: FlagDefinition | null }>;
}

export interface LoadState {
  running: boolean;
  /** Between two counts: any number between the earlier and the sent one may show (rule 15). */
  spawning: boolean;
  /** null: unknown. */
  users: number | null;
  /** Orders completed since the generator's statistics began; null where the source has none. */
  completedOrders: number | null;
  /** Adapter's own, for restore: JSON, saved with the run. */
  detail: Json;
}

export interface LoadOrder {
  users: number;
  spawnRate: number;
  /** For generators that are flags (rule 17): whose it is and until when. Locust ignores both. */
  runTag: string;
  deadlineSeconds: number;
}

export interface Load {
  readonly kind: 'locust' | 'flagd' | 'none';
  read(signal?: AbortSignal): Promise<LoadState>;
  /** Idempotent: what is so already is not sent again (a flag's lease is renewed). */
  put(order: LoadOrder, signal?: AbortSignal): Promise<void>;
  /** Back to `before`: its count if it ran, else stop. The caller has made sure that what is there is ours. */
  restore(before: LoadState, runTag: string, signal?: AbortSignal): Promise<void>;
}

export interface Reading {
  /** Dated by its source, corrected by the source's clock offset. Equal dates of one pod are one reading. */
  at: number;
  seenAt: number;
  /** Working set. */
  usedBytes: number;
  rssBytes: number | null;
  peakBytes: number | null;
  goroutines: number | null;
  orders: number | null;
  restarts: number;
  pod: string;
}

export interface Termination {
  /** `OOMKilled`, `Error`, `Completed`, … */
  reason: string;
  exitCode: number;
  finishedAt: number;
  /** Distinguishes two terminations: container id, else pod uid and restart count. */
  key: string;
}

export interface Pod {
  name: string;
  uid: string;
  ready: boolean;
  /** When the present container process started; null: it is not running. */
  startedAt: number | null;
  restarts: number;
  /** `CrashLoopBackOff`, `ContainerCreating`, … or null. */
  waiting: string | null;
  lastTermination: Termination | null;
  limitBytes: number | null;
  gomemlimitBytes: number | null;
}

export interface Sighting {
  pods: Pod[];
  /** At most one a pod, the newest. Empty with `readingsWhy` where there is none. */
  readings: Reading[];
  readingsWhy: string | null;
}

/** One wish has one key and one instant, however often it is sent. */
export interface RestartWish {
  key: string;
  /** When it was wished for, saved before it is sent; ms. A process that began later needs no restart for it. */
  at: number;
}

export interface Workload {
  /** For people: `checkout in otel-demo`. */
  readonly title: string;
  readonly readingsFrom: ReadingsSource;
  readonly hints: TargetHints;
  /** The cluster's own id (uid of kube-system), null where it may not be read (rule 25). */
  identity(signal?: AbortSignal): Promise<string | null>;
  /** Pods and readings of one moment. Readings may keep it waiting for as long as their source's patience lasts. */
  sight(signal?: AbortSignal): Promise<Sighting>;
  /** The pods alone, as `sight` would show them now: what ended, began or is gone, whatever their readings do. */
  pods(signal?: AbortSignal): Promise<Pod[]>;
  /**
   * Until the signal aborts: calls `happened` when the source tells that a process of the target has ended, begun or
   * been replaced, so that it is looked at before the next poll. A hint: it may come late, twice or never, and what is
   * so is for `sight` to say. Never rejects; what keeps it from watching is said in the log, and tried again.
   */
  watch(happened: () => void, signal: AbortSignal): Promise<void>;
  /** Changes nothing. Empty where there are none to be granted. Never rejects. */
  rights(signal?: AbortSignal): Promise<Right[]>;
  /** Idempotent: a wish that was fulfilled, by whichever process of the bot, is fulfilled for good. */
  restart(wish: RestartWish, signal?: AbortSignal): Promise<void>;
  /** Log lines of the newest pod since an instant that contain `text`; null: there is none to read. */
  countLogLines(text: string, sinceAt: number, signal?: AbortSignal): Promise<number | null>;
}

/** The broker's workload as it stands: what a run may take down and must bring back. */
export interface BrokerState {
  /** Of the object itself (uid): another one of the same name is not the one that undo belongs to. */
  identity: string;
  /** As kubectl names it: `deployment/kafka -n otel-demo`. */
  object: string;
  /** Replicas that are wanted, and how many are ready. */
  replicas: number;
  ready: number;
  /** Which run scaled it down, and from how many: written into the object with the scaling; null: none did. */
  held: { holder: string; replicasBefore: number } | null;
  /** What owns it, and may scale it by itself: `Kafka shop`; null: nothing. */
  owner: string | null;
}

export interface Broker {
  /** The workload's name. */
  readonly name: string;
  /** For people: `kafka in otel-demo`. */
  readonly title: string;
  /** null: there is no such workload. */
  read(signal?: AbortSignal): Promise<BrokerState | null>;
  /** The scaling without carrying it out: rejects where it would not be allowed. */
  rehearse(signal?: AbortSignal): Promise<void>;
  /**
   * To zero, with the hold in the same write. Idempotent within one hold. `left`: it is another object, has another
   * count, zero too, or somebody has scaled it up over this very hold: nothing is written. A write that arrives late,
   * over a later one, is refused.
   */
  takeDown(
    holder: string,
    from: Pick<BrokerState, 'identity' | 'replicas'>,
    signal?: AbortSignal,
  ): Promise<'done' | 'left'>;
  /**
   * Back to `to.replicas`, three-way: only what is still at zero and held by this holder; the hold goes out in any
   * case. Idempotent. `left`: another's count or object stands there, and stays.
   */
  bringBack(
    holder: string,
    to: Pick<BrokerState, 'identity' | 'replicas'>,
    signal?: AbortSignal,
  ): Promise<'done' | 'left'>;
}

export interface Person {
  id: string;
  name: string;
}

export type MessageKind = 'line' | 'card' | 'plan' | 'progress' | 'milestone' | 'report' | 'reply';

export interface Action {
  id: ActionId;
  label: string;
  style: 'primary' | 'danger' | 'default';
  /** For links, else null. */
  url: string | null;
  /** What the bot needs to know again when it is pressed: `run-42`, or a command to carry out. */
  value: string;
}

/**
 * What is said, platform-neutral. Instants stand in `lines` as `<t:SECONDS>` (hours and minutes) or `<t:SECONDS:s>`
 * (with seconds), see voice/instant.ts, on platforms ways to cards as `<card:CHANNEL:MESSAGE|words>`, see
 * voice/card-link.ts; each chat renders them in its own idiom. `text` has none, no code marks and no sparkline. Only
 * `mention` pings anyone.
 */
export interface Said {
  kind: MessageKind;
  text: string;
  lines: string[];
  level: 'default' | 'info' | 'warning' | 'error' | 'success';
  actions: Action[];
  /** Whom to ping, by chat user id. */
  mention: string | null;
  /** Also shown in the channel: a kill, and a flag that cannot be seen off. */
  broadcast: boolean;
  files: { name: string; url: string; alt: string }[];
}

export interface Place {
  channel: string;
  /** Id of the root card, null: the channel itself. */
  thread: string | null;
  /** The one person who sees it, null: everyone. */
  to: string | null;
  replyTo: string | null;
  /** Of the command or press that is answered (`Heard.way`), null: none. */
  way: string | null;
}

/**
 * `now`: people wait for it, or need it: it goes ahead. `when-quiet`: progress, of which only the latest counts; it
 * keeps to a budget of its own, and rejects as `later` instead of waiting for it, so that newer words can take its place.
 */
export type Urgency = 'now' | 'when-quiet';

/** Rejects with a ChatFailure, and with nothing else. Never waits longer than it takes to say that it must wait. */
export interface Chat {
  readonly name: 'web' | 'slack' | 'discord';
  /** What its pauses and limits count on: the real clock on a platform, the bot's on our own page. */
  readonly clock: Clock;
  /** The channel where runs from elsewhere are announced; null: none. */
  readonly home: string | null;
  /** Posts once a key: a key already posted answers the same id, also when the answer to the first post was lost. */
  post(place: Place, said: Said, key: string, urgency: Urgency): Promise<string>;
  /** Latest wins. `place`: where it was posted. */
  edit(place: Place, messageId: string, said: Said, urgency: Urgency): Promise<void>;
  /** Where a person is reached when the channel is gone; null: nowhere. */
  elsewhere(person: Person, gone: string): Place | null;
}

/** A command as it came: `text` is what stands after `/leak` or `@leakops`. */
export interface Heard {
  chat: Chat['name'];
  channel: string;
  thread: string | null;
  user: Person;
  text: string;
  /** The platform's date, on the real clock; null: not known, so never late (rule 28). */
  givenAt: number | null;
  /** The same delivery has the same key; null: cannot be told. */
  key: string | null;
  /** Message id of the line that was heard; null where commands leave none. */
  messageId: string | null;
  /**
   * How the platform lets this person be answered privately: known to the chat that gave it, good for minutes, a
   * secret: never saved or logged. null: there is none.
   */
  way: string | null;
}

export interface Pressed {
  chat: Chat['name'];
  channel: string;
  thread: string | null;
  user: Person;
  action: ActionId;
  value: string;
  messageId: string;
  givenAt: number | null;
  key: string | null;
  /** As `Heard.way`. */
  way: string | null;
}

/**
 * Synchronous on purpose: a saved run is saved, whatever ends this process. When the machine itself fails, the latest
 * saves may be lost, all from some instant on: what must not is waited for with `synced`. Every method throws a
 * Failure (`storage-…`) when it cannot.
 */
export interface Store {
  /** The id that the next run will have; gaps never close. */
  createRun(make: (id: RunId) => Run): Run;
  /** Saves the run and the readings not yet saved, in one transaction. */
  saveRun(run: Run): void;
  /** Resolves when all that was saved before is on the disk; rejects with a Failure when it cannot be brought there. */
  synced(): Promise<void>;
  run(id: RunId): Run | null;
  /** Newest first, all or only so many. Readings are left out (`readings: []`) unless asked for by `run`. */
  runs(newest?: number): Run[];
  /** True the first time for a key, false ever after (rule 28). */
  firstDelivery(key: string, at: number): boolean;
  forgetDeliveries(beforeAt: number): void;
  /** The latest instant that the database knows: the fast clock starts no earlier. */
  latestInstant(): number | null;
  /** A name that belongs to this database for ever, made at its first opening. */
  botId(): string;
}

/**
 * What was said on a platform that keeps its own messages, by key. Noted before it is sent: what was sent and never
 * answered is looked for there, not said twice. Instants are of the real clock. Synchronous, as Store.
 */
export interface Posts {
  /** null: never tried. `messageId` null: tried, and no answer came. */
  find(key: string): { messageId: string | null; triedAt: number } | null;
  /** The first instant stays. Resolves when it is on the disk. */
  tried(key: string, at: number): Promise<void>;
  posted(key: string, messageId: string): void;
  forget(beforeAt: number): void;
}

/** A message of the web chat, as GET …/messages answers it (interface.md). */
export interface Message extends Omit<Said, 'level' | 'mention' | 'broadcast'> {
  id: string;
  channel: string;
  thread: string | null;
  replyTo: string | null;
  author: string;
  to: string | null;
  level: Said['level'];
  createdAt: number;
  editedAt: number | null;
  /** Grows with every append and edit of any message: what a cursor counts. */
  revision: number;
}

/** Where the web chat's messages live. Synchronous, as Store. */
export interface Messages {
  /** A key that is known answers the message that it made, unchanged. */
  append(message: Omit<Message, 'id' | 'revision' | 'editedAt'>, key: string | null): Message;
  edit(
    id: string,
    said: Pick<Message, 'kind' | 'text' | 'lines' | 'actions' | 'files' | 'level'>,
    at: number,
  ): Message;
  message(id: string): Message | null;
  /** New and edited ones, whole, in order of revision; `channel` null: of all channels. */
  since(revision: number, channel: string | null): Message[];
  latestRevision(): number;
  channels(): string[];
}
