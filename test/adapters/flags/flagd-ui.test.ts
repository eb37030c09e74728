/** What flagd-ui and other writers do to our writes (rules 9 and 10), on a scriptable stand-in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/failure.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import { leakFlag, lease } from '../../contracts/flags.ts';
import { eventually } from '../../eventually.ts';
import { failureOf } from '../../failure-of.ts';
import { answer } from '../loopback-server.ts';
import { type FlagsOnStandIn, startFlagsOnStandIn } from './flags-on-stand-in.ts';
import { edited, flagsIn } from './stand-in.ts';

let server: FlagsOnStandIn['server'];
let flags: FlagsOnStandIn['flags'];
let write: FlagsOnStandIn['write'];
beforeEach(async () => {
  ({ server, flags, write } = await startFlagsOnStandIn());
});
afterEach(() => server.close());

const writeIn = (text: string) => flagsIn(text)[leakFlag]?.metadata?.leakopsWrite;
const cartIn = (text: string) => flagsIn(text).cartFailure?.defaultVariant;
const until = (condition: () => boolean) => eventually(() => expect(condition()).toBe(true));

describe('an undisturbed write', () => {
  test('needs three requests and few milliseconds', async () => {
    await write(1);
    // Where the machine is busy what was read may be too old when it is to be sent: then it is no undisturbed one.
    await eventually(async () => {
      server.log = [];
      const startedMs = performance.now();
      await write(Number(writeIn(server.text)) + 1, true);
      expect(performance.now() - startedMs).toBeLessThan(100);
      expect(server.log).toEqual(['GET /api/read', 'POST /api/write', 'GET /api/read']);
    });
  });

  test('keeps numbers that are too long for JavaScript, unknown keys and repeated members', async () => {
    server.text =
      '{"$evaluators":{"a":{"if":[true,"on"]}},"metadata":{"team":"shop"},"flags":{"big":{"state":"ENABLED",' +
      '"variants":{"id":12345678901234567890123},"x-owner":"ana"},' +
      '"kafkaQueueProblems":{"state":"ENABLED","variants":{"off":0,"on":100},"defaultVariant":"off"}}}';
    await write(1);
    expect(server.text).toContain('"variants":{"id":12345678901234567890123},"x-owner":"ana"}');
    expect(server.text).toContain('{"$evaluators":{"a":{"if":[true,"on"]}},"metadata":{"team":"shop"},');
    expect(writeIn(server.text)).toBe(1);
  });

  test('rule 10: what was read is not older than 50 ms when it is sent', async () => {
    await eventually(async () => {
      const calls: (FlagDefinition | null)[] = [];
      let slow = true;
      server.log = [];
      await flags.change(leakFlag, {
        change: (current) => {
          calls.push(current);
          const endMs = performance.now() + (slow ? 60 : 0);
          while (performance.now() < endMs);
          slow = false;
          return { ...current!, metadata: { leakopsWrite: calls.length } };
        },
        urgent: false,
      });
      expect(server.log).toEqual(['GET /api/read', 'GET /api/read', 'POST /api/write', 'GET /api/read']);
      expect(writeIn(server.text)).toBe(2);
    });
  });
});

describe('rule 10: a write that is not there afterwards', () => {
  test('stored a little after the answer: waited for, not sent again', async () => {
    server.store = (text) => setTimeout(() => (server.text = text), 120);
    await write(1);
    expect(server.log.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(writeIn(server.text)).toBe(1);
  });

  test('dropped: sent again after a second, with the callback asked again', async () => {
    let drops = 1;
    const { store } = server;
    server.store = (text) => (drops-- > 0 ? undefined : store(text));
    const calls: (FlagDefinition | null)[] = [];
    const startedMs = performance.now();
    expect(await write(1, false, calls)).toMatchObject({ kind: 'written' });
    expect(performance.now() - startedMs).toBeGreaterThan(900);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(calls).toHaveLength(2);
  });

  test('dropped for good: given up after about 3 seconds, with what flagd says of the file', async () => {
    server.text = edited(server.text, 'adFailure', { defaultVariant: 'gone' });
    server.store = () => {};
    const startedMs = performance.now();
    const failure = await failureOf(write(1));
    expect(failure).toMatchObject({ code: 'flag-not-stored', retryable: true });
    expect(failure.message).toContain('gone');
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  test('another writer won: merged and sent again, their flags kept', async () => {
    let seconds = 1;
    server.store = (text) => {
      server.text = seconds-- > 0 ? edited(server.text, 'cartFailure', { defaultVariant: '50%' }) : text;
    };
    const calls: (FlagDefinition | null)[] = [];
    await write(7, false, calls);
    expect(cartIn(server.text)).toBe('50%');
    expect(writeIn(server.text)).toBe(7);
    expect(calls).toHaveLength(2);
  });

  test('another writer on top of ours, with our flag as we sent it: done', async () => {
    server.store = (text) => (server.text = edited(text, 'cartFailure', { defaultVariant: '50%' }));
    await write(7);
    expect(server.log.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  test('another writer that always wins: a failure that says so', async () => {
    let turn = 0;
    server.store = () => {
      turn += 1;
      server.text = edited(server.text, 'cartFailure', { description: `edit ${turn}` });
    };
    expect(await failureOf(write(1))).toMatchObject({ code: 'flag-contended', retryable: true });
  });

  test("a person's edit of our flag meanwhile is shown to the callback, which may leave it", async () => {
    server.store = () => (server.text = edited(server.text, leakFlag, { state: 'DISABLED' }));
    const result = await flags.change(leakFlag, {
      change: (current) => (current?.state === 'DISABLED' ? 'leave' : lease(current!, 300, 1)),
      urgent: false,
    });
    expect(result).toMatchObject({ kind: 'left', definition: { state: 'DISABLED' } });
  });

  test('an answer that a later one has overtaken is no ground to write on', async () => {
    let first = true;
    const calls: string[] = [];
    server.script = (request, response) => {
      if (request.method !== 'GET' || !first) return false;
      first = false;
      const old = server.text;
      setTimeout(() => answer(response, 200, old), 100);
      return true;
    };
    const writing = write(1);
    await until(() => !first);
    server.store(edited(server.text, 'cartFailure', { defaultVariant: '50%' }));
    calls.push(String((await flags.read('cartFailure'))?.defaultVariant));
    await writing;
    expect([...calls, cartIn(server.text)]).toEqual(['50%', '50%']);
    expect(server.log.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(writeIn(server.text)).toBe(1);
  });

  test('an answer that was lost does not mean that the write was', async () => {
    server.script = (request, response, body) => {
      if (request.method !== 'POST') return false;
      server.store(body.slice('{"data":'.length, -1));
      response.destroy();
      return true;
    };
    expect(await write(1)).toMatchObject({ kind: 'written' });
  });
});

describe('rule 10: late writes of our own', () => {
  /** The first payload is held back for the test to store when it likes; the others are stored at once. */
  async function holdFirst(): Promise<() => void> {
    const { store } = server;
    let held: string | null = null;
    server.store = (text) => {
      held = text;
      server.store = store;
    };
    const first = write(1).catch((failure: Failure) => failure.code);
    await until(() => held !== null);
    const off = write(2, true);
    expect(await first).toBe('flag-cut-off');
    await off;
    return () => store(held ?? '');
  }

  test('an older payload that lands later: others as last read, our flag as it should be', async () => {
    const land = await holdFirst();
    server.store(edited(server.text, 'cartFailure', { defaultVariant: '50%' }));
    await flags.read(leakFlag);
    land();
    expect(cartIn(server.text)).toBe('off');
    const calls: (FlagDefinition | null)[] = [];
    await write(3, true, calls);
    expect(calls[0]?.metadata?.leakopsWrite).toBe(1);
    expect(cartIn(server.text)).toBe('50%');
    expect(writeIn(server.text)).toBe(3);
  });

  test('it is not taken for what was last read, however often it is read', async () => {
    const land = await holdFirst();
    server.store(edited(server.text, 'cartFailure', { defaultVariant: '50%' }));
    await flags.read(leakFlag);
    land();
    await flags.read(leakFlag);
    await flags.read('adFailure');
    await write(3, true);
    expect(cartIn(server.text)).toBe('50%');
  });

  test('it is a late one for another flag too: ours is as last read, not as it was then', async () => {
    const { store } = server;
    let held: string | null = null;
    server.store = (text) => {
      held = text;
      server.store = store;
    };
    const other = flags
      .change('adFailure', { change: (current) => ({ ...current!, metadata: { a: 1 } }), urgent: false })
      .catch(() => {});
    await until(() => held !== null);
    await write(5, true);
    await other;
    store(held ?? '');
    const calls: (FlagDefinition | null)[] = [];
    await write(6, true, calls);
    expect(calls[0]?.metadata?.leakopsWrite).toBe(5);
    expect(writeIn(server.text)).toBe(6);
  });

  test('a file that somebody put back to what we wrote and saw stored is theirs', async () => {
    await write(1);
    const ours = server.text;
    server.store(edited(server.text, 'cartFailure', { defaultVariant: '50%' }));
    await flags.read(leakFlag);
    server.store(ours);
    await write(2);
    expect(cartIn(server.text)).toBe('off');
  });
});

describe('rule 9: the urgent change', () => {
  test('cuts off a write that hangs, and is sent at once', async () => {
    let hang = true;
    server.script = (request) => {
      if (request.method !== 'POST' || !hang) return false;
      hang = false;
      return true;
    };
    const renewal = write(1).catch((failure: Failure) => failure.code);
    await until(() => !hang);
    const startedMs = performance.now();
    await write(2, true);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(await renewal).toBe('flag-cut-off');
    expect(writeIn(server.text)).toBe(2);
  });

  test('cuts off a wait for a dropped write', async () => {
    const { store } = server;
    server.store = () => {};
    const renewal = write(1).catch((failure: Failure) => failure.code);
    await until(() => server.log.filter((line) => line.startsWith('GET')).length >= 3);
    server.store = store;
    const startedMs = performance.now();
    await write(2, true);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(await renewal).toBe('flag-cut-off');
  });
});
