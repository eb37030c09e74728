import { describe, expect, test } from 'vitest';
import { commandIn } from '../../../../adapters/chat/web/say.ts';
import { said } from '../../../contracts/chat/under-test.ts';
import { botNow, realNow, startWeb } from './web-chat-setup.ts';

const line = { channel: 'game-day', user: 'Ana', text: '/leak start gradual 300 25' };

describe('what is a command', () => {
  test.each([
    ['/leak start gradual 300 25', 'start gradual 300 25'],
    ['/LEAK   stop', 'stop'],
    ['@leakops: status', 'status'],
    ['@Leakops, stop', 'stop'],
    ['/leak', ''],
    ['/leak\nstop', 'stop'],
    ['/leakage is bad', null],
    ['/leakops stop', null],
    ['@leakops2 stop', null],
    ['/leak-stop', null],
    ['say /leak stop', null],
    ['hello', null],
  ])('%j → %j', (text, command) => {
    expect(commandIn(text)).toBe(command);
  });
});

describe('POST /api/say', () => {
  test('keeps the line, and hears the command', async () => {
    const on = startWeb();
    const { status, body } = await on.post('/api/say', line);
    expect(status).toBe(202);
    const { id } = body as { id: string };
    expect(on.heard).toEqual([
      {
        chat: 'web',
        channel: 'game-day',
        thread: null,
        user: { id: 'Ana', name: 'Ana' },
        text: 'start gradual 300 25',
        givenAt: realNow,
        key: `web ${id}`,
        messageId: id,
        way: null,
      },
    ]);
    const { messages } = (await on.get('/api/channels/game-day/messages')).body as { messages: object[] };
    expect(messages).toEqual([
      {
        id,
        revision: 1,
        channel: 'game-day',
        thread: null,
        replyTo: null,
        kind: 'line',
        level: 'default',
        author: 'Ana',
        to: null,
        text: line.text,
        lines: [line.text],
        actions: [],
        files: [],
        createdAt: new Date(botNow).toISOString(),
        editedAt: null,
      },
    ]);
  });

  test('talk is kept, not heard', async () => {
    const on = startWeb();
    expect((await on.post('/api/say', { ...line, text: 'good morning\nall' })).status).toBe(202);
    expect(on.heard).toEqual([]);
    expect(on.messages.since(0, 'game-day')[0]!.lines).toEqual(['good morning', 'all']);
  });

  test('a key seen before answers the same id, and is the same delivery (rule 28)', async () => {
    const on = startWeb();
    const first = await on.post('/api/say', { ...line, key: 'k1' });
    const second = await on.post('/api/say', { ...line, key: 'k1' });
    const other = await on.post('/api/say', { ...line, key: 'k2' });
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(on.messages.since(0, null)).toHaveLength(2);
    expect(new Set(on.heard.map(({ key }) => key)).size).toBe(2);
  });

  test('in the thread of a card, and of nothing else', async () => {
    const on = startWeb();
    const place = { channel: 'game-day', thread: null, to: null, replyTo: null, way: null };
    const card = await on.web.chat.post(place, said('card', { kind: 'card' }), 'card', 'now');
    const reply = await on.web.chat.post(place, said('reply'), 'reply', 'now');
    expect((await on.post('/api/say', { ...line, thread: card })).status).toBe(202);
    expect(on.heard[0]!.thread).toBe(card);
    for (const wrong of [
      { thread: reply },
      { thread: '999' },
      { thread: card, channel: 'elsewhere' },
      { thread: on.heard[0]!.messageId },
    ]) {
      const answer = await on.post('/api/say', { ...line, ...wrong });
      expect(answer.status).toBe(404);
      expect((answer.body as { error: string }).error).toMatch(/^thread: /);
    }
    expect(on.heard).toHaveLength(1);
  });

  test.each([
    [{ channel: 'Game Day' }, 400, /^channel: .*a–z/],
    [{ channel: 'a'.repeat(81) }, 400, /^channel: /],
    [{ channel: undefined }, 400, /^channel: /],
    [{ channel: 7 }, 400, /^channel: /],
    [{ user: ' ' }, 400, /^user: .*80/],
    [{ user: 'a'.repeat(81) }, 400, /^user: /],
    [{ user: 'A\u202ena' }, 400, /^user: /],
    [{ user: 'A\nna' }, 400, /^user: /],
    [{ user: 'LeakOps' }, 400, /^user: /],
    [{ text: '  \n ' }, 400, /^text: /],
    [{ text: '\u200b\u2060 \ufe0f' }, 400, /^text: .*blank/],
    [{ text: '\u202e\u2066' }, 400, /^text: .*blank/],
    [{ text: '\u0000' }, 400, /^text: /],
    [{ text: ['/leak'] }, 400, /^text: must be text/],
    [{ text: 'x'.repeat(4001) }, 413, /^text: .*4000/],
    [{ key: '' }, 400, /^key: /],
    [{ key: 5 }, 400, /^key: /],
    [{ thread: 5 }, 400, /^thread: /],
  ])('%j is refused', async (wrong, status, words) => {
    const on = startWeb();
    const answer = await on.post('/api/say', { ...line, ...wrong });
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(words);
    expect(on.messages.latestRevision()).toBe(0);
    expect(on.heard).toEqual([]);
  });

  test.each([[[]], ['text'], [null]])('a body %j is refused with what it must be', async (body) => {
    const on = startWeb();
    const answer = await on.server.inject({
      method: 'POST',
      url: '/api/say',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatch(/JSON object with channel, user and text/);
  });

  test('4,000 characters of the longest kind, names in any script, null for what is left out', async () => {
    const on = startWeb();
    const text = '😀'.repeat(4000);
    const user = 'Åsa 王 👩‍🚒';
    const answer = await on.post('/api/say', { ...line, text, user, thread: null, key: null });
    expect(answer.status).toBe(202);
    expect(on.messages.since(0, null)[0]).toMatchObject({ text, author: user });
  });
});

describe('a name', () => {
  test.each([
    'leakops\u200b',
    'l\u00adeakops',
    'ｌｅａｋｏｐｓ',
    'leakоps',
    'ΙΕΑΚΟΡЅ',
    'lеаkорѕ',
    '@leakops',
    '＠ leakops',
    'Ieakops',
    'leak0ps',
    'léakops',
    'leak\u200dops',
    'leak\ufe0fops',
    '𝗹𝗲𝗮𝗸𝗼𝗽𝘀',
    'Breaker',
    'lease',
    'time  limit',
    'Someone outside leakops',
    'kernel',
    'A\u200ena',
    'A\ufeffna',
    '\u3164',
  ])('%j looks like one of leakops: refused', async (user) => {
    const answer = await startWeb().post('/api/say', { ...line, user });
    expect(answer.status).toBe(400);
    expect((answer.body as { error: string }).error).toMatch(/^user: .*leakops/);
  });

  test.each(['Leo', 'someone', 'Léa', 'Олег', 'Κώστας', 'Ana 👩‍🚒', 'leakops-fan', 'release'])(
    '%s may be a name',
    async (user) => {
      expect((await startWeb().post('/api/say', { ...line, user })).status).toBe(202);
    },
  );
});

describe('what is kept of a text', () => {
  test('nothing that turns its direction', async () => {
    const on = startWeb();
    await on.post('/api/say', { ...line, text: '\u202e/leak stop\u202c \u2067x\u2069' });
    expect(on.messages.since(0, null)[0]!.text).toBe('/leak stop x');
  });
});

describe('channels', () => {
  test('game-day is there from the beginning, others appear when written in', async () => {
    const on = startWeb();
    expect((await on.get('/api/channels')).body).toEqual({ channels: ['game-day'] });
    await on.post('/api/say', { ...line, channel: 'ops_2', text: 'hi' });
    expect((await on.get('/api/channels')).body).toEqual({ channels: ['game-day', 'ops_2'] });
  });

  test('after a cursor: new and edited messages of that channel, whole', async () => {
    const on = startWeb();
    const place = { channel: 'game-day', thread: null, to: 'Ben', replyTo: null, way: null };
    const id = await on.web.chat.post(place, said('one'), 'one', 'now');
    await on.post('/api/say', { ...line, channel: 'elsewhere' });
    type Page = { messages: { id: string; text: string; to: string }[]; cursor: string };
    const first = (await on.get('/api/channels/game-day/messages')).body as Page;
    expect(first.messages.map((message) => [message.id, message.to])).toEqual([[id, 'Ben']]);
    const next = async () =>
      (await on.get(`/api/channels/game-day/messages?after=${first.cursor}`)).body as Page;
    expect((await next()).messages).toEqual([]);
    await on.web.chat.edit(place, id, said('two'), 'now');
    const page = await next();
    expect(page.messages.map(({ text }) => text)).toEqual(['two']);
    expect(page.cursor).not.toBe(first.cursor);
  });

  test.each([
    ['/api/channels/Game/messages', 400, /^channel: /],
    [`/api/channels/${'x'.repeat(200)}/messages`, 400, /^channel: /],
    [
      '/api/channels/game-day/messages?after=x',
      400,
      /^after: must be a cursor .* whole number of at most 15 digits/,
    ],
    ['/api/channels/game-day/messages?after=-1', 400, /^after: /],
    ['/api/channels/game-day/messages?after=1&after=2', 400, /^after: /],
  ])('%s: %i', async (url, status, words) => {
    const answer = await startWeb().get(url);
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(words);
  });

  test('a channel nobody wrote in is empty; a cursor of another database starts again', async () => {
    const on = startWeb();
    expect((await on.get('/api/channels/quiet/messages?after=')).body).toEqual({ messages: [], cursor: '0' });
    await on.post('/api/say', line);
    const { messages } = (await on.get('/api/channels/game-day/messages?after=99')).body as {
      messages: object[];
    };
    expect(messages).toHaveLength(1);
  });
});
