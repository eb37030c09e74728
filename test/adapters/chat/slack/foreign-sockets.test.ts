/** Socket servers that do what Slack's never should: the process lives, and what is sound is heard. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../../adapters/clock/system.ts';
import type { Slack } from '../../../stand-ins/slack/slack.ts';
import { type Listening, listenTo } from './listening.ts';

let server: Server;
let sockets: WebSocketServer;
let on: Listening | null = null;
/** Of the sockets in the order in which they came. */
let greet: (socket: WebSocket, nth: number) => void;
let acks: string[];
let opened: number;
const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

const real = systemClock();
/** Pauses a fiftieth as long. */
const hasty = { ...real, sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 50, signal) };

beforeEach(async () => {
  rejections.length = 0;
  acks = [];
  opened = 0;
  process.on('unhandledRejection', note);
  server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const isOpen = request.url?.endsWith('apps.connections.open');
    const body = isOpen
      ? { ok: true, url: `ws://127.0.0.1:${port}/link` }
      : { ok: false, error: 'fatal_error' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  });
  sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    opened += 1;
    socket.on('message', (data) => acks.push(JSON.parse(String(data)).envelope_id));
    greet(socket, opened);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await on?.close();
  on = null;
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

async function listen(): Promise<Listening> {
  const { port } = server.address() as AddressInfo;
  const slack = {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    appToken: 'xapp-1',
    botToken: 'xoxb-1',
    connected: async () => {},
  } as unknown as Slack;
  return listenTo(slack, 'socket', { clock: hasty });
}

const hello = JSON.stringify({ type: 'hello' });
const command = (text: string, id = text) =>
  JSON.stringify({
    type: 'slash_commands',
    envelope_id: id,
    payload: { command: '/leak', text, channel_id: 'C1', user_id: 'U1' },
  });

test('garbage is passed over, and acknowledged where it says how', async () => {
  greet = (socket) => {
    socket.send('null');
    socket.send('5');
    socket.send('{"type":');
    socket.send(Buffer.from([1, 2, 3]));
    socket.send(hello);
    socket.send(hello);
    socket.send('{"type":"events_api","envelope_id":"e1"}');
    socket.send('{"type":"events_api","envelope_id":"e2","payload":{"type":"app_rate_limited"}}');
    socket.send('{"type":"interactive","envelope_id":"e3","payload":null}');
    socket.send('{"type":"interactive","envelope_id":"e4","payload":{"type":"block_actions","actions":[]}}');
    socket.send('{"type":"interactive","envelope_id":"e5","payload":{"type":"view_submission"}}');
    socket.send('{"type":"slash_commands","envelope_id":"e6","payload":{"command":"/leak"}}');
    socket.send('{"type":"something_new","envelope_id":"e7","payload":{"type":"something_new"}}');
    socket.send('{"type":"disconnected"}');
    socket.send(command('stop'));
  };
  on = await listen();
  await expect.poll(() => on?.heard.map(({ text }) => text)).toEqual(['stop']);
  expect(on.heard[0]?.user).toEqual({ id: 'U1', name: 'U1' });
  expect(acks).toEqual(expect.arrayContaining(['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'stop']));
});

test.each(['disconnect', 'close', 'cut'])('%s before hello: another is opened', async (how) => {
  greet = (socket, nth) => {
    if (nth > 2) {
      socket.send(hello);
      socket.send(command('stop'));
    } else if (how === 'disconnect') {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
    } else if (how === 'close') socket.close();
    else socket.terminate();
  };
  on = await listen();
  await expect.poll(() => on?.heard.length).toBe(1);
  if (how === 'disconnect') expect(on.logged.join()).toContain('stop the other processes');
});

test('one that is closed as soon as it hears is not opened without a pause', async () => {
  greet = (socket) => {
    socket.send(hello);
    setTimeout(() => socket.terminate(), 5);
  };
  on = await listen();
  await expect.poll(() => opened).toBeGreaterThan(3);
  const before = opened;
  await real.sleep(400);
  // Even with pauses a fiftieth as long: 10, 20, 40, 80, 160 … ms.
  expect(opened - before).toBeLessThan(12);
});

test('a server that keeps one socket only, and closes the older, is no cause to go round for ever', async () => {
  const all: WebSocket[] = [];
  greet = (socket) => {
    for (const older of all.splice(0)) older.terminate();
    all.push(socket);
    socket.send(hello);
  };
  on = await listen();
  await expect.poll(() => opened).toBe(1);
  all[0]?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  await expect.poll(() => opened).toBe(2);
  await real.sleep(300);
  expect(opened).toBe(2);
  all[0]?.send(command('stop'));
  await expect.poll(() => on?.heard.length).toBe(1);
});

test('stopped while a socket is being opened, none is left', async () => {
  greet = (socket) => socket.send(hello);
  on = await listen();
  await on.inbound.stop();
  await expect.poll(() => sockets.clients.size).toBe(0);
});
