/**
 * The chart of a report. The words stand already; the picture is put into their message when Slack has it, and nobody
 * waits for it. Placing it is an edit, so that done twice it is still one; what fails leaves the words alone. In a
 * message's block everybody who sees the message sees a file that was shared nowhere else.
 */
import { z } from 'zod';
import { wordsOf } from '../../../src/failure.ts';
import type { Clock, Said } from '../../../src/ports.ts';
import type { Layouts } from './layouts.ts';
import type { PublicPosts } from './public-posts.ts';
import { brokenOff, type SlackApi } from './slack-api.ts';
import { noAnswer, SlackFailure } from './slack-failure.ts';

/** Files are looked through at Slack before they may be shown. */
const waitsMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const uploadTimeoutMs = 20_000;
/** As documented for files.getUploadURLExternal, in characters. */
const longestAlt = 1_000;

export interface PicturesParts {
  api: SlackApi;
  layouts: Layouts;
  publicPosts: Pick<PublicPosts, 'update'>;
  /** The bytes (PNG) behind a `Said.files` url. */
  pictureOf: (url: string) => Promise<Uint8Array>;
  clock: Clock;
  log: { warn(details: object, words: string): void };
  /** When it aborts, pictures that are not there yet are given up. */
  signal: AbortSignal;
}

type File = Said['files'][number];

const ticket = z.object({ upload_url: z.url(), file_id: z.string() });

/** Never rejects: resolves when the first picture of the message is in it, or was given up. */
export async function placePicture(
  parts: PicturesParts,
  message: { channel: string; ts: string; said: Said },
): Promise<void> {
  const file = message.said.files[0];
  if (file === undefined) return;
  try {
    const bytes = await parts.pictureOf(file.url);
    const fileId = await again(parts, () => upload(parts.api, file, bytes));
    const more = { mention: message.said.mention, picture: { fileId, alt: file.alt } };
    await again(parts, () =>
      parts.publicPosts.update(message.channel, message.ts, parts.layouts.designed(message.said, more)),
    );
  } catch (error) {
    if (parts.signal.aborted) return;
    const code = error instanceof SlackFailure ? error.code : null;
    parts.log.warn({ code, why: wordsOf(error) }, 'a report stays without its picture');
  }
}

async function upload(api: SlackApi, { name, alt }: File, bytes: Uint8Array): Promise<string> {
  const read = ticket.safeParse(
    await api.call('files.getUploadURLExternal', {
      filename: name,
      length: bytes.byteLength,
      alt_txt: [...alt].slice(0, longestAlt).join(''),
    }),
  );
  if (!read.success) throw noAnswer('malformed', 'Slack does not say where to upload', false);
  const { upload_url: url, file_id: id } = read.data;
  await send(url, bytes);
  // The hint lets people see it before Slack has looked through it.
  await api.call('files.completeUploadExternal', { files: [{ id, title: name, highlight_type: 'png' }] });
  return id;
}

async function send(url: string, bytes: Uint8Array): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(uploadTimeoutMs),
    });
    await response.text();
  } catch (error) {
    throw brokenOff(error, 'an upload');
  }
  if (!response.ok)
    throw noAnswer(`http-${response.status}`, `Slack answers HTTP ${response.status} to an upload`, true);
}

/** While Slack says later, or does not know the file yet. */
async function again<T>({ clock, signal }: PicturesParts, attempt: () => Promise<T>): Promise<T> {
  for (const waitMs of waitsMs) {
    if (signal.aborted) break;
    try {
      return await attempt();
    } catch (error) {
      const isLater = error instanceof SlackFailure && error.trouble === 'later' && !error.auth;
      const notYet =
        error instanceof SlackFailure && /^invalid_blocks|^file_not_found$/.test(error.slackCode);
      if (!isLater && !notYet) throw error;
      await clock.sleep(Math.max(waitMs, error.retryAfterMs ?? 0), signal);
    }
  }
  return await attempt();
}
