/** Socket Mode as a bare WebSocket hears it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startBoltApp } from './bolt-app.ts';
import { type Dict, isDict } from './shapes.ts';
import { type Slack, type SlackOptions, startSlack } from './slack.ts';
import { webClient } from './web-client.ts';

let slack: Slack;
const open: WebSocket[] = [];

beforeEach(async () => {
  slack = await startSlack();
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await slack.close();
});

async function restart(options: SlackOptions): Promise<void> {
  await slack.close();
  slack = await startSlack(options);
}

interface Listener {
  socket: WebSocket;
  heard: Dict[];
}

/** `answer`: what it sends back for an envelope; null: nothing. */
async function connect(answer: (envelope: Dict) => object | null = acknowledge): Promise<Listener> {
  const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
  const socket = new WebSocket(url);
  open.push(socket);
  const heard: Dict[] = [];
  const listener = { socket, heard };
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data));
      if (!isDict(message)) return;
      heard.push(message);
      if (message.type === 'hello') resolve();
      const back = 'envelope_id' in message ? answer(message) : null;
      if (back !== null) socket.send(JSON.stringify(back));
    });
  });
  return listener;
}

const acknowledge = ({ envelope_id }: Dict) => ({ envelope_id });
const stop = () => slack.slash({ user: slack.ana, channel: slack.channel, text: 'stop' });
const mention = () => slack.mention({ user: slack.ana, channel: slack.channel, text: 'stop' });
const envelopes = ({ heard }: Listener) => heard.filter(({ envelope_id: id }) => id !== undefined);

test('hello, and a command as documented', async () => {
  const listener = await connect();
  expect(listener.heard).toMatchObject([{ type: 'hello', num_connections: 1 }]);
  const delivered = await stop();
  expect(delivered).toMatchObject({ acknowledged: true, error: null });
  expect(envelopes(listener)).toMatchObject([
    {
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: {
        command: '/leak',
        text: 'stop',
        channel_id: slack.channel,
        channel_name: 'game-day',
        user_id: slack.ana,
        user_name: 'ana',
        api_app_id: 'A0LEAKOPS',
        response_url: expect.stringMatching(/^http:/),
        trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
      },
    },
  ]);
});

test('a mention as documented', async () => {
  const listener = await connect();
  const { ts } = await mention();
  expect(envelopes(listener)).toMatchObject([
    {
      type: 'events_api',
      accepts_response_payload: false,
      retry_attempt: 0,
      payload: {
        type: 'event_callback',
        event_id: expect.stringMatching(/^Ev/),
        event: { type: 'app_mention', user: slack.ana, ts, event_ts: ts, channel: slack.channel },
        authorizations: [{ user_id: slack.bot.id, is_bot: true }],
      },
    },
  ]);
});

test('an event goes to one of the sockets, in turn', async () => {
  const both = [await connect(), await connect()];
  await stop();
  await stop();
  expect(both.map((listener) => envelopes(listener).length)).toEqual([1, 1]);
});

test('a ticket is good once, and the eleventh socket is turned away', async () => {
  const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
  const first = new WebSocket(url);
  open.push(first);
  await new Promise((resolve) => first.on('message', resolve));
  const again = new WebSocket(url);
  await expect(
    new Promise((resolve, reject) => {
      again.on('open', resolve);
      again.on('error', reject);
    }),
  ).rejects.toThrow('408');
  slack.limits.mode = 'off';
  for (let count = 2; count <= 10; count += 1) await connect();
  const late = new WebSocket((await webClient(slack, slack.appToken).apps.connections.open({})).url ?? '');
  const said = await new Promise((resolve) =>
    late.on('message', (data) => resolve(JSON.parse(String(data)))),
  );
  expect(said).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  expect(slack.sockets.count()).toBe(10);
});

