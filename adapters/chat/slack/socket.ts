/**
 * One connection of Socket Mode, from its ticket to its end. The library's own reconnecting is left out: between two
 * of its sockets lie seconds in which nothing is heard, and a refusal in them ends the process (socket-mode 3.1).
 */
import { type App, SocketModeReceiver } from '@slack/bolt';
import { Agent, buildConnector } from 'undici';
import { Failure } from '../../../src/failure.ts';
import type { Delivery } from './deliveries.ts';
import { type SlackLog, silentLog } from './sdk-log.ts';

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  app: App;
  log: SlackLog;
  pongTimeoutMs: number;
}

export interface Socket {
  /** Resolves when Slack has said hello; rejects when it does not come to that. */
  opened: Promise<void>;
  /**
   * Resolves with Slack's reason (`warning` ten seconds ahead, `refresh_requested`, `link_disabled`,
   * `too_many_websockets`) when it asks for another connection in place of this one, which still hears.
   */
  leaving: Promise<string>;
  /** Resolves when it is over, whoever ended it. */
  ended: Promise<void>;
  /** Says goodbye, and is cut off soon. */
  end(): void;
}

const callTimeoutMs = 5_000;
const helloTimeoutMs = 15_000;
/** Slack answers the farewell and leaves the connection open: so long is waited for what is under way. */
const farewellMs = 300;

export function openSocket({ appToken, apiUrl, app, log, pongTimeoutMs }: SocketOptions): Socket {
  const cuttable = cuttableConnections();
  const receiver = new SocketModeReceiver({
    appToken,
    logger: silentLog,
    dispatcher: cuttable.dispatcher,
    autoReconnectEnabled: false,
    clientPingTimeout: pongTimeoutMs,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: callTimeoutMs,
        fetch: globalThis.fetch,
      },
    },
    customPropertiesExtractor: ({ envelope_id }: { envelope_id?: unknown }) => ({
      delivery: deliveryOf(envelope_id),
    }),
    processEventErrorHandler: async () => false,
  });
  receiver.init(app);
  const { client } = receiver;

  const leaving = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  const listeners = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown) => {
    const message = messageIn(data);
    if (message === null) return log.warn({}, 'a message of Slack’s socket is not understood');
    // The library closes at once when it is asked to make room.
    if (message.type === 'disconnect') return leaving.resolve(String(message.reason ?? 'no reason given'));
    const text = JSON.stringify(message.type === 'hello' ? message : forBolt(message));
    for (const listener of listeners) {
      void Promise.resolve(listener.call(client, text, false)).catch((error: unknown) => {
        log.warn({ err: error }, 'a message of Slack’s socket is not understood');
      });
    }
  });
  client.on('disconnected', () => {
    isOver = true;
    ended.resolve();
  });

  const end = () => {
    if (!isOver) void receiver.client.disconnect().catch(() => {});
    setTimeout(() => {
      cuttable.cut();
      ended.resolve();
    }, farewellMs);
  };
  return {
    opened: greeted(receiver, leaving.promise, end),
    leaving: leaving.promise,
    ended: ended.promise,
    end,
  };
}

async function greeted(
  receiver: SocketModeReceiver,
  leaving: Promise<string>,
  end: () => void,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    failed.reject(new Error(`no hello within ${helloTimeoutMs / 1000} s`));
  }, helloTimeoutMs);
  void leaving.then((reason) =>
    failed.reject(new Failure(reason, `Slack does not want this socket: ${reason}`)),
  );
  failed.promise.catch(() => {});
  const started = receiver.start();
  started.catch(() => {});
  try {
    await Promise.race([started, failed.promise]);
  } catch (error) {
    end();
    // The library rejects with nothing where the socket closes before it was open.
    throw error ?? new Error('the connection ended before Slack said hello');
  } finally {
    clearTimeout(timer);
  }
}

function deliveryOf(envelopeId: unknown): Delivery {
  return { envelopeId: typeof envelopeId === 'string' ? envelopeId : null, sentAt: null };
}

type Message = Readonly<Record<string, unknown>>;

function messageIn(data: unknown): Message | null {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    return isObject(message) ? message : null;
  } catch {
    return null;
  }
}

/**
 * The library tells each message under its type too, where it may be the name of an event of its own, and throws at
 * events that it does not expect. Bolt listens to what comes of any type, and so does whoever acknowledges.
 */
function forBolt(message: Message): Message {
  return { ...message, type: 'envelope', payload: isObject(message.payload) ? message.payload : {} };
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sockets that can be closed without the other side: the library hides its own. */
function cuttableConnections() {
  const connect = buildConnector({ allowH2: false, timeout: callTimeoutMs });
  const sockets = new Set<{ destroy(): unknown }>();
  let isCut = false;
  const dispatcher = new Agent({
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        // Where there is none, undici hands on null or nothing at all.
        if (!socket) return callback(error ?? new Error('no connection'), null);
        // The library may still be on its way when it is told to end.
        if (isCut) socket.destroy();
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        callback(null, socket);
      }),
  });
  return {
    dispatcher,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
