/**
 * The web chat: the Chat port over messages of our own, with the requests and the page by which people take part.
 * A person here is who they say: name and id are one.
 */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { VerbGrammar } from '../../../src/grammar/verb-grammar.ts';
import type { Chat, Clock, Heard, Messages, Pressed } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { parsed } from '../../http/refusal.ts';
import type { Routes } from '../../http/server.ts';
import { staticFiles } from '../../http/static-files.ts';
import { chatPort } from './chat-port.ts';
import { channel, cursor, cursorOrEmpty } from './fields.ts';
import { messageJson } from './message-json.ts';
import { press } from './press.ts';
import { say } from './say.ts';
import { streams } from './streams.ts';
import { verbJson } from './verbs-json.ts';

/** There before anything was written, so that there is a place to begin. */
const firstChannel = 'game-day';

export interface WebChatOptions {
  messages: Messages;
  clock: Clock;
  /** Called once a delivery, or again with the same key when the same line is sent again; must not throw. */
  onHeard: (heard: Heard) => void;
  onPressed: (pressed: Pressed) => void;
  /** Milliseconds since the epoch on the real clock. */
  realNow: () => number;
  /** Newest first, all or only so many, without readings: a button of a run that has ended can no longer do it. */
  runs: (newest?: number) => Run[];
  /** What the box offers while somebody types. */
  verbs: readonly VerbGrammar[];
}

export interface WebChat {
  chat: Chat;
  /** For createServer; also ends the event streams when the server closes. */
  routes: Routes;
  /** To be called with a run whenever it has changed. */
  runChanged: (run: Run) => void;
}

export function webChat(options: WebChatOptions): WebChat {
  const { messages, clock, verbs } = options;
  const events = streams(messages);
  const page = staticFiles(new URL('./page/', import.meta.url), (name) =>
    name === 'index.html' ? '/' : `/page/${name}`,
  );

  const routes: Routes = (app) => {
    page(app);
    app.post('/api/say', async (request, reply) => {
      const id = say(request.body, options);
      events.messagesChanged();
      return reply.code(202).send({ id });
    });
    app.post('/api/press', async (request, reply) => {
      press(request.body, options);
      return reply.code(202).send({});
    });
    app.get('/api/channels', async () => ({
      channels: [...new Set([firstChannel, ...messages.channels()])],
    }));
    app.get('/api/verbs', async () => ({ verbs: verbs.map(verbJson) }));
    app.get<{ Params: { channel: string } }>('/api/channels/:channel/messages', async (request, reply) => {
      const params = parsed(z.object({ channel }), request.params);
      const after = afterOf(request, messages);
      reply.header('cache-control', 'no-store');
      const found = messages.since(after ?? 0, params.channel);
      return { messages: found.map(messageJson), cursor: String(messages.latestRevision()) };
    });
    app.get('/api/events', { exposeHeadRoute: false }, async (request, reply) => {
      const after = afterOf(request, messages) ?? messages.latestRevision();
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      reply.raw.write('retry: 1000\n\n');
      events.open(reply.raw, after);
    });
    app.addHook('preClose', async () => events.endAll());
  };
  return {
    chat: chatPort(messages, clock, events.messagesChanged),
    routes,
    runChanged: events.runChanged,
  };
}

/**
 * The revision after which a reader wants to know, null: none given. `Last-Event-ID` is what a browser sends by
 * itself, and newer than the address it first opened. One from another database, further than ours: everything.
 */
function afterOf(request: FastifyRequest, messages: Messages): number | null {
  const query = z.object({ after: cursorOrEmpty.optional() });
  const { after } = parsed(query, request.query);
  const lastEventId = cursor.safeParse(request.headers['last-event-id']);
  const given = lastEventId.success ? lastEventId.data : after;
  if (given === undefined || given === '') return null;
  return given > messages.latestRevision() ? 0 : given;
}
