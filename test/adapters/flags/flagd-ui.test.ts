/** What flagd-ui and other writers do to our writes (rules 9 and 10), on a scriptable stand-in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import type { Failure } from '../../../src/failure.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Flags } from '../../../src/ports.ts';
import { leakFlag, lease } from '../../contracts/flags.ts';
import { answer, edited, flagsIn, realClock, type StandIn, startStandIn } from './stand-in.ts';

let server: StandIn;
let flags: Flags;
beforeEach(async () => {
  server = await startStandIn();
  flags = connect(server.url);
});
afterEach(() => server.close());

function connect(url: string): Flags {
  return flagdUiFlags({ flagdUiUrl: url, ofrepUrl: url, clock: realClock });
}

function write(number: number, urgent = false, calls: (FlagDefinition | null)[] = []) {
  return flags.change(leakFlag, {
    change: (current) => {
      calls.push(current);
      if (current === null) throw new Error('the flag is missing');
      return { ...lease(current, 300, 1), metadata: { leakopsRun: 'run-1', leakopsWrite: number } };
    },
    urgent,
  });
}

const writeIn = (text: string) => flagsIn(text)[leakFlag]?.metadata?.leakopsWrite;
const cartIn = (text: string) => flagsIn(text).cartFailure?.defaultVariant;
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (failure: Failure) => failure,
  );
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn += 1) await pause(5);
  expect(condition()).toBe(true);
}

describe('an undisturbed write', () => {
  test('needs three requests and few milliseconds', async () => {
    await write(1);
    server.log = [];
    const startedMs = performance.now();
    await write(2, true);
    expect(performance.now() - startedMs).toBeLessThan(100);
    expect(server.log).toEqual(['GET /api/read', 'POST /api/write', 'GET /api/read']);
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
    const calls: (FlagDefinition | null)[] = [];
    let slow = true;
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
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(calls).toHaveLength(2);
  });

  test('dropped for good: given up after about 3 seconds, with what flagd says of the file', async () => {
    server.text = edited(server.text, 'adFailure', { defaultVariant: 'gone' });
    server.store = () => {};
    const startedMs = performance.now();
    const failure = await failureOf(write(1));
    expect(failure).toMatchObject({ code: 'flag-not-stored', retryable: true });
    expect(failure.message).toContain('gone');
    expect(performance.now() - startedMs).toBeLessThan(5000);
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
    expect(performance.now() - startedMs).toBeLessThan(200);
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
    expect(performance.now() - startedMs).toBeLessThan(200);
    expect(await renewal).toBe('flag-cut-off');
  });
});

describe('answers that are none', () => {
  const cases: [string, number, string, string, string][] = [
    [
      'a login page',
      200,
      '<!doctype html><title>Log in</title>',
      'text/html; charset=utf-8',
      'flagd-ui-html',
    ],
    ['a page without a type', 200, '<html></html>', 'text/plain', 'flagd-ui-html'],
    ['half a JSON', 200, '{"flags": {', 'application/json', 'flagd-ui-malformed'],
    ['another JSON', 200, '{"data": []}', 'application/json', 'flag-file-malformed'],
    ['a list of flags', 200, '{"flags": []}', 'application/json', 'flag-file-malformed'],
    ['an error', 503, 'try later', 'text/plain', 'flagd-ui-503'],
    ['a login', 401, '', 'text/plain', 'flagd-ui-401'],
    ['nothing there', 404, 'not here', 'text/plain', 'flagd-ui-404'],
  ];
  test.each(cases)('%s: a failure, and nothing is written', async (_name, status, body, type, code) => {
    server.script = (request, response) => {
      if (request.method !== 'GET') return false;
      answer(response, status, body, type);
      return true;
    };
    const failure = await failureOf(write(1, true));
    expect(failure).toMatchObject({ name: 'Failure', code });
    expect(failure.message).toContain(server.url);
    expect(await failureOf(flags.read(leakFlag))).toMatchObject({ code });
    expect(server.log.some((line) => line.startsWith('POST'))).toBe(false);
  });

  test('a redirect is not followed', async () => {
    server.script = (_request, response) => {
      response.writeHead(302, { Location: `${server.url}/api/read` }).end();
      return true;
    };
    expect(await failureOf(flags.read(leakFlag))).toMatchObject({ code: 'flagd-ui-redirect' });
    expect(server.log).toHaveLength(1);
  });

  test('a refused write is a failure', async () => {
    server.script = (request, response) => {
      if (request.method !== 'POST') return false;
      answer(response, 200, '<html>login</html>', 'text/html');
      return true;
    };
    expect(await failureOf(write(1))).toMatchObject({ code: 'flagd-ui-html' });
  });

  test.each(['', 'OK', '{}'])(
    'a write that is answered with %j is read back like any other',
    async (body) => {
      server.script = (request, response, sent) => {
        if (request.method !== 'POST') return false;
        answer(response, 200, body, 'text/html');
        setTimeout(() => server.store(sent.slice('{"data":'.length, -1)), 30);
        return true;
      };
      if (body === 'OK') expect(await failureOf(write(1))).toMatchObject({ code: 'flagd-ui-html' });
      else expect(await write(1)).toMatchObject({ kind: 'written' });
    },
  );

  test('nobody there: a retryable failure that names the setting', async () => {
    const failure = await failureOf(connect('http://127.0.0.1:9').read(leakFlag));
    expect(failure).toMatchObject({ code: 'flagd-ui-unreachable', retryable: true });
    expect(failure.remedy).toContain('FLAGD_UI_URL');
  });

  test('credentials of an address are sent and never said', async () => {
    const headers: (string | undefined)[] = [];
    server.script = (request, response) => {
      headers.push(request.headers.authorization);
      answer(response, 500, 'no');
      return true;
    };
    const secret = connect(server.url.replace('//', '//ana:pa%20ss@'));
    const failure = await failureOf(secret.read(leakFlag));
    const served = await secret.served(leakFlag);
    expect(headers).toEqual(Array(2).fill(`Basic ${Buffer.from('ana:pa ss').toString('base64')}`));
    const words = [failure.message, failure.remedy, failure.stack, JSON.stringify(served)].join('\n');
    expect(words).not.toMatch(/ana|pa%20ss|pa ss/);
  });

  test('a broken definition of our flag is named and not written over', async () => {
    server.text = '{"flags":{"kafkaQueueProblems":{"state":"on","variants":{}}}}';
    const failure = await failureOf(write(1));
    expect(failure).toMatchObject({ code: 'flag-malformed', retryable: false });
    expect(failure.message).toMatch(/kafkaQueueProblems.*state/);
  });

  test('an address that is none is refused when it is set', () => {
    expect(() => connect('localhost:4000')).toThrow(/FLAGD_UI_URL|http/);
  });
});

describe('addresses', () => {
  test('a path prefix with a slash at its end, and the other names of the paths, remembered', async () => {
    server.script = (request, response) => {
      const renamed = new Map([
        ['/feature/api/read-file', '/api/read'],
        ['/feature/api/write-to-file', '/api/write'],
      ]);
      const path = renamed.get(request.url ?? '');
      if (path === '/api/read') answer(response, 200, server.text);
      if (path === '/api/write') answer(response, 200, '');
      return path !== undefined;
    };
    const { script } = server;
    server.script = (request, response, body) => {
      if (request.url?.endsWith('write-to-file')) server.store(body.slice('{"data":'.length, -1));
      return script(request, response, body);
    };
    flags = connect(`${server.url}/feature/`);
    await write(1);
    server.log = [];
    await write(2);
    expect(server.log).toEqual([
      'GET /feature/api/read-file',
      'POST /feature/api/write-to-file',
      'GET /feature/api/read-file',
    ]);
  });
});
