/** The body of a request: JSON, or a form with `payload_json` and `files[n]`. */
import type { IncomingMessage } from 'node:http';
import type { Upload } from '../state/attachments.ts';
import { Refusal, refuse } from './refusal.ts';

const mostBytes = 25 * 1024 * 1024;

export type Body = { body: unknown; uploads: Upload[] };

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Throws 40005 over 25 MiB, 50109 for broken JSON, 50035 for a content type that is not taken. */
export async function parseBody(bytes: Buffer, contentType: string): Promise<Body> {
  if (bytes.length > mostBytes) throw refuse('tooLarge');
  if (bytes.length === 0) return { body: {}, uploads: [] };
  if (contentType.startsWith('application/json')) return { body: json(bytes.toString('utf8')), uploads: [] };
  if (contentType.startsWith('multipart/form-data')) return await parseForm(bytes, contentType);
  throw new Refusal(400, 50035, 'Invalid Form Body', {
    errors: {
      _errors: [
        {
          code: 'CONTENT_TYPE_INVALID',
          message: `Expected "Content-Type" header to be one of {'application/json', 'multipart/form-data'}.`,
        },
      ],
    },
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('invalidJson');
  }
}

async function parseForm(bytes: Buffer, contentType: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'Content-Type': contentType } })
    .formData()
    .catch(() => {
      throw refuse('invalidJson');
    });
  const uploads: Upload[] = [];
  let body: unknown = {};
  const plain: Record<string, unknown> = {};
  for (const [name, value] of form.entries()) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (name === 'payload_json' && typeof value === 'string') body = json(value);
    else if (typeof value === 'string') plain[name] = value;
    else
      uploads.push({
        index: index ?? String(uploads.length),
        filename: value.name,
        contentType: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      });
  }
  // Without payload_json the fields of the form are those of the body.
  return { body: form.has('payload_json') ? body : plain, uploads };
}
