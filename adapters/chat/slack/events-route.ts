/** Slack over HTTP: one address on the bot's own server takes events, commands, buttons and forms, if Slack signed them. */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Routes } from '../../http/server.ts';
import type { Delivery } from './deliveries.ts';
import type { SlackLog } from './sdk-log.ts';
import { checkSignature } from './signature.ts';

const path = '/slack/events';
/** A press brings its whole message along, percent-encoded. */
const bodyLimitBytes = 1024 * 1024;
const refusalNotedEveryMs = 60_000;

export interface EventsRouteOptions {
  signingSecret: string;
  /** Real clock, ms. */
  now(): number;
  log: SlackLog;
}

export class EventsRoute implements Receiver {
  readonly #options: EventsRouteOptions;
  #app: App | null = null;
  #isStopped = false;
  #hasHeard = false;
  #refusalNotedAt = Number.NEGATIVE_INFINITY;

  constructor(options: EventsRouteOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  async start(): Promise<void> {}

  /** null: something that Slack signed has come since the start. */
  trouble(): string | null {
    return this.#hasHeard ? null : `nothing has come from Slack over HTTP yet, at ${path}`;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
  }

  /** For createServer. */
  readonly routes: Routes = (app) => {
    void app.register(async (scope: FastifyInstance) => {
      scope.removeAllContentTypeParsers();
      // The signature covers the bytes.
      scope.addContentTypeParser(
        '*',
        { parseAs: 'buffer', bodyLimit: bodyLimitBytes },
        (_request, body, done) => done(null, body),
      );
      scope.post(path, { bodyLimit: bodyLimitBytes }, (request, reply) => this.#take(request, reply));
    });
  };

  async #take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = bodyOf(bytes.toString('utf8'));
    // Slack looks from time to time whether the address has a good certificate; nothing is acted on.
    if (body?.ssl_check !== undefined) return reply.code(200).send('');
    const { signingSecret, now } = this.#options;
    const signed = checkSignature(request.headers, bytes, signingSecret, now());
    if (!signed.ok) {
      this.#noteRefused(signed.why);
      return reply.code(401).send({ error: signed.why });
    }
    this.#hasHeard = true;
    if (body === null) return reply.code(400).send({ error: 'neither JSON nor a form' });
    if (body.type === 'url_verification') return reply.code(200).send({ challenge: body.challenge });
    // Slack comes again with an event, and tells a person that a command did not work.
    if (this.#app === null || this.#isStopped)
      return reply.code(503).send({ error: 'leakops is shutting down' });
    return this.#handOn(this.#app, body, signed.sentAt, request, reply);
  }

  /** Anybody may knock here as often as they like; the log need not hold it. */
  #noteRefused(why: string): void {
    const { now, log } = this.#options;
    if (now() - this.#refusalNotedAt < refusalNotedEveryMs) return;
    this.#refusalNotedAt = now();
    log.warn({ why }, 'a request to /slack/events was refused');
  }

  async #handOn(
    app: App,
    body: ReceiverEvent['body'],
    sentAt: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const acknowledged = Promise.withResolvers<unknown>();
    const delivery: Delivery = { envelopeId: null, sentAt };
    const retryNum = Number(request.headers['x-slack-retry-num']);
    void app
      .processEvent({
        body,
        ack: async (answer?: unknown) => acknowledged.resolve(answer),
        ...(Number.isFinite(retryNum) ? { retryNum } : {}),
        customProperties: { delivery },
      })
      .finally(() => acknowledged.resolve(undefined));
    const answer = await acknowledged.promise;
    return typeof answer === 'object' && answer !== null
      ? reply.code(200).send(answer)
      : reply
          .code(200)
          .type('text/plain')
          .send(typeof answer === 'string' ? answer : '');
  }
}

/** JSON, or a form that holds it in `payload`, or the form itself; null: none of them. */
function bodyOf(text: string): ReceiverEvent['body'] | null {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('{')) return objectIn(trimmed);
  if (trimmed === '') return null;
  const form = new URLSearchParams(trimmed);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : objectIn(payload);
}

function objectIn(text: string): ReceiverEvent['body'] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}
