/**
 * HTTP to one server, as every adapter here needs it: no proxy, no redirects, bounded in time and size, connections
 * kept. All answers with a status are answers; what never came is a Failure. The words never hold credentials.
 */
import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import { Failure } from '../../src/failure.ts';

interface ClientOptions {
  /** First part of every failure's code: `flagd-ui`. */
  name: string;
  /** The setting that holds the address, for remedies: `FLAGD_UI_URL`. */
  variable: string;
  /** May have a path prefix, a trailing slash, and credentials for Basic. */
  url: string;
  /** Real time, for the whole answer. */
  timeoutMs: number;
  limitBytes: number;
}

interface Request {
  method: 'GET' | 'POST';
  /** After the prefix, with a leading slash. */
  path: string;
  body?: string;
  contentType?: string;
  /** A POST that changes nothing, and may be sent again as any GET. */
  asksOnly?: boolean;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  text: string;
  /** The `Date` header, ms; null without a readable one. */
  dateAt: number | null;
  /** Named as a web page, or looks like one. Some servers name their JSON so. */
  asPage: boolean;
}

export interface Client {
  /** The address without credentials, for words. */
  readonly shown: string;
  send(request: Request): Promise<Answer>;
  /** The parsed body of a 2xx answer; anything else is a Failure that says what came instead. */
  json(answer: Answer): unknown;
  /** For answers of which only a yes is wanted: any 2xx that is no web page. */
  yes(answer: Answer): void;
}

export function httpClient(options: ClientOptions): Client {
  const { name, variable, timeoutMs, limitBytes } = options;
  const address = parseAddress(options);
  const shown = `${address.origin}${address.prefix}`;
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  };

  async function once(request: Request): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await axios.request<string>({
      ...agents,
      method: request.method,
      url: `${shown}${request.path}`,
      ...(request.body === undefined ? {} : { data: request.body }),
      ...(address.auth === null ? {} : { auth: address.auth }),
      headers: {
        Accept: 'application/json',
        ...(request.contentType === undefined ? {} : { 'Content-Type': request.contentType }),
      },
      signal: request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]),
      timeout: timeoutMs,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: limitBytes,
      maxBodyLength: limitBytes * 2,
      responseType: 'text',
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
    });
    const text = typeof response.data === 'string' ? response.data : '';
    const dateAt = Date.parse(String(response.headers.date ?? ''));
    return {
      status: response.status,
      text,
      dateAt: Number.isNaN(dateAt) ? null : dateAt,
      asPage: /\bhtml\b/i.test(String(response.headers['content-type'] ?? '')) || /^\s*</.test(text),
    };
  }

  async function send(request: Request): Promise<Answer> {
    try {
      return await once(request).catch((error: unknown) => {
        // A kept connection that the server closed as we sent: nothing is wrong with the server. What acts may have
        // acted all the same: who sent it looks before it is sent again.
        const again = request.method === 'GET' || request.asksOnly === true;
        if (again && diedWhileIdle(error) && !request.signal?.aborted) return once(request);
        throw error;
      });
    } catch (error) {
      throw asFailure(error, request);
    }
  }

  function asFailure(error: unknown, request: Request): Failure {
    if (request.signal?.aborted)
      return new Failure(`${name}-cancelled`, `the request to ${name} was cut off`);
    const code = axios.isAxiosError(error) ? (error.code ?? '') : '';
    const remedy = `check that ${name} runs and that ${variable} is its address`;
    // Without a cause: axios errors carry the request's headers.
    if (code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT')
      return new Failure(
        `${name}-timeout`,
        `${name} at ${shown} did not answer within ${timeoutMs / 1000} s`,
        {
          remedy,
        },
      );
    if (axios.isAxiosError(error) && /maxContentLength|maxBodyLength/.test(error.message))
      return new Failure(
        `${name}-too-large`,
        `${name} at ${shown}: more than ${Math.round(limitBytes / 1e6)} MB`,
        { retryable: false, remedy: 'make the file smaller' },
      );
    return new Failure(
      `${name}-unreachable`,
      `${name} at ${shown} does not answer (${code || 'no answer'})`,
      {
        remedy,
      },
    );
  }

  function checkStatus({ status }: Answer): void {
    if (status >= 300 && status < 400)
      throw new Failure(`${name}-redirect`, `${name} at ${shown} sends us elsewhere (HTTP ${status})`, {
        remedy: `set ${variable} to where ${name} itself answers`,
      });
    if (status < 200 || status >= 300)
      throw new Failure(`${name}-${status}`, `${name} at ${shown} answers HTTP ${status}`, {
        remedy:
          status === 401 || status === 403
            ? `${name} wants a login; give leakops an address that needs none`
            : `check that ${variable} is the address of ${name}, with its path prefix if it has one`,
      });
  }

  function json(answer: Answer): unknown {
    checkStatus(answer);
    try {
      return JSON.parse(answer.text.replace(/^\uFEFF/, ''));
    } catch {
      if (answer.asPage)
        throw new Failure(
          `${name}-html`,
          `${name} at ${shown} answers with a web page, perhaps a login page`,
          {
            remedy: `set ${variable} to the address of ${name} itself, with its path prefix if it has one`,
          },
        );
      throw new Failure(`${name}-malformed`, `${name} at ${shown} answers with something that is not JSON`, {
        remedy: `check that ${variable} is the address of ${name}`,
      });
    }
  }

  function yes(answer: Answer): void {
    if (answer.asPage && answer.text.trim() !== '') json(answer);
    else checkStatus(answer);
  }

  return { shown, send, json, yes };
}

function parseAddress({ name, variable, url }: ClientOptions) {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new Failure('setting', `${variable} is not an http or https address of ${name}`, {
      retryable: false,
      remedy: `set ${variable} to something like http://localhost:8080`,
    });
  const auth =
    parsed.username === '' && parsed.password === ''
      ? null
      : { username: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) };
  return { origin: parsed.origin, prefix: parsed.pathname.replace(/\/+$/, ''), auth };
}

/** A kept connection that the server closed as we sent. */
export function diedWhileIdle(error: unknown): boolean {
  if (!axios.isAxiosError(error) || error.response !== undefined) return false;
  const request: unknown = error.request;
  const reused = typeof request === 'object' && request !== null && 'reusedSocket' in request;
  return reused && request.reusedSocket === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
