/** What every Store and its Messages must do, whatever keeps them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message, Messages, Reading, Store } from '../../src/ports.ts';
import { freshEyes, type Run, type RunId } from '../../src/run/run.ts';
import { growthAt, makeRun, minute, reading, tripped } from '../src/voice/make-run.ts';

interface OpenedStore {
  store: Store;
  messages: Messages;
  close(): void;
}

/** `open` opens the same store again, as a new process would: what was stored before is there. */
export interface StoreUnderTest {
  open(): OpenedStore;
  remove(): void;
}

export function runNamed(id: RunId, overrides: Parameters<typeof makeRun>[0] = {}): Run {
  return makeRun({ ...overrides, id });
}

/** A run as it comes back: the eyes are this process's own. */
const seenAgain = (run: Run): Run => ({ ...run, eyes: freshEyes(0, 0) });

const line = (text: string, more: Partial<Message> = {}): Parameters<Messages['append']>[0] => ({
  kind: 'line',
  text,
  lines: [text, '`▁▃▅` 50 %'],
  actions: [{ id: 'stop', label: 'Stop', style: 'danger', url: null, value: 'run-1' }],
  files: [{ name: 'chart.png', url: 'http://127.0.0.1/chart.png', alt: 'a chart' }],
  level: 'info',
  channel: 'game-day',
  thread: null,
  replyTo: null,
  author: 'ana',
  to: null,
  createdAt: 1_000,
  ...more,
});

