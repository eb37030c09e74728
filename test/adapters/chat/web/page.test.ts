import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { personOnPage } from './person-on-page.ts';
import { startWeb } from './web-chat-setup.ts';

const folder = new URL('../../../../adapters/chat/web/page/', import.meta.url);
const moduleNamed = (name: string) => import(new URL(name, folder).href);

describe('the page', () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    startWeb().server.inject({ url, headers: { host: 'localhost', ...headers } });

  test('is served with everything that it names, and again only when it has changed', async () => {
    const page = await ask('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const named = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(named).toContain('page/page.js');
    // All of them at once: one that is only found in another would be asked for after that.
    expect(named).toEqual(
      expect.arrayContaining(
        readdirSync(folder).map((name) => (name === 'index.html' ? 'page/page.js' : `page/${name}`)),
      ),
    );
    for (const address of named) {
      expect(address).toMatch(/^page\//);
      expect((await ask(`/${address}`)).statusCode).toBe(200);
    }
    const again = await ask('/', { 'if-none-match': String(page.headers.etag) });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

  test.each(['gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.8', 'deflate,GZIP'])(
    'is compressed for who takes it: %s',
    async (accepted) => {
      const plain = await ask('/page/page.js');
      const zipped = await ask('/page/page.js', { 'accept-encoding': accepted });
      expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(gunzipSync(zipped.rawPayload).toString()).toBe(plain.body);
      expect(zipped.rawPayload.length).toBeLessThan(plain.body.length / 2);
      expect(zipped.headers.etag).not.toBe(plain.headers.etag);
      const again = { 'accept-encoding': accepted, 'if-none-match': String(zipped.headers.etag) };
      expect((await ask('/page/page.js', again)).statusCode).toBe(304);
    },
  );

  test.each(['', 'br', 'gzip;q=0', 'gzip;q=0.0, br', 'notgzip', 'gzipped'])(
    'and as it is for who does not: %s',
    async (accepted) => {
      const answer = await ask('/page/page.js', { 'accept-encoding': accepted });
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.body).toContain('import');
    },
  );

  test('nothing else of the machine is served', async () => {
    for (const url of [
      '/page/',
      '/page/../web-chat.ts',
      '/page/%2e%2e/web-chat.ts',
      '/page/..%2fweb-chat.ts',
    ]) {
      expect((await ask(url)).statusCode).toBe(404);
    }
  });

  test('keeps to the content policy: nothing inline, nothing from elsewhere, no HTML made of text', () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(new URL(name, folder), 'utf8');
      expect(text, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
      if (name.endsWith('.html')) expect(text, name).not.toMatch(/<style|\sstyle=|\son\w+=|<script>/);
      expect(text.replaceAll('http://www.w3.org/2000/svg', ''), name).not.toMatch(/https?:\/\/|url\("?\/\//);
    }
  });

  test('every id and class that a script looks for is in the page', () => {
    const html = readFileSync(new URL('index.html', folder), 'utf8');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
      const script = readFileSync(new URL(name, folder), 'utf8');
      const wanted = [...script.matchAll(/(?:\$|querySelector(?:All)?)\('([#.])([\w-]+)'\)/g)];
      for (const [, kind, word] of wanted) {
        const pattern = kind === '#' ? `id="${word}"` : `class="(?:[^"]* )?${word}(?: [^"]*)?"`;
        expect(html, `${name} looks for ${kind}${word}`).toMatch(new RegExp(pattern));
      }
    }
  });
});

describe('a line', () => {
  test('code, sparkline, text', async () => {
    const { partsOf } = await moduleNamed('line-parts.js');
    expect(partsOf('Ana: `/leak stop` <b>', '')).toEqual([
      { kind: 'text', text: 'Ana: ' },
      { kind: 'code', text: '/leak stop' },
      { kind: 'text', text: ' <b>' },
    ]);
    expect(partsOf('`▅▆█T·` peak', '')).toEqual([
      { kind: 'spark', text: '▅▆█T·' },
      { kind: 'text', text: ' peak' },
    ]);
    expect(partsOf('one ` tick', '')).toEqual([{ kind: 'text', text: 'one ` tick' }]);
    expect(partsOf('users 5 ✓, kill in 5–10 m', '')).toEqual([
      { kind: 'text', text: 'users 5\u00a0✓, kill in 5\u2060–\u206010 m' },
    ]);
    expect(partsOf('', 'Ana')).toEqual([]);
  });

  test('the reader is marked where they are mentioned, not others of a longer name', async () => {
    const { partsOf } = await moduleNamed('line-parts.js');
    expect(partsOf('Tripped. @Ana', 'Ana')).toEqual([
      { kind: 'text', text: 'Tripped. ' },
      { kind: 'mention', text: '@Ana' },
    ]);
    expect(partsOf('Tripped. @Anabel', 'Ana')).toEqual([{ kind: 'text', text: 'Tripped. @Anabel' }]);
  });

  test('each sign of a sparkline is drawn as what it means', async () => {
    const { sparkBars } = await moduleNamed('line-parts.js');
    expect(sparkBars('▁▇·█T')).toEqual([
      { kind: 'h1', sign: '▁' },
      { kind: 'h7', sign: '▇' },
      { kind: 'blind', sign: '·' },
      { kind: 'over', sign: '█' },
      { kind: 'mark', sign: 'T' },
    ]);
  });

  test('a whole command can be put into the box, a word of one cannot', async () => {
    const { isCommand } = await moduleNamed('line-parts.js');
    expect(['/leak stop', '@leakops stop'].map(isCommand)).toEqual([true, true]);
    expect(['stop', '/leakage x', 'LEAKOPS_LEASE=off'].map(isCommand)).toEqual([false, false, false]);
  });

  test('of a card only the first sentence is read out', async () => {
    const { firstSentence } = await moduleNamed('line-parts.js');
    expect(firstSentence('📈 Growing 7.5 %: checkout, run-42. 14.4 of 20 MiB')).toBe(
      '📈 Growing 7.5 %: checkout, run-42.',
    );
  });

  test('the bar that a legend explains is told apart, as in the sparkline', async () => {
    const { partsOf } = await moduleNamed('line-parts.js');
    expect(partsOf('`▅▆` (█ = 80 %)', '')).toEqual([
      { kind: 'spark', text: '▅▆' },
      { kind: 'text', text: ' (' },
      { kind: 'over', text: '█' },
      { kind: 'text', text: ' = 80 %)' },
    ]);
    expect(partsOf('a █ bar', '')).toEqual([{ kind: 'text', text: 'a █ bar' }]);
  });

  test('the state of a card does not change with its numbers', async () => {
    const { stateOf } = await moduleNamed('line-parts.js');
    const growing = stateOf('📈 Growing 72 %: checkout, run-42. 14.4 of 20 MiB');
    expect(stateOf('📈 Growing 7.5 %: checkout, run-42')).toBe(growing);
    expect(stateOf('🛑 Stopping 81 %: checkout, run-42')).not.toBe(growing);
  });
});

describe('the log of the page', () => {
  const message = (id: string, revision: number, more: object = {}) => ({
    id,
    revision,
    channel: 'game-day',
    thread: null,
    to: null,
    createdAt: '2027-01-15T08:00:00.000Z',
    ...more,
  });

  test('keeps the newest version, whatever the order in which they come', async () => {
    const { chatLog } = await moduleNamed('chat-log.js');
    const log = chatLog();
    expect(log.apply(message('1', 5, { text: 'new' }))).toBe(true);
    expect(log.apply(message('1', 3, { text: 'old' }))).toBe(false);
    expect(log.message('1').text).toBe('new');
    expect(log.revision).toBe(5);
  });

  test('orders by date, then by number; the root of a thread comes first', async () => {
    const { chatLog } = await moduleNamed('chat-log.js');
    const log = chatLog();
    for (const one of [
      message('10', 1),
      message('9', 2),
      message('2', 3, { createdAt: '2027-01-15T09:00:00.000Z' }),
      message('11', 4, { thread: '9', createdAt: '2027-01-15T07:00:00.000Z' }),
    ]) {
      log.apply(one);
    }
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    expect(ids(log.visible('game-day', null, 'Ana'))).toEqual(['9', '10', '2']);
    expect(ids(log.visible('game-day', '9', 'Ana'))).toEqual(['9', '11']);
    expect(log.replies('9', 'Ana')).toHaveLength(1);
  });

  test('knows when it last heard of anything', async () => {
    const { chatLog } = await moduleNamed('chat-log.js');
    const log = chatLog();
    expect(log.latest).toBeNull();
    log.apply(message('1', 1, { editedAt: '2027-01-15T08:05:00.000Z' }));
    log.apply(message('2', 2, { createdAt: '2027-01-15T08:01:00.000Z', editedAt: null }));
    expect(log.latest).toBe('2027-01-15T08:05:00.000Z');
    log.clear();
    expect(log.latest).toBeNull();
  });

  test('private answers are shown to their reader alone', async () => {
    const { chatLog } = await moduleNamed('chat-log.js');
    const log = chatLog();
    log.apply(message('1', 1, { to: 'Ana' }));
    expect(log.visible('game-day', null, 'Ana')).toHaveLength(1);
    expect(log.visible('game-day', null, 'Ben')).toHaveLength(0);
    expect(log.visible('game-day', null, null)).toHaveLength(0);
  });
});

describe('who speaks', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each([
    ['/leak stop', true],
    ['@leakops: STOP ', true],
    ['/leak breaker trip', true],
    ['/leak flag off', true],
    ['/leak stop now', false],
    ['/leak flag 500', false],
    ['/leak start gradual', false],
    ['stop', false],
  ])('%j without a name: %j', async (text, isSafer) => {
    const { isSaferLine } = await moduleNamed('never-asks.js');
    expect(isSaferLine(text)).toBe(isSafer);
  });

  test('stop and trip are carried out as someone, at once; the rest waits for a name and is carried out then', async () => {
    const sent: unknown[] = [];
    const on = await personOnPage(sent);
    const card = { id: '5', thread: null, lines: [] };
    for (const id of ['stop', 'trip', 'extend']) on.press(card, { id, label: `the ${id}` });
    expect(sent).toEqual([
      { message: '5', action: 'stop', user: 'someone' },
      { message: '5', action: 'trip', user: 'someone' },
    ]);
    expect(on.asked()).toBe('“the extend” is carried out then.');
    on.answer(' Ana ');
    expect(sent).toHaveLength(3);
    expect(sent[2]).toEqual({ message: '5', action: 'extend', user: 'Ana' });
    expect(on.asked()).toBeNull();
    on.press(card, { id: 'stop', label: 'Stop run' });
    expect(sent[3]).toEqual({ message: '5', action: 'stop', user: 'Ana' });
  });

  test('what was called off is not carried out by a name that comes later', async () => {
    const sent: unknown[] = [];
    const on = await personOnPage(sent);
    on.press({ id: '5', thread: null, lines: [] }, { id: 'extend', label: 'Extend 10 m' });
    on.cancel();
    on.typeName('Ana');
    expect(sent).toEqual([]);
  });
});

describe('a card', () => {
  const card = (actions: string[], more: object = {}) => ({
    kind: 'card',
    author: 'leakops',
    text: '🔄 Recovering 52 %: checkout, run-3.',
    actions: actions.map((id) => ({ id })),
    ...more,
  });
  const growing = card(['stop', 'trip', 'extend', 'users', 'details']);
  const ended = card(['again']);

  test('is live until it offers to play the run again', async () => {
    const { isLive } = await moduleNamed('card-words.js');
    expect(isLive(growing)).toBe(true);
    expect(isLive(card(['details']))).toBe(true);
    expect(isLive(ended)).toBe(false);
    expect(isLive({ ...growing, kind: 'plan' })).toBe(false);
  });

  test('a new one takes the place of a run that has ended, not where somebody is typing', async () => {
    const { takesThread } = await moduleNamed('card-words.js');
    const at = { isWide: true, isTyping: false };
    expect(takesThread({ ...at, open: ended })).toBe(true);
    expect(takesThread({ ...at, open: ended, isTyping: true })).toBe(false);
    expect(takesThread({ ...at, open: growing })).toBe(false);
    expect(takesThread({ ...at, open: null })).toBe(true);
    expect(takesThread({ ...at, open: null, isWide: false })).toBe(false);
  });

  test('is quoted by its run alone, since it changes; a line is quoted as it is', async () => {
    const { quoteWords } = await moduleNamed('card-words.js');
    expect(quoteWords(growing, 'run-3')).toBe('↳ run-3');
    expect(quoteWords({ kind: 'line', author: 'Ana', text: '/leak stop' }, null)).toBe('↳ Ana: /leak stop');
  });

  test('says since when it is not live, and on a failed stop what ends the leak', async () => {
    const { failedPressWords, staleWords } = await moduleNamed('card-words.js');
    expect(staleWords('2027-01-15T14:36:12.000Z')).toBe('Not live since 14:36 UTC');
    const dead = Object.assign(new Error('leakops cannot be reached'), { isUnreachable: true });
    const lines = ['📈 Growing 72 %', 'Flag 300 · 25 users · lease to 14:37:42\u00a0UTC'];
    expect(failedPressWords('stop', dead, lines)).toBe(
      'Not stopped: leakops cannot be reached. The lease ends it at 14:37:42\u00a0UTC unless leakops renews it.',
    );
    expect(failedPressWords('trip', dead, ['Flag 300 · 25 users · no lease'])).toBe(
      'Not tripped: leakops cannot be reached. There is no lease: turn the flag off by hand.',
    );
    expect(failedPressWords('stop', dead, [])).toBe('Not stopped: leakops cannot be reached.');
    expect(failedPressWords('stop', new Error('run-3 has ended'), lines)).toBe('run-3 has ended');
    expect(failedPressWords('details', dead, lines)).toBe('leakops cannot be reached');
  });
});
