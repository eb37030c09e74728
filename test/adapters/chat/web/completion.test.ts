import { describe, expect, test } from 'vitest';
import { verbs } from '../../../../commands/index.ts';
import { startWeb } from './web-chat-setup.ts';

const folder = new URL('../../../../adapters/chat/web/page/', import.meta.url);
interface Offer {
  from: number;
  to: number;
  items: { value: string; description: string; insert: string }[];
}
const { completionsAt } = (await import(new URL('completion.js', folder).href)) as {
  completionsAt(text: string, caret: number, sources: object): Offer;
};
const { body } = await startWeb().get('/api/verbs');
const runs = [
  { id: 'run-12', scenario: 'fast', state: 'growing', outcome: null, owner: 'Ben' },
  { id: 'run-2', scenario: 'gradual', state: 'ended', outcome: 'averted', owner: 'Ana' },
];
const sources = { verbs: (body as { verbs: object[] }).verbs, runs };
const at = (text: string, caret = text.length) => completionsAt(text, caret, sources);
const values = (text: string) => at(text).items.map(({ value }) => value);
/** The line after the first, or the named, item was taken. */
const taken = (text: string, value?: string) => {
  const { from, to, items } = at(text);
  const item = value === undefined ? items[0] : items.find((each) => each.value === value);
  return text.slice(0, from) + item!.insert + text.slice(to);
};

describe('what the box offers', () => {
  test('verbs, as soon as a command begins', () => {
    expect(values('/')).toEqual(verbs.map(({ name }) => `/leak ${name}`));
    expect(values('@lea')).toContain('@leakops stop');
    expect(values('/leak st')).toEqual(['start', 'status', 'stop']);
    expect(taken('/leak sta')).toBe('/leak start ');
    expect(taken('/', '/leak stop')).toBe('/leak stop');
    expect(at('/leak sto').items[0]?.description).toBe(verbs.find(({ name }) => name === 'stop')?.summary);
  });

  test('scenarios, and their own numbers behind them', () => {
    expect(values('/leak start ')).toEqual(expect.arrayContaining(['gradual', 'fast', 'spike']));
    expect(values('/leak start gr')).toEqual(['gradual']);
    expect(values('/leak start fast ')[0]).toBe('500');
    expect(values('/leak start fast 5')).toContain('50');
    expect(values('/leak start fast 500 ')[0]).toBe('30');
    expect(at('/leak start fast 500 ').items[0]?.description).toMatch(/users.*1–500/);
  });

  test('keywords, once each, and what stands behind them', () => {
    expect(values('/leak start gradual 300 25 ')).toEqual([
      'for',
      'ramp',
      'breaker',
      'with broker down',
      'dry',
    ]);
    expect(values('/leak start gradual for ')[0]).toBe('30m');
    expect(values('/leak start gradual for 30m ')).not.toContain('for');
    expect(values('/leak start gradual breaker o')).toEqual(['off']);
    expect(taken('/leak start gradual with bro')).toBe('/leak start gradual with broker down ');
    expect(taken('/leak start gradual with ')).toBe('/leak start gradual with broker down ');
    expect(taken('/leak start gr')).toBe('/leak start gradual ');
    expect(values('/leak start gradual with broker down ')).toEqual(['for', 'ramp', 'breaker', 'dry']);
  });

  test('runs, newest first, with what became of them', () => {
    expect(values('/leak report ')).toEqual(['last', 'run-12', 'run-2']);
    expect(at('/leak report run-1').items).toEqual([
      { value: 'run-12', description: 'fast, growing, Ben', insert: 'run-12' },
    ]);
    expect(values('/leak flag ')).toContain('off');
    expect(values('/leak breaker t')).toEqual(['trip']);
    expect(values('/leak help d')).toEqual(['doctor']);
  });

  test('nothing where nothing is left, in talk, in the middle of a word', () => {
    expect(values('/leak stop')).toEqual([]);
    expect(values('/leak start gradual 300')).toEqual([]);
    expect(values('hello /leak ')).toEqual([]);
    expect(values('/leaks ')).toEqual([]);
    expect(values('/leak nonsense ')).toEqual([]);
    expect(values('')).toEqual([]);
    expect(at('/leak start gradual', 8).items).toEqual([]);
    expect(values('/leak start gradual\n')).toEqual([]);
  });
});
