/**
 * One connection of Socket Mode, from its ticket to its end. The library's own reconnecting is left out: between two
 * of its sockets lie seconds in which nothing is heard, and a refusal in them ends the process (socket-mode 3.1).
 */
import { type App, SocketModeReceiver } from '@slack/bolt';
import { Agent, buildConnector } from 'undici';
import type { Delivery } from './deliveries.ts';
import { type SlackLog, sdkLog } from './sdk-log.ts';

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  app: App;
  log: SlackLog;
}

export interface Socket {
  /** Resolves when Slack has said hello; rejects when it does not come to that. */
  opened: Promise<void>;
  /** Resolves with Slack's reason when it asks for another connection in place of this one, which still hears. */
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
/** Pings go out three times as often. A bot that is held up for a moment is no lost connection. */
const pongTimeoutMs = 10_000;

export function openSocket({ appToken, apiUrl, app, log }: SocketOptions): Socket {
  const cuttable = cuttableConnections();
  const receiver = new SocketModeReceiver({
    appToken,
    logger: sdkLog(log),
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
  // The library throws at messages that it does not expect, and closes at once when it is asked to make room.
  const listeners = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    const reason = reasonToLeave(data);
    if (reason !== null) return leaving.resolve(reason);
    for (const listener of listeners) {
      void Promise.resolve(listener.call(client, data, isBinary)).catch((error: unknown) => {
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
  return { opened: greeted(receiver, end), leaving: leaving.promise, ended: ended.promise, end };
}

async function greeted(receiver: SocketModeReceiver, end: () => void): Promise<void> {
  const silent = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    silent.reject(new Error(`no hello within ${helloTimeoutMs / 1000} s`));
  }, helloTimeoutMs);
  const started = receiver.start();
  started.catch(() => {});
  try {
    await Promise.race([started, silent.promise]);
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

/** `warning` (ten seconds ahead), `refresh_requested`, `link_disabled`, `too_many_websockets`; null: another message. */
function reasonToLeave(data: unknown): string | null {
  if (typeof data !== 'string' || !data.includes('disconnect')) return null;
  try {
    const message: unknown = JSON.parse(data);
    if (typeof message !== 'object' || message === null) return null;
    if (!('type' in message) || message.type !== 'disconnect') return null;
    return 'reason' in message ? String(message.reason) : 'no reason given';
  } catch {
    return null;
  }
}

/** Sockets that can be closed without the other side: the library hides its own. */
function cuttableConnections() {
  const connect = buildConnector({ allowH2: false, timeout: callTimeoutMs });
  const sockets = new Set<{ destroy(): unknown }>();
  const dispatcher = new Agent({
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        // Where there is none, undici hands on null or nothing at all.
        if (!socket) return callback(error ?? new Error('no connection'), null);
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        callback(null, socket);
      }),
  });
  return {
    dispatcher,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
