/** Brings a payload to the app, over a socket or over HTTP, and notes what the app did. */

import { type Dict, isDict } from './shapes.ts';
import { type SignatureFault, signedHeaders } from './signing.ts';
import { type Envelope, newEnvelope, type Sent, type Sockets } from './socket-mode.ts';

export interface Delivered {
  acknowledged: boolean;
  /** Real milliseconds from sending to the acknowledgement; null: there was none in time. */
  afterMs: number | null;
  /** What the app answered at once; null: nothing. */
  body: Dict | null;
  /** Over HTTP. */
  status: number | null;
  /**
   * What the person reads next to the command or button, in Slack's words: `operation_timeout`,
   * `dispatch_failed`, `http_client_error`, `http_service_error`; null: all is well.
   */
  error: string | null;
  /** Retries of an event that were sent so far. */
  retries: number;
  /** null over HTTP. */
  envelopeId: string | null;
  /** The very same once more: over a socket the same envelope, over HTTP the same body, signed anew. */
  again(): Promise<Delivered>;
}

interface Parcel {
  kind: Envelope['type'];
  payload: Dict;
  fault?: SignatureFault;
}

export interface DeliveryOptions {
  sockets: Sockets;
  signingSecret: string;
  /** How long an app has to acknowledge, real time. */
  ackLimitMs: number;
  /** Waits before the retries of an event that was not acknowledged, real time. */
  retryAfterMs: number[];
}

export interface Courier {
  /** Where the app listens; null: Socket Mode. */
  requestUrl: string | null;
  /** With no socket there, commands wait for the next one instead of failing. */
  holdWhileAway: boolean;
  send(parcel: Parcel): Promise<Delivered>;
  /** Straight to the app's URL, as the checks of Slack's settings page do. */
  post(body: string, contentType: string, fault?: SignatureFault): Promise<Reply>;
  close(): void;
}

export interface Reply {
  status: number | null;
  headers: Headers | null;
  text: string;
  why: 'answered' | 'refused' | 'late';
}

export function newCourier(options: DeliveryOptions): Courier {
  const timers = new Set<NodeJS.Timeout>();
  const held: (() => void)[] = [];
  let closed = false;
  options.sockets.onGreeted(() => {
    for (const go of held.splice(0)) go();
  });

  const courier: Courier = {
    requestUrl: null,
    holdWhileAway: false,
    async send(parcel) {
      const envelope = newEnvelope(parcel.kind, parcel.payload);
      const once = () => attempt(parcel, envelope, 0, '');
      if (courier.requestUrl === null && courier.holdWhileAway && options.sockets.count() === 0)
        await new Promise<void>((resolve) => held.push(resolve));
      const first = await once();
      if (parcel.kind === 'events_api' && !first.delivered.acknowledged && !first.noRetry)
        retry(parcel, first, 0);
      return first.delivered;
    },
    async post(body, contentType, fault) {
      return post(body, contentType, options, courier.requestUrl, fault, {});
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };

  interface Attempt {
    delivered: Delivered;
    reason: string;
    noRetry: boolean;
  }

  async function attempt(
    parcel: Parcel,
    envelope: Envelope,
    number: number,
    reason: string,
  ): Promise<Attempt> {
    const started = performance.now();
    const again = async () => (await attempt(parcel, envelope, number, reason)).delivered;
    const base = { again, retries: number };
    if (courier.requestUrl === null) {
      const sent = await options.sockets.send(envelope, options.ackLimitMs);
      const acknowledged = sent.why === 'acked';
      const delivered = {
        ...base,
        acknowledged,
        afterMs: acknowledged ? performance.now() - started : null,
        body: sent.ack !== null && Object.keys(sent.ack).length > 0 ? sent.ack : null,
        status: null,
        error: socketError(sent.why),
        envelopeId: envelope.envelope_id,
      };
      return { delivered, reason: 'timeout', noRetry: false };
    }
    const { body, type } = httpBody(parcel);
    const retryHeaders: Record<string, string> =
      number === 0 ? {} : { 'x-slack-retry-num': String(number), 'x-slack-retry-reason': reason };
    const reply = await post(body, type, options, courier.requestUrl, parcel.fault, retryHeaders);
    const acknowledged = reply.status !== null && reply.status >= 200 && reply.status < 300;
    const delivered = {
      ...base,
      acknowledged,
      afterMs: acknowledged ? performance.now() - started : null,
      body: acknowledged ? ackBody(reply) : null,
      status: reply.status,
      error: httpError(reply),
      envelopeId: null,
    };
    const why =
      reply.why === 'late' ? 'http_timeout' : reply.why === 'refused' ? 'connection_failed' : 'http_error';
    return { delivered, reason: why, noRetry: reply.headers?.get('x-slack-no-retry') === '1' };
  }

  function retry(parcel: Parcel, before: Attempt, index: number): void {
    const wait = options.retryAfterMs[index];
    if (wait === undefined || closed) return;
    const timer = setTimeout(async () => {
      timers.delete(timer);
      const envelope = {
        ...newEnvelope(parcel.kind, parcel.payload),
        retry_attempt: index + 1,
        retry_reason: before.reason,
      };
      const next = await attempt(parcel, envelope, index + 1, before.reason);
      before.delivered.retries = index + 1;
      if (!next.delivered.acknowledged && !next.noRetry)
        retry(parcel, { ...next, delivered: before.delivered }, index + 1);
    }, wait);
    timer.unref();
    timers.add(timer);
  }

  return courier;
}

function socketError(why: Sent['why']): string | null {
  if (why === 'acked') return null;
  return why === 'no-socket' ? 'dispatch_failed' : 'operation_timeout';
}

function httpError({ status, why }: Reply): string | null {
  if (why === 'late') return 'operation_timeout';
  if (status === null) return 'dispatch_failed';
  if (status >= 200 && status < 300) return null;
  return status >= 500 ? 'http_service_error' : 'http_client_error';
}

/** Commands and interactions are forms, events JSON. */
function httpBody({ kind, payload }: Parcel): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  if (kind === 'interactive')
    return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: form };
  return { body: new URLSearchParams(payload as Record<string, string>).toString(), type: form };
}

function ackBody({ headers, text }: Reply): Dict | null {
  if (text === '') return null;
  if (!(headers?.get('content-type') ?? '').includes('json')) return { text };
  try {
    const parsed: unknown = JSON.parse(text);
    return isDict(parsed) && Object.keys(parsed).length > 0 ? parsed : null;
  } catch {
    return { text };
  }
}

async function post(
  body: string,
  contentType: string,
  { signingSecret, ackLimitMs }: DeliveryOptions,
  url: string | null,
  fault: SignatureFault | undefined,
  more: Record<string, string>,
): Promise<Reply> {
  if (url === null) throw new Error('the stand-in has no requestUrl: set it, or use Socket Mode');
  const signal = AbortSignal.timeout(ackLimitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signedHeaders(body, signingSecret, fault),
        ...more,
      },
      body,
      redirect: 'manual',
      signal,
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      why: 'answered',
    };
  } catch {
    return { status: null, headers: null, text: '', why: signal.aborted ? 'late' : 'refused' };
  }
}
