/** Requests to the API server as tests make them: plain, so that they do not depend on what is tested. */
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';

interface ApiAnswer {
  status: number;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
}

export type ApiRequest = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  contentType?: string,
) => Promise<ApiAnswer>;

/** A PATCH without a content type is a merge patch. */
export function apiRequest(server: { url: string; caFile: string; token: string }): ApiRequest {
  const ca = readFileSync(server.caFile);
  return (method, path, body, contentType) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const sent = httpsRequest(
        new URL(path, server.url),
        {
          method,
          ca,
          headers: {
            // Node sends the body of a DELETE without one, and the next request on the connection begins with it.
            'Content-Length': Buffer.byteLength(text),
            Authorization: `Bearer ${server.token}`,
            'Content-Type':
              contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: parsed(Buffer.concat(chunks).toString('utf8')),
            }),
          );
        },
      );
      sent.setTimeout(30_000, () => void sent.destroy(new Error(`no answer to ${method} ${path}`)));
      sent.on('error', reject);
      sent.end(text);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
