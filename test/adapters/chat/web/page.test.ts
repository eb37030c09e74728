import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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
    for (const address of named) {
      expect(address).toMatch(/^page\//);
      expect((await ask(`/${address}`)).statusCode).toBe(200);
    }
    const again = await ask('/', { 'if-none-match': String(page.headers.etag) });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

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

  test('a sparkline falls into what is over the breaker, marks, gaps and the rest', async () => {
    const { sparkGroups } = await moduleNamed('line-parts.js');
    expect(sparkGroups('▅▆··██T▇')).toEqual([
      { kind: 'under', text: '▅▆' },
      { kind: 'blind', text: '··' },
      { kind: 'over', text: '██' },
      { kind: 'mark', text: 'T' },
      { kind: 'under', text: '▇' },
    ]);
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

  test('private answers are shown to their reader alone', async () => {
    const { chatLog } = await moduleNamed('chat-log.js');
    const log = chatLog();
    log.apply(message('1', 1, { to: 'Ana' }));
    expect(log.visible('game-day', null, 'Ana')).toHaveLength(1);
    expect(log.visible('game-day', null, 'Ben')).toHaveLength(0);
    expect(log.visible('game-day', null, null)).toHaveLength(0);
  });
});