export function storeContract(name: string, setup: () => StoreUnderTest): void {
  describe(`${name} keeps the contract of a store`, () => {
    let place: StoreUnderTest;
    let opened: OpenedStore;
    let store: Store;
    let messages: Messages;

    const reopen = () => {
      opened.close();
      opened = place.open();
      ({ store, messages } = opened);
    };

    beforeEach(() => {
      place = setup();
      opened = place.open();
      ({ store, messages } = opened);
    });

    afterEach(() => {
      opened.close();
      place.remove();
    });

    test('a run comes back as it was saved, in this process and in the next', () => {
      const made = store.createRun((id) => runNamed(id, { decision: tripped(growthAt + minute, 81) }));
      expect(made.id).toBe('run-1');
      expect(store.run('run-1')).toEqual(seenAgain(made));
      reopen();
      expect(store.run('run-1')).toEqual(seenAgain(made));
    });

    test('a save replaces what was saved', () => {
      const made = store.createRun((id) => runNamed(id));
      const later = { ...made, users: 50, regime: 'level' as const };
      store.saveRun(later);
      store.saveRun(later);
      expect(store.run(made.id)).toEqual(seenAgain(later));
      expect(store.runs()).toHaveLength(1);
    });

    test('the eyes of a process are not taken for the next one’s', () => {
      const made = store.createRun((id) => ({
        ...runNamed(id),
        eyes: { ...freshEyes(99, 99), freshSeen: true },
      }));
      expect(store.run(made.id)?.eyes).toEqual(freshEyes(0, 0));
    });

    test('what is unknown is null, and nothing is', () => {
      expect(store.run('run-1')).toBeNull();
      expect(store.run('run-x' as RunId)).toBeNull();
      expect(store.run('run-1; DROP TABLE runs' as RunId)).toBeNull();
      expect(store.runs()).toEqual([]);
      expect(store.latestInstant()).toBeNull();
    });

    test('readings: once a pod and date, the first stays, in the order in which they were seen', () => {
      const first = reading(growthAt, 50);
      const made = store.createRun((id) => runNamed(id, { readings: [first] }));
      const other = reading(growthAt, 60, { pod: 'checkout-b' });
      const late = reading(growthAt - minute, 49, { seenAt: growthAt + 2 * minute });
      const again: Reading = { ...first, seenAt: growthAt + 3 * minute };
      store.saveRun({ ...made, readings: [late, again, other, first] });
      expect(store.run(made.id)?.readings).toEqual([first, other, late]);
      reopen();
      store.saveRun({ ...made, readings: [first, other, { ...late }, reading(growthAt + minute, 51)] });
      expect(store.run(made.id)?.readings.map((found) => found.usedBytes)).toEqual(
        [first, other, reading(growthAt + minute, 51), late].map((found) => found.usedBytes),
      );
    });

    test('readings keep what is null and what is not whole', () => {
      const odd = reading(growthAt + 0.5, 50, { rssBytes: 12.25, peakBytes: null, goroutines: 0, orders: 7 });
      const made = store.createRun((id) => runNamed(id, { readings: [odd] }));
      expect(store.run(made.id)?.readings).toEqual([odd]);
    });

    test('two runs keep their readings apart, also where they share an object', () => {
      const shared = reading(growthAt, 50);
      const one = store.createRun((id) => runNamed(id, { readings: [shared] }));
      const two = store.createRun((id) => runNamed(id, { readings: [shared] }));
      expect(store.run(one.id)?.readings).toEqual([shared]);
      expect(store.run(two.id)?.readings).toEqual([shared]);
    });

    test('runs() has the newest first, without readings', () => {
      for (let count = 0; count < 11; count += 1) store.createRun((id) => runNamed(id));
      const runs = store.runs();
      expect(runs.map((run) => run.id)).toEqual(
        Array.from({ length: 11 }, (_, index) => `run-${11 - index}`),
      );
      expect(runs.every((run) => run.readings.length === 0)).toBe(true);
      expect(store.runs(2)).toEqual(runs.slice(0, 2));
      expect(store.runs(99)).toEqual(runs);
    });

    test('a run that could not be made leaves nothing, and ids go on', () => {
      store.createRun((id) => runNamed(id));
      const thrown = new Error('no world');
      expect(() =>
        store.createRun(() => {
          throw thrown;
        }),
      ).toThrow(thrown);
      expect(() => store.createRun(() => runNamed('run-77'))).toThrow('run-77');
      expect(store.runs().map((run) => run.id)).toEqual(['run-1']);
      const next = store.createRun((id) => runNamed(id));
      expect(store.runs().map((run) => run.id)).toEqual([next.id, 'run-1']);
      expect(next.id).not.toBe('run-1');
    });

    test('rule 28: a delivery is the first once, also after a restart, until it is forgotten', () => {
      expect(store.firstDelivery('k1', 1_000)).toBe(true);
      expect(store.firstDelivery('k1', 2_000)).toBe(false);
      expect(store.firstDelivery('k2', 2_000)).toBe(true);
      reopen();
      expect(store.firstDelivery('k1', 3_000)).toBe(false);
      store.forgetDeliveries(2_000);
      expect(store.firstDelivery('k1', 3_000)).toBe(true);
      expect(store.firstDelivery('k2', 3_000)).toBe(false);
    });

    test('the bot has one name for ever', () => {
      const name = store.botId();
      expect(name).toMatch(/^[a-z0-9-]{6,}$/);
      reopen();
      expect(store.botId()).toBe(name);
    });

    test('the latest instant is one that has come: neither the planned end nor a forecast', () => {
      const at = growthAt;
      const made = store.createRun((id) =>
        runNamed(id, {
          readings: [reading(at, 50, { seenAt: at + 1 })],
          endsAt: at + 60 * minute,
          forecast: {
            at,
            breakerAt: null,
            killAt: at + 70 * minute,
            earliestKillAt: at,
            latestKillAt: at + 80 * minute,
          },
          flag: { lastWriteAt: at + 2, latestDeadlineSeconds: at / 1000 + 600 },
        }),
      );
      expect(store.latestInstant()).toBe(at + 2);
      store.saveRun({ ...made, events: [{ at: at + 3, kind: 'trouble', by: 'leakops', text: 'x' }] });
      expect(store.latestInstant()).toBe(at + 3);
      store.saveRun({
        ...made,
        kills: [{ at: at + 4, exitCode: 137, reason: 'OOMKilled', afterTrip: false, breakerOff: false }],
      });
      expect(store.latestInstant()).toBe(at + 4);
      store.saveRun({ ...made, readings: [...made.readings, reading(at + 5, 50, { seenAt: at + 6 })] });
      expect(store.latestInstant()).toBe(at + 6);
      messages.append(line('later', { createdAt: at + 7 }), null);
      expect(store.latestInstant()).toBe(at + 7);
      messages.edit('m1', line('edited'), at + 8);
      expect(store.latestInstant()).toBe(at + 8);
      store.firstDelivery('k', at + 9);
      expect(store.latestInstant()).toBe(at + 9);
      reopen();
      expect(store.latestInstant()).toBe(at + 9);
    });

    test('a message comes back whole, with an id and a revision of its own', () => {
      const given = line('hello 👋 <script>', { thread: 'm9', replyTo: 'm8', to: 'ben' });
      const first = messages.append(given, null);
      const second = messages.append(line('again'), null);
      expect(first).toEqual({ ...given, id: first.id, revision: first.revision, editedAt: null });
      expect(second.id).not.toBe(first.id);
      expect(second.revision).toBeGreaterThan(first.revision);
      expect(messages.latestRevision()).toBe(second.revision);
      reopen();
      expect(messages.message(first.id)).toEqual(first);
      expect(messages.message('m99')).toBeNull();
      expect(messages.message('nonsense')).toBeNull();
    });

    test('a key that is known answers its message, unchanged', () => {
      const first = messages.append(line('once'), 'run-1/card');
      expect(messages.append(line('twice'), 'run-1/card')).toEqual(first);
      reopen();
      expect(messages.append(line('thrice'), 'run-1/card')).toEqual(first);
      const edited = messages.edit(first.id, line('new words'), 2_000);
      expect(messages.append(line('once more'), 'run-1/card')).toEqual(edited);
      expect(messages.since(0, null)).toEqual([edited]);
    });

    test('an edit changes what is said, keeps where it stands, and comes after everything', () => {
      const first = messages.append(line('a', { thread: 'm5', to: 'ben' }), 'k');
      const second = messages.append(line('b'), null);
      const edited = messages.edit(
        first.id,
        { kind: 'card', text: 'c', lines: ['c'], actions: [], files: [], level: 'error' },
        5_000,
      );
      expect(edited).toEqual({
        ...first,
        kind: 'card',
        text: 'c',
        lines: ['c'],
        actions: [],
        files: [],
        level: 'error',
        editedAt: 5_000,
        revision: second.revision + 1,
      });
      expect(messages.since(0, null)).toEqual([second, edited]);
      expect(() => messages.edit('m99', line('x'), 6_000)).toThrow('m99');
    });

    test('since: new and edited ones of one channel or all, and nothing twice', () => {
      const a = messages.append(line('a', { channel: 'one' }), null);
      const b = messages.append(line('b', { channel: 'two' }), null);
      const c = messages.append(line('c', { channel: 'one' }), null);
      expect(messages.since(0, 'one')).toEqual([a, c]);
      expect(messages.since(a.revision, 'one')).toEqual([c]);
      expect(messages.since(a.revision, null)).toEqual([b, c]);
      const edited = messages.edit(b.id, line('b2', { channel: 'one' }), 9);
      expect(messages.since(c.revision, null)).toEqual([edited]);
      expect(edited.channel).toBe('two');
      expect(messages.since(messages.latestRevision(), null)).toEqual([]);
      expect(messages.channels()).toEqual(['one', 'two']);
    });

    test('an empty store has no messages', () => {
      expect(messages.latestRevision()).toBe(0);
      expect(messages.channels()).toEqual([]);
      expect(messages.since(0, null)).toEqual([]);
    });
  });
}
