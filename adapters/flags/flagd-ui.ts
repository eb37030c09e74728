/** Flags by way of flagd-ui (facts/flagd.md): whole files, no version, answers before it stores. */
import type { Clock, Flags } from '../../src/ports.ts';
import { type Answer, type Client, httpClient } from '../http/client.ts';
import type { FlagSource } from './editor.ts';
import { fileLimitBytes } from './flag-text.ts';
import { flagsOver } from './flags.ts';

export interface FlagdUiOptions {
  /** May have a path prefix: behind the demo's proxy it is `/feature`. */
  flagdUiUrl: string;
  ofrepUrl: string;
  clock: Clock;
}

export function flagdUiFlags(options: FlagdUiOptions): Flags {
  return flagsOver(flagdUiSource(options.flagdUiUrl), options);
}

function flagdUiSource(url: string): FlagSource {
  const client = httpClient({
    name: 'flagd-ui',
    variable: 'FLAGD_UI_URL',
    url,
    timeoutMs: 3000,
    limitBytes: fileLimitBytes,
  });
  const read = inTurn(['/api/read', '/api/read-file'], client.send);
  const write = inTurn(['/api/write', '/api/write-to-file'], client.send);
  return {
    where: `flagd-ui at ${client.shown}`,
    async read(signal) {
      const answer = await read({ method: 'GET', signal });
      client.json(answer);
      return answer.text;
    },
    async write(text, _expected, signal) {
      const body = `{"data":${text.replace(/^\uFEFF/, '')}}`;
      const answer = await write({ method: 'POST', body, contentType: 'application/json', signal });
      client.yes(answer);
      return 'sent';
    },
  };
}

/** Versions differ in a path: what is not there under one name is asked for under the next, which is remembered. */
function inTurn(paths: readonly [string, string], send: Client['send']) {
  let [path, other] = paths;
  return async (request: Omit<Parameters<Client['send']>[0], 'path'>): Promise<Answer> => {
    const answer = await send({ ...request, path });
    if (answer.status !== 404) return answer;
    const second = await send({ ...request, path: other });
    if (second.status !== 404) [path, other] = [other, path];
    return second;
  };
}
