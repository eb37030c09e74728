/** Rule 4: off, on and unknown as served. `served` never rejects. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ofrep } from '../../../adapters/flags/ofrep.ts';
import { answer } from '../loopback-server.ts';
import { realClock, type StandIn, startStandIn } from './stand-in.ts';

let server: StandIn;
beforeEach(async () => {
  server = await startStandIn();
});
afterEach(() => server.close());

const ask = (signal?: AbortSignal) =>
  ofrep({ ofrepUrl: server.url, clock: realClock }).served('leak', signal);
function answers(status: number, body: unknown, type = 'application/json'): void {
  server.script = (_request, response) => {
    answer(response, status, typeof body === 'string' ? body : JSON.stringify(body), type);
    return true;
  };
}

test.each([
  ['the value 0', { key: 'leak', value: 0, variant: 'off', reason: 'STATIC' }, true, 0],
  ['the value false', { value: false, variant: 'off', reason: 'TARGETING_MATCH' }, true, false],
  ['no value, disabled', { key: 'leak', reason: 'DISABLED', metadata: {} }, true, null],
  ['no value, the default of the code', { key: 'leak', reason: 'DEFAULT' }, true, null],
  ['a value', { key: 'leak', value: 300, variant: 'leakops', reason: 'TARGETING_MATCH' }, false, 300],
  ['a text', { value: '0', reason: 'STATIC' }, false, '0'],
  ['an empty text', { value: '', reason: 'STATIC' }, false, ''],
  ['a value with an unknown reason', { value: 1 }, false, 1],
  ['a disabled flag with a value all the same', { value: 5, reason: 'DISABLED' }, false, 5],
])('%s', async (_name, body, off, value) => {
  answers(200, body);
  expect(await ask()).toMatchObject({ kind: 'served', off, value });
});

test.each([
  ['a web page', 200, '<html>log in</html>', 'text/html', /web page/],
  ['broken JSON', 200, '{"value": 0', 'application/json', /not JSON/],
  ['a list', 200, '[]', 'application/json', /no evaluation/],
  ['no value for another reason', 200, '{"reason":"STATIC"}', 'application/json', /without a value/],
  ['nothing in it', 200, '{}', 'application/json', /without a value/],
  ['an error code with 200', 200, '{"errorCode":"GENERAL","value":0}', 'application/json', /GENERAL/],
  ['another flag', 200, '{"key":"other","value":0,"reason":"STATIC"}', 'application/json', /other/],
  ['a broken rule', 400, '{"errorCode":"GENERAL"}', 'application/json', /400/],
  ['a failure', 500, '{"value":0}', 'application/json', /500/],
  ['a redirect', 302, '', 'text/plain', /302/],
  ['a 404 of a proxy', 404, '<html>no</html>', 'text/html', /web page/],
  ['a 404 that is no OFREP', 404, '{"error":"nope"}', 'application/json', /404/],
])('%s is unknown', async (_name, status, body, type, why) => {
  answers(status, body, type);
  expect(await ask()).toEqual({ kind: 'unknown', why: expect.stringMatching(why) });
});

test('a flag that is not there is off: the caller takes its default 0', async () => {
  answers(404, { key: 'leak', errorCode: 'FLAG_NOT_FOUND' });
  expect(await ask()).toMatchObject({ kind: 'served', value: null, off: true, reason: 'FLAG_NOT_FOUND' });
});

test('metadata that is not flat, and a Date that is none, do no harm', async () => {
  server.script = (_request, response) => {
    response.setHeader('Date', 'yesterday');
    const metadata = { run: 'run-1', write: 3, live: true, list: [1], none: null };
    answer(response, 200, JSON.stringify({ value: 0, reason: 'STATIC', metadata }));
    return true;
  };
  expect(await ask()).toMatchObject({ metadata: { run: 'run-1', write: 3, live: true }, serverAt: null });
});

test('a server that hangs is unknown after the time-out', async () => {
  server.script = () => true;
  const startedMs = performance.now();
  expect(await ask()).toMatchObject({ kind: 'unknown', why: expect.stringContaining('1.5 s') });
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('nobody there, a cut answer and a cut question are unknown', async () => {
  expect(await ask(AbortSignal.abort())).toMatchObject({ kind: 'unknown' });
  server.script = (_request, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('{"value"');
    setTimeout(() => response.destroy(), 5);
    return true;
  };
  expect(await ask()).toMatchObject({ kind: 'unknown' });
  const gone = ofrep({ ofrepUrl: 'http://127.0.0.1:9', clock: realClock });
  expect(await gone.served('leak')).toMatchObject({ kind: 'unknown' });
});

test('a kept connection that the server has closed is no trouble', async () => {
  const asked = ofrep({ ofrepUrl: server.url, clock: realClock });
  let once = true;
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await asked.served('adFailure')).toMatchObject({ kind: 'served', value: false });
    server.script = (request) => {
      if (!once) return false;
      once = false;
      request.socket.destroy();
      return true;
    };
  }
});

test('a key with odd characters is one part of the path', async () => {
  const paths: (string | undefined)[] = [];
  server.script = (request, response) => {
    paths.push(request.url);
    answer(response, 200, '{"value":0,"reason":"STATIC"}');
    return true;
  };
  await ofrep({ ofrepUrl: `${server.url}/flagd/`, clock: realClock }).served('a/b c');
  expect(paths).toEqual(['/flagd/ofrep/v1/evaluate/flags/a%2Fb%20c']);
});
