/** The few calls of the Docker Engine API that the tests make themselves, by its socket: not the adapter's. */
import { request } from 'node:http';
import { z } from 'zod';

export interface EngineApi {
  /** What it answers, as JSON; null without a body. Rejects with its words on a status that is no success. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Sends a tar. */
  send(path: string, tar: Buffer): Promise<void>;
  /** What it has told of a container so far, oldest first: `oom`, `die`, `start`. */
  actions(container: string): Promise<string[]>;
}

const event = z.object({ Action: z.string() });

export function engineApi(socketPath: string): EngineApi {
  const ask = (method: string, path: string, type: string, body: string | Buffer | null): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers =
        body === null ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
      const asked = request({ socketPath, method, path, headers, timeout: 60_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300 || statusCode === 304) resolve(text);
          else reject(new Error(`${method} ${path} answered ${statusCode}: ${text}`));
        });
        response.on('error', reject);
      });
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer within a minute`)));
      asked.on('error', reject);
      asked.end(body ?? undefined);
    });
  return {
    async call(method, path, body) {
      const text = await ask(
        method,
        path,
        'application/json',
        body === undefined ? null : JSON.stringify(body),
      );
      return text === '' || text === 'OK' ? null : JSON.parse(text);
    },
    async send(path, tar) {
      await ask('POST', path, 'application/x-tar', tar);
    },
    async actions(container) {
      const filters = encodeURIComponent(JSON.stringify({ container: [container], type: ['container'] }));
      const until = (Date.now() / 1_000).toFixed(3);
      const lines = await ask('GET', `/events?since=1&until=${until}&filters=${filters}`, '', null);
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => event.parse(JSON.parse(line)).Action);
    },
  };
}
