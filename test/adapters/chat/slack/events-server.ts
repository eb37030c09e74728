/** The server that Slack's requests come to; null: they come over a socket. */

import type { SlackLog } from '../../../../adapters/chat/slack/sdk-log.ts';
import { createServer, type Routes } from '../../../../adapters/http/server.ts';

export interface EventsServer {
  requestUrl: string;
  close(): Promise<void>;
}

export async function startEventsServer(
  routes: Routes | null,
  logger: SlackLog,
): Promise<EventsServer | null> {
  if (routes === null) return null;
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    token: null,
    publicUrl: null,
    webOn: false,
    logger,
    routes: [routes],
  });
  const { url } = await server.listen();
  return { requestUrl: `${url}/slack/events`, close: () => server.close() };
}