test('no acknowledgement: a time-out to the person, and an event comes again on a new envelope', async () => {
  await restart({ ackLimitMs: 30, retryAfterMs: [0, 0] });
  const listener = await connect((envelope) => (envelope.retry_attempt === 2 ? acknowledge(envelope) : null));
  expect(await stop()).toMatchObject({ acknowledged: false, error: 'operation_timeout' });
  const { delivered } = await mention();
  await expect.poll(() => delivered?.retries).toBe(2);
  const events = envelopes(listener).filter(({ type }) => type === 'events_api');
  expect(events.map((one) => [one.retry_attempt, one.retry_reason])).toEqual([
    [0, ''],
    [1, 'timeout'],
    [2, 'timeout'],
  ]);
  expect(new Set(events.map((one) => one.envelope_id)).size).toBe(3);
  expect(new Set(events.map(({ payload }) => isDict(payload) && payload.event_id)).size).toBe(1);
});

test('a socket that is cut before it acknowledges; the same envelope comes over the next one', async () => {
  const first = await connect(() => {
    slack.sockets.cut();
    return null;
  });
  const cut = await stop();
  expect(cut).toMatchObject({ acknowledged: false, error: 'operation_timeout' });
  const second = await connect();
  expect(await cut.again()).toMatchObject({ acknowledged: true, envelopeId: cut.envelopeId });
  expect(envelopes(second)).toEqual(envelopes(first));
});

test('nobody there: refused at once, or held until somebody is', async () => {
  expect(await stop()).toMatchObject({ acknowledged: false, error: 'dispatch_failed' });
  slack.holdWhileAway = true;
  const held = stop();
  const listener = await connect();
  expect(await held).toMatchObject({ acknowledged: true });
  expect(envelopes(listener)).toHaveLength(1);
});

test('a network that swallows everything, and heals', async () => {
  await restart({ ackLimitMs: 50 });
  const listener = await connect();
  slack.sockets.silence(true);
  expect(await stop()).toMatchObject({ acknowledged: false, error: 'operation_timeout' });
  expect(envelopes(listener)).toEqual([]);
  slack.sockets.silence(false);
  await expect.poll(async () => (await stop()).acknowledged).toBe(true);
  expect(envelopes(listener).length).toBeGreaterThan(0);
});

test('a handshake that is refused, cut, or never answered', async () => {
  const handshake = async () => {
    const { url = '' } = await webClient(slack, slack.appToken).apps.connections.open({});
    const socket = new WebSocket(url, { handshakeTimeout: 100 });
    open.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
  };
  slack.faults.add({ method: 'socket', fault: { kind: 'status', status: 503 } });
  await expect(handshake()).rejects.toThrow('503');
  slack.faults.add({ method: 'socket', fault: { kind: 'lost-request' } });
  await expect(handshake()).rejects.toThrow('socket hang up');
  slack.faults.add({ method: 'socket', fault: { kind: 'hang' } });
  await expect(handshake()).rejects.toThrow('timed out');
  await handshake();
  await slack.connected();
});

test('an answer in the acknowledgement is shown; one that Slack refuses is an error', async () => {
  await connect(({ envelope_id, payload }) => ({
    envelope_id,
    payload:
      isDict(payload) && payload.text === 'stop' ? { text: 'stopping' } : { blocks: [{ type: 'marquee' }] },
  }));
  expect((await stop()).error).toBeNull();
  expect(slack.seen()).toMatchObject([{ words: 'stopping', to: slack.ana }]);
  const odd = await slack.slash({ user: slack.ana, channel: slack.channel, text: 'odd' });
  expect(odd.error).toBe('invalid_blocks');
});

test('the real client connects anew when it is told to, and when Slack was down', {
  timeout: 60_000,
}, async () => {
  const heard: string[] = [];
  const bolt = await startBoltApp(slack, 'socket', (app) => {
    app.command('/leak', async ({ ack, command }) => {
      heard.push(command.text);
      await ack();
    });
  });
  slack.sockets.disconnect('warning');
  await slack.connected(0);
  await slack.connected();
  expect((await stop()).acknowledged).toBe(true);
  await slack.down();
  await slack.up();
  await slack.connected();
  expect((await stop()).acknowledged).toBe(true);
  expect(heard).toEqual(['stop', 'stop']);
  await bolt.close();
});
