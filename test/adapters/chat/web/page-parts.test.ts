/** What the page knows and shows besides messages. */
import { afterEach, describe, expect, test, vi } from 'vitest';

const folder = new URL('../../../../adapters/chat/web/page/', import.meta.url);
const moduleNamed = (name: string) => import(new URL(name, folder).href);

const run = (id: string, more: object = {}) => ({
  id,
  chat: 'web',
  thread: `card of ${id}`,
  scenario: 'gradual',
  owner: 'Ana',
  state: 'growing',
  outcome: null,
  limitBytes: 200,
  breaker: { state: 'armed', thresholdPercent: 80 },
  readings: [{ usedBytes: 100 }],
  ...more,
});

describe('the runs', () => {
  test('are known by their cards, and offered newest first', async () => {
    const { knownRuns } = await moduleNamed('runs.js');
    const runs = knownRuns();
    for (const id of ['run-9', 'run-10', 'run-2']) runs.know(run(id));
    expect(runs.offered().map(({ id }: { id: string }) => id)).toEqual(['run-10', 'run-9', 'run-2']);
    expect(runs.ofCard('card of run-9').id).toBe('run-9');
    expect(runs.ofCard('another')).toBeNull();
  });

  test('say in which channels of this page one is live', async () => {
    const { knownRuns } = await moduleNamed('runs.js');
    const runs = knownRuns();
    runs.know(run('run-1', { channel: 'game-day', state: 'ended' }));
    runs.know(run('run-2', { channel: 'C024BE91L', chat: 'slack' }));
    expect(runs.liveChannels()).toEqual([]);
    runs.know(run('run-3', { channel: 'ops' }));
    expect(runs.liveChannels()).toEqual(['ops']);
    runs.know(run('run-3', { channel: 'ops', state: 'ended', readings: [] }));
    expect(runs.liveChannels()).toEqual([]);
  });

  test('keep their last reading when a list without readings comes', async () => {
    const { knownRuns, meterOf } = await moduleNamed('runs.js');
    const runs = knownRuns();
    runs.know(run('run-1'));
    runs.know(run('run-1', { readings: [] }));
    expect(meterOf(runs.ofCard('card of run-1'))).toEqual({ used: 0.5, breaker: 0.8 });
  });

  test('an unknown reading or limit is no meter, nor is a run that is over; no mark without a breaker', async () => {
    const { meterOf } = await moduleNamed('runs.js');
    expect(meterOf(null)).toBeNull();
    expect(meterOf(run('run-1', { readings: [{ usedBytes: null }] }))).toBeNull();
    expect(meterOf(run('run-1', { limitBytes: null }))).toBeNull();
    expect(meterOf(run('run-1', { state: 'ended' }))).toBeNull();
    const off = { state: 'off', thresholdPercent: 80 };
    expect(meterOf(run('run-1', { breaker: off }))).toEqual({ used: 0.5, breaker: null });
  });
});

describe('times', () => {
  const at = '2027-01-15T14:36:12.000Z';
  const later = (minutes: number) => Date.parse(at) + minutes * 60_000;

  test('since the growth began; nothing before it', async () => {
    const { sinceGrowth } = await moduleNamed('times.js');
    expect(sinceGrowth(at, '2027-01-15T14:28:00.000Z')).toBe('+8\u00a0m');
    expect(sinceGrowth(at, '2027-01-15T14:40:00.000Z')).toBe('');
  });

  test('how long ago, where the clocks are the same', async () => {
    const { timeWords, dayWords } = await moduleNamed('times.js');
    expect([0, 4, 130, 2000, -5].map((minutes) => timeWords(at, later(minutes)))).toEqual([
      '14:36 UTC, now',
      '14:36 UTC, 4\u00a0m ago',
      '14:36 UTC, 2\u00a0h ago',
      '14:36 UTC',
      '14:36 UTC',
    ]);
    expect(timeWords(at, null)).toBe('14:36 UTC');
    expect(dayWords(at)).toBe('Fri 15 Jan');
  });
});

describe('what was typed', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function stubStorage() {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    return kept;
  }

  test('is kept by its place, and forgotten when it is empty', async () => {
    const kept = stubStorage();
    const { draftOf, keepDraft } = await moduleNamed('drafts.js');
    const channel = { channel: 'game-day', thread: null };
    keepDraft(channel, 'half a li');
    keepDraft({ channel: 'game-day', thread: '5' }, 'another');
    expect(draftOf(channel)).toBe('half a li');
    keepDraft(channel, '');
    expect(draftOf(channel)).toBe('');
    expect(kept.size).toBe(1);
  });

  test('is kept for this visit where the browser keeps nothing, and the page lives', async () => {
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    const { draftOf, keepDraft } = await moduleNamed('drafts.js');
    const place = { channel: 'kept-for-this-visit', thread: null };
    expect(draftOf(place)).toBe('');
    keepDraft(place, 'half a li');
    expect(draftOf(place)).toBe('half a li');
    keepDraft(place, '');
    expect(draftOf(place)).toBe('');
  });

  test('comes back, each line once, latest last, whatever stands in the storage', async () => {
    const kept = stubStorage();
    const { keepSent, sentLines } = await moduleNamed('drafts.js');
    for (const line of ['/leak status', 'hello', '/leak status']) keepSent(line);
    expect(sentLines()).toEqual(['hello', '/leak status']);
    kept.set('leakops.sent', '{');
    expect(sentLines()).toEqual([]);
  });
});
