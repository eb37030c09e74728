/** Answers of flagd-ui that are none, and its addresses. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leakFlag } from '../../contracts/flags.ts';
import { eventually } from '../../eventually.ts';
import { failureOf } from '../../failure-of.ts';
import { answer } from '../loopback-server.ts';
import { connect, type FlagsOnStandIn, startFlagsOnStandIn, writerOf } from './flags-on-stand-in.ts';

let server: FlagsOnStandIn['server'];
let flags: FlagsOnStandIn['flags'];
let write: FlagsOnStandIn['write'];
beforeEach(async () => {
  ({ server, flags, write } = await startFlagsOnStandIn());
});
afterEach(() => server.close());

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
    write = writerOf(connect(`${server.url}/feature/`));
    await write(1);
    let number = 1;
    await eventually(async () => {
      server.log = [];
      await write(++number);
      expect(server.log).toEqual([
        'GET /feature/api/read-file',
        'POST /feature/api/write-to-file',
        'GET /feature/api/read-file',
      ]);
    });
  });
});
