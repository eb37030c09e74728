/** The way in of the real adapter on the Slack stand-in, over a socket or over HTTP, and what was heard. */
import { type Inbound, type InboundOptions, inbound } from '../../../../adapters/chat/slack/inbound.ts';
import { slackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { SlackWays } from '../../../../adapters/chat/slack/slack-ways.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import type { Heard, Pressed } from '../../../../src/ports.ts';
import type { Slack } from '../../../stand-ins/slack/slack.ts';
import { startEventsServer } from './events-server.ts';
import { notedLog } from './noted-log.ts';

export type WayIn = 'socket' | 'http';

export interface Listening {
  inbound: Inbound;
  heard: Heard[];
  pressed: Pressed[];
  strangers: Omit<Pressed, 'action'>[];
  /** What was logged, in JSON lines. */
  logged: string[];
  ways: SlackWays;
  close(): Promise<void>;
}

export async function listenTo(
  slack: Slack,
  way: WayIn,
  more: Partial<InboundOptions> = {},
): Promise<Listening> {
  const heard: Heard[] = [];
  const pressed: Pressed[] = [];
  const strangers: Omit<Pressed, 'action'>[] = [];
  const { log, logged } = notedLog();
  const clock = systemClock();
  const ways = new SlackWays(() => clock.monotonic());
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
  const server = await startEventsServer(started.routes, log);
  if (server !== null) slack.requestUrl = server.requestUrl;
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
