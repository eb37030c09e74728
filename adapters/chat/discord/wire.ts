/**
 * How discord.js reaches Discord: what comes back is read whole, in bounds, and whatever is no 2xx is handed on as it
 * is. Left to itself discord.js forgets the token at a 401, sleeps at a 429, and does not tell the code of one.
 */
import type { REST, ResponseLike } from 'discord.js';

/** Answers are small: 100 messages of a channel are some 300 kB. */
const largestAnswerBytes = 8 * 1024 * 1024;

/** A 2xx. What Discord says of its limits is read by Budgets alone: discord.js would hold back by a count of its own. */
export class Taken extends Response {
  /** All that came. */
  readonly all: Headers;

  constructor(body: string | null, status: number, all: Headers) {
    super(body, { status, headers: { 'content-type': all.get('content-type') ?? 'application/json' } });
    this.all = all;
  }
}

type MakeRequest = REST['options']['makeRequest'];

/** An answer other than 2xx, on its way past discord.js. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor(status: number, headers: Headers, text: string) {
    super(`answer ${status}`);
    this.name = 'Refused';
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
}

export const makeRequest: MakeRequest = async (url, init): Promise<ResponseLike> => {
  const response = await fetch(url, {
    method: init.method ?? 'GET',
    headers: init.headers as Record<string, string>,
    body: (init.body ?? null) as string | FormData | null,
    signal: init.signal ?? null,
    redirect: 'error',
  });
  const bytes = await bounded(response);
  if (!response.ok) throw new Refused(response.status, response.headers, new TextDecoder().decode(bytes));
  const isEmpty = response.status === 204 || response.status === 205;
  return new Taken(isEmpty ? null : new TextDecoder().decode(bytes), response.status, response.headers);
};

async function bounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > largestAnswerBytes) throw new Error(`answer over ${largestAnswerBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
