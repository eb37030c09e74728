/** A small app on the real Bolt, for the stand-in's own tests: it is the client that the stand-in is held against. */
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Slack } from './slack.ts';

export interface BoltApp {
  app: App;
  close(): Promise<void>;
}

export async function startBoltApp(
  slack: Slack,
  way: 'socket' | 'http',
  listen: (app: App) => void,
): Promise<BoltApp> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const common = { token: slack.botToken, clientOptions, logLevel: LogLevel.ERROR };
  if (way === 'socket') {
    const receiver = new SocketModeReceiver({
      appToken: slack.appToken,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions },
      // It waits that long before it connects anew.
      clientPingTimeout: 200,
    });
    const app = new App({ ...common, receiver });
    listen(app);
    await app.start();
    await slack.connected();
    return {
      app,
      // Bolt's stop is over before its socket is closed.
      async close() {
        await app.stop();
        await slack.connected(0);
      },
    };
  }
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({ ...common, receiver });
  listen(app);
  const server = await receiver.start(0);
  slack.requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return { app, close: () => receiver.stop().then(() => {}) };
}
