/** The few shapes that all of the stand-in shares. Nothing here comes from the bot. */

/** A JSON object from outside, not yet looked at. */
export type Dict = Record<string, unknown>;

export interface Person {
  /** `U…` */
  id: string;
  /** Handle, without `@`. */
  name: string;
  displayName: string;
  /** IANA zone. */
  zone: string;
  isBot: boolean;
}

export interface Channel {
  /** `C…`, of a direct conversation `D…`. */
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  archived: boolean;
  /** Ids of people, the bot's too. */
  members: Set<string>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  alt: string | null;
  bytes: Buffer;
  mimetype: string;
  /** The stand-in's clock: from then on an image block may show it. */
  readyAt: number;
  /** Channels where it stands; none: only its owner and blocks that name it. */
  shared: string[];
}

export interface Message {
  ts: string;
  channel: string;
  user: string;
  /** Posted by the app, with its token. */
  byApp: boolean;
  text: string;
  blocks: Dict[];
  threadTs: string | null;
  broadcast: boolean;
  /** The one person who sees it; null: everyone in the channel. */
  to: string | null;
  edits: { ts: string; text: string; blocks: Dict[] }[];
  /** What "(edited)" stands for: only where text was edited, not blocks. */
  editedTs: string | null;
  /** `tombstone`: a deleted root whose replies stand. */
  deleted: 'no' | 'tombstone' | 'gone';
  metadata: { event_type: string; event_payload: Dict } | null;
  files: StoredFile[];
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is an object in a list; all else is left out. */
export function dicts(value: unknown): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : [];
}
