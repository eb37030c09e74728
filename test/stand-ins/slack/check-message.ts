/** What may be in a message: text, blocks, metadata. The same for the Web API and for a response_url. */
import type { Arguments } from './arguments.ts';
import { type BlockRules, blockProblems } from './blocks/check-blocks.ts';
import { type Dict, isDict, type Message } from './shapes.ts';
import { SlackError, withMessages } from './slack-error.ts';

/** Of a new message, in characters; texts beyond `advisedText` are not advised. */
const mostOfText = 40_000;
/** Of an update's text, says the page of chat.update: beyond it, `msg_too_long`. */
export const advisedText = 4000;
/** Undocumented as a number; seen to be refused from about 13,200 characters on (bolt-js#2509). */
const mostOfAllBlocks = 13_000;
const mostOfEventType = 255;
const mostOfMetadataBytes = 8000;

export interface Content {
  text: string | null;
  /** null: not given (an update keeps what stands); empty: there are none. */
  blocks: Dict[] | null;
}

/** Throws `invalid_blocks`, `invalid_blocks_format`, `msg_too_long`, `msg_blocks_too_long`; not yet `no_text`. */
export function readContent(
  args: Arguments,
  rules: Omit<BlockRules, 'surface'>,
  most: number = mostOfText,
): Content {
  const text = args.text('text');
  if (text !== null && [...text].length > most) throw new SlackError('msg_too_long');
  if (args.text('markdown_text') !== null) throw new SlackError('markdown_text_conflict');
  const given = args.json('blocks', 'invalid_blocks_format');
  if (given === undefined) return { text, blocks: null };
  if (!Array.isArray(given)) throw new SlackError('invalid_blocks_format');
  const problems = blockProblems(given, '/blocks', { ...rules, surface: 'message' });
  if (problems.length > 0) throw withMessages('invalid_blocks', problems);
  if (shownLength(given) > mostOfAllBlocks) throw new SlackError('msg_blocks_too_long');
  return { text, blocks: given.filter(isDict) };
}

/** Characters of all texts in it. */
function shownLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + shownLength(one), 0);
  if (!isDict(value)) return 0;
  const own = typeof value.text === 'string' ? [...value.text].length : 0;
  return own + Object.values(value).reduce<number>((sum, one) => sum + shownLength(one), 0);
}

/** undefined: not given; null: an empty object, which takes it away. */
export function readMetadata(args: Arguments): Message['metadata'] | undefined {
  const given = args.json('metadata', 'invalid_metadata_format');
  if (given === undefined) return undefined;
  if (!isDict(given)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(given).length === 0) return null;
  const { event_type: type, event_payload: payload } = given;
  if (typeof type !== 'string' || type === '' || type.length > mostOfEventType || !isDict(payload))
    throw new SlackError('invalid_metadata_format');
  const odd = Object.keys(given).filter((key) => !['event_type', 'event_payload', 'entities'].includes(key));
  if (odd.length > 0) throw new SlackError('invalid_metadata_format');
  for (const value of Object.values(payload))
    if (!isPlain(value)) throw new SlackError('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(payload)) > mostOfMetadataBytes)
    throw new SlackError('metadata_too_large');
  return { event_type: type, event_payload: payload };
}

/** Flat: texts, numbers, flags, and lists of these. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isPlain(one));
  return ['string', 'number', 'boolean'].includes(typeof value);
}
