/** The way in of the real adapter on the Slack stand-in, over a socket or over HTTP, and what was heard. */

import { type Inbound, type InboundOptions, inbound } from '../../../../adapters/chat/slack/inbound.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { Ways } from '../../../../adapters/chat/slack/ways.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { createServer, type HttpServer } from '../../../../adapters/http/server.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import type { Slack } from '../../../stand-ins/slack/slack.ts';

export type Way = 'socket' | 'http';

export interface Listening {
  inbound: Inbound;
  heard: Heard[];
  pressed: Pressed[];
  strangers: Omit<Pressed, 'action'>[];
  /** What was logged, in JSON lines. */
  logged: string[];
  ways: Ways;
  close(): Promise<void>;
}

export async function listenTo(
  slack: Slack,
  way: Way,
  more: Partial<InboundOptions> = {},
): Promise<Listening> {
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];
  const strangers: Omit<Pressed, 'action'>[] = [];
  const logged: string[] = [];
  const note = (details: object, words: string) => {
    logged.push(JSON.stringify({ words, ...details }));
  };
  const log = { info: note, warn: note, error: note };
  const clock = systemClock();
  const ways = new Ways(() => clock.monotonic());
  const started = inbound({
    api: slackApi({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }),
    apiUrl: slack.apiUrl,
    appToken: way === 'socket' ? slack.appToken : null,
    signingSecret: way === 'http' ? slack.signingSecret : null,
    home: null,
    clock,
    log,
    ways,
    onHeard: (one) => heard.push(one),
    onPressed: (one) => pressed.push(one),
    onStranger: (one) => strangers.push(one),
    showForm: async () => false,
    ...more,
  });
  let server: HttpServer | null = null;
  if (started.routes !== null) {
    server = createServer({
      host: '127.0.0.1',
      port: 0,
      token: null,
      publicUrl: null,
      webOn: false,
      logger: log,
      routes: [started.routes],
    });
    const { url } = await server.listen();
    slack.requestUrl = `${url}/slack/events`;
  }
  started.start();
  if (way === 'socket') await slack.connected();
  return {
    inbound: started,
    heard,
    pressed,
    strangers,
    logged,
    ways,
    async close() {
      await started.stop();
      await server?.close();
    },
  };
}
