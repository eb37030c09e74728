/** What `decide` hears, when, and what it asks for. All JSON but the instants, so that any history can be replayed. */
import type { FlagDefinition } from '../flag/definition.ts';
import type { SentWrite } from '../flag/lease.ts';
import type {
  BrokerState,
  Chat,
  LoadOrder,
  LoadState,
  Person,
  Pod,
  RestartWish,
  Served,
  Sighting,
} from '../ports.ts';
import type { BrokerHold } from './broker-hold.ts';
import type { Order } from './desk.ts';
import type { Gone } from './reach.ts';

export type Answered<T> = { kind: 'ok'; value: T } | { kind: 'failed'; why: string };

type FlagOperation = SentWrite['kind'] | 'undo';

/** How a flag write ended. `left`: what stood there was not ours to write over. */
export type FlagWriteResult =
  | { kind: 'written' | 'left'; operation: FlagOperation; write: number; definition: FlagDefinition | null }
  | { kind: 'kept-off'; operation: 'undo'; write: number; why: string }
  | { kind: 'failed'; operation: FlagOperation; write: number; why: string };

/** `left`: what stood there was not ours to scale. */
export interface BrokerWriteResult {
  operation: 'down' | 'back';
  answer: Answered<'done' | 'left'>;
}

/** Which workload, for whom, and what undo goes back to. */
interface BrokerOrder {
  name: string;
  holder: string;
  before: BrokerHold['before'];
}

/** Each part is optional: every answer is told as it comes, and a tick may have none. */
export interface Observation {
  sighting?: Answered<Sighting>;
  /** The pods alone, while their readings are waited for. */
  pods?: Pod[];
  served?: Served;
  definition?: Answered<FlagDefinition | null>;
  /** Fingerprint of all other flags, once ours is put back. */
  others?: Answered<string>;
  load?: Answered<LoadState>;
  flagWrite?: FlagWriteResult;
  loadWrite?: Answered<'on' | 'restored'>;
  broker?: Answered<BrokerState | null>;
  brokerWrite?: BrokerWriteResult;
  restart?: Answered<null>;
  order?: { order: Order; by: Person };
  /** The last save failed (rule 27). */
  storageFailed?: string;
  /** The message id of the root card. */
  cardPosted?: string;
  /** The ended card is shown. */
  cardFinal?: true;
  posted?: string;
  /** This chat has the run's card in its own channel, as it was at first or as it is in the end. */
  announced?: { chat: Chat['name']; card: 'open' | 'final' };
  /** Chat says that something is not there any more. */
  gone?: Gone;
  /** This chat was away: what waits is to be one post. */
  merge?: Chat['name'];
}

/** When it is heard, and what is under way. */
export interface Moment {
  at: number;
  mono: number;
  /** flagd's clock, unix seconds with fraction; null: not known yet. */
  flagdSeconds: number | null;
  inFlight: { flag: FlagOperation | null; load: boolean; broker: boolean; restart: boolean };
  publicUrl: string | null;
}

export type Effect =
  | { kind: 'flag'; operation: 'probe' | 'live' | 'off'; sent: SentWrite }
  | { kind: 'flag'; operation: 'undo'; write: number }
  | { kind: 'load-on'; order: LoadOrder }
  | { kind: 'load-restore' }
  | ({ kind: 'broker-down' | 'broker-back' } & BrokerOrder)
  | { kind: 'restart'; wish: RestartWish };

/** Raises risk or touches something new: saved before and after. Else it acts first and is saved beside it. */
export function raisesRisk(effect: Effect): boolean {
  return !(effect.kind === 'flag' && effect.operation === 'off');
}

/** A disk that is full keeps no load on and no broker down; all else that is not an off waits for the save. */
export function actsWithoutSave(effect: Effect): boolean {
  return effect.kind === 'load-restore' || effect.kind === 'broker-back';
}
