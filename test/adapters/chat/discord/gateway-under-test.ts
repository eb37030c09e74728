/** The connection to Discord, on the stand-in or on a server that speaks as little as it can. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { discordApi } from '../../../../adapters/chat/discord/api.ts';
import { Gateway } from '../../../../adapters/chat/discord/gateway.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import type { Clock } from '../../../../src/ports.ts';
import { startDiscord } from '../../../stand-ins/discord/discord.ts';

const toClose: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

export function connect(url: string, token: string, more: { clock?: Clock } = {}) {
  const { clock = systemClock() } = more;
  const logged: { level: string; words: string }[] = [];
  const note = (level: string) => (details: object, words: string) => {
    logged.push({ level, words: `${words} ${JSON.stringify(details)}` });
  };
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  const heard: { name: string; data: unknown }[] = [];
  const gateway = new Gateway({
    token,
    clock,
    log,
    api: discordApi({ token, url, clock, log }),
    onEvent(name, data) {
      heard.push({ name, data });
      if (name === 'GUILD_CREATE') throw new Error('a listener that cannot read it');
    },
  });
  // A socket that answers nothing, not even a goodbye, is not waited for.
  toClose.push(() => Promise.race([gateway.stop(), systemClock().sleep(200)]));
  gateway.start();
  return { gateway, logged, heard };
}

export async function standIn(options: Parameters<typeof startDiscord>[0] = {}) {
  const discord = await startDiscord({ identifyEveryMs: 0, ...options });
  toClose.push(() => discord.close());
  return discord;
}

/** Speaks as little as it can: `GET /gateway/bot` and a socket. `GATEWAY` in the body is its own address. */
export async function otherServer(body: unknown, path?: string) {
  const http: Server = createServer((request, response) => {
    if (request.url !== path && path !== undefined) return void response.writeHead(404).end('{}');
    const { port } = http.address() as AddressInfo;
    const text = JSON.stringify(body).replace('GATEWAY', `ws://127.0.0.1:${port}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  });
  const sockets: WebSocket[] = [];
  const said: string[] = [];
  const server = new WebSocketServer({ noServer: true });
  let refusedWith: number | null = null;
  let upgrades = 0;
  let toEnd = 0;
  http.on('upgrade', (request, socket, head) => {
    upgrades += 1;
    if (refusedWith !== null) return void socket.end(`HTTP/1.1 ${refusedWith} No\r\n\r\n`);
    server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened));
  });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    if (toEnd > 0) {
      toEnd -= 1;
      socket.terminate();
    }
    socket.on('message', (data) => said.push(String(data)));
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  toClose.push(async () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const say = (payload: unknown) => sockets.at(-1)?.send(JSON.stringify(payload));
  return {
    url: `http://127.0.0.1:${port}/api`,
    sockets,
    said,
    say,
    sayRaw: (frame: string | Uint8Array) => sockets.at(-1)?.send(frame),
    /** Sockets that were asked for. */
    upgrades: () => upgrades,
    refuse(status: number | null) {
      refusedWith = status;
    },
    endNext(times: number) {
      toEnd = times;
    },
  };
}
