/** Files of a message. An edit that lists attachments keeps only what it lists (API v10). */
import type { Json } from '../json.ts';
import { Refusal, refuse } from '../server/refusal.ts';
import type { Attachment, World } from './world.ts';

/** One part `files[n]` of a multipart body. */
export type Upload = { index: string; filename: string; contentType: string; bytes: Buffer };

export const mostBytesAFile = 10 * 1024 * 1024;

/** `listed`: the field `attachments` of the body; undefined when it was not given. Throws when too large or many. */
export function attachmentsAfter(
  world: World,
  before: readonly Attachment[],
  uploads: readonly Upload[],
  listed: readonly Json[] | undefined,
): Attachment[] {
  if (uploads.some(({ bytes }) => bytes.length > mostBytesAFile)) throw refuse('tooLarge');
  const entry = (id: string) => listed?.find((each) => String(each.id) === id);
  const kept = before
    .filter(({ id }) => listed === undefined || entry(id) !== undefined)
    .map((file) => described(file, entry(file.id)));
  const added = uploads.map(({ index, filename, contentType, bytes }) => {
    const given = entry(index);
    const name = typeof given?.filename === 'string' ? given.filename : filename;
    const file = { id: world.nextId(), filename: cleanName(name), description: null, contentType, bytes };
    return described(file, given);
  });
  for (const each of listed ?? []) {
    const id = String(each.id);
    if (!before.some((file) => file.id === id) && !uploads.some(({ index }) => index === id))
      throw new Refusal(400, 50146, 'Uploaded file not found.');
  }
  const after = [...kept, ...added];
  if (after.length > 10)
    throw new Refusal(400, 30015, 'Maximum number of attachments in a message reached (10)');
  return after;
}

function described(file: Attachment, given: Json | undefined): Attachment {
  return typeof given?.description === 'string' ? { ...file, description: given.description } : file;
}

/** Discord puts an underscore for what is odd in a name: an embed must then use that name. */
function cleanName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_');
}

/** Width and height of a PNG; null of anything else. */
export function pictureSize({ bytes }: Attachment): { width: number; height: number } | null {
  const isPng = bytes.length >= 24 && bytes.toString('latin1', 1, 4) === 'PNG';
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : null;
}
