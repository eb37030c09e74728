/** A list or a watch, read line by line without any client library. */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';

const objectShape = z.looseObject({
  kind: z.string().optional(),
  apiVersion: z.string().optional(),
  metadata: z.looseObject({ name: z.string().optional(), resourceVersion: z.string().optional() }).optional(),
  code: z.number().optional(),
  reason: z.string().optional(),
  details: z.looseObject({ causes: z.unknown() }).optional(),
});

export interface WatchedLine {
  /** null: not an event but an object, a list or a Status. */
  type: string | null;
  object: z.infer<typeof objectShape> | null;
  list: { resourceVersion: string } | null;
}

interface Watched {
  status: number;
  contentType: string;
  lines: WatchedLine[];
  ended: 'cleanly' | 'cut';
  ms: number;
}

export function plainWatch(
  server: { url: string; token: string; caFile: string | null },
  path: string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Watched> {
  const { url, token, caFile } = server;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    const target = new URL(path, url);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(target, { headers, ...(caFile === null ? {} : { ca: readFileSync(caFile) }) });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      const working = meanwhile();
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('close', () => {
        const lines = text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(lineOf);
        const ended = response.complete ? 'cleanly' : 'cut';
        const contentType = response.headers['content-type'] ?? '';
        const ms = performance.now() - startedAt;
        working.then(
          () => resolve({ status: response.statusCode ?? 0, contentType, lines, ended, ms }),
          reject,
        );
      });
    });
    sent.end();
  });
}

function lineOf(line: string): WatchedLine {
  const json: unknown = JSON.parse(line);
  const event = z.object({ type: z.string(), object: objectShape }).safeParse(json);
  if (event.success) return { ...event.data, list: null };
  const list = z.object({ metadata: z.object({ resourceVersion: z.string() }) }).safeParse(json);
  return { type: null, object: null, list: list.success ? list.data.metadata : null };
}
