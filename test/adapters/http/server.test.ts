import { createServer as createTcpServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import {
  createServer,
  type HttpServer,
  type Routes,
  type ServerOptions,
} from '../../../adapters/http/server.ts';
import { Failure } from '../../../src/failure.ts';

const open: HttpServer[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const testRoutes: Routes = (app) => {
  app.get('/', async (_request, reply) => reply.type('text/html').send('<p>page</p>'));
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get<{ Params: { id: string } }>('/api/things/:id', async (request) => ({ id: request.params.id }));
  app.post('/api/things', async (request) => ({ got: request.body }));
  app.get('/api/broken', async () => {
    throw new Error('secret inside');
  });
  app.get('/api/failing', async () => {
    throw new Failure('storage-full', 'the disk is full', { remedy: 'free some space' });
  });
  app.get('/api/endless', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(':\n\n');
  });
};

function server(more: Partial<ServerOptions> = {}) {
  const logged: object[] = [];
  const made = createServer({
    host: '127.0.0.1',
    port: 0,
    token: null,
    publicUrl: null,
    webOn: true,
    logger: { error: (fields) => logged.push(fields) },
    routes: [testRoutes],
    ...more,
  });
  open.push(made);
  const ask = async (url: string, headers: Record<string, string> = {}, payload?: string) => {
    const answer = await made.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      headers: { host: 'localhost:3000', ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : answer.body };
  };
  return { made, ask, logged };
}

describe('Host and Origin', () => {
  const { ask } = server({ publicUrl: 'https://leak.example.com:8443/x', host: '127.0.0.1' });

  test.each(['localhost', 'LOCALHOST:3000', 'localhost.', '127.0.0.1:81', '[::1]:3000', 'leak.example.com'])(
    'Host %s is ours',
    async (host) => {
      expect((await ask('/api/things/1', { host })).status).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    'user@localhost',
    'xlocalhost',
    '127.0.0.1.evil.example',
    '[::2]',
    'local host',
  ])('Host "%s" is refused', async (host) => {
    const { status, body } = await ask('/api/things/1', { host });
    expect(status).toBe(403);
    expect(body.error).toContain('LEAKOPS_PUBLIC_URL');
  });

  test.each([
    ['http://localhost:3000', 200],
    ['https://leak.example.com:8443', 200],
    ['https://leak.example.com', 403],
    ['http://leak.example.com:8443', 403],
    ['http://127.0.0.1:9999', 403],
    ['http://localhost', 403],
    ['http://[::1]:3000', 200],
    ['null', 403],
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['file://localhost', 403],
  ])('Origin %s: %i', async (origin, status) => {
    expect((await ask('/api/things/1', { origin })).status).toBe(status);
  });

  test('a page of another port of this machine is refused, one of a forwarded port is not', async () => {
    const { made } = server();
    const { port } = await made.listen();
    const from = (origin: string, host: string) =>
      made.inject({ url: '/api/things/1', headers: { origin, host } });
    expect((await from(`http://127.0.0.1:${port}`, 'localhost')).statusCode).toBe(200);
    expect((await from('http://127.0.0.1:9999', `127.0.0.1:${port}`)).statusCode).toBe(403);
    expect((await from('http://localhost:8080', 'localhost:8080')).statusCode).toBe(200);
    expect((await from('http://localhost', 'localhost')).statusCode).toBe(200);
  });

  test('the address in HOST is ours', async () => {
    const on = server({ host: '192.0.2.7', token: 'word' });
    const authorization = 'Bearer word';
    expect((await on.ask('/', { host: '192.0.2.7:3000', authorization })).status).toBe(200);
    expect((await on.ask('/', { host: '192.0.2.8:3000', authorization })).status).toBe(403);
  });

  test('probes are asked under any name; paths that are not there are guarded', async () => {
    expect((await ask('/healthz', { host: '10.0.0.7:3000' })).status).toBe(200);
    expect((await ask('/nothing', { host: 'evil.example' })).status).toBe(403);
  });
});

describe('token', () => {
  const guarded = () =>
    server({ host: '0.0.0.0', token: 'pass word', publicUrl: 'https://leak.example.com' });

  test('without one, a host that others can reach is refused while the page is on', () => {
    expect(() => server({ host: '0.0.0.0' })).toThrow(/LEAKOPS_WEB_TOKEN|no token/);
    expect(() => server({ host: '0.0.0.0', webOn: false })).not.toThrow();
    expect(() => server({ host: '::1' })).not.toThrow();
  });

  test('Bearer', async () => {
    const { ask } = guarded();
    expect((await ask('/api/things/1')).status).toBe(401);
    expect((await ask('/api/things/1', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask('/api/things/1', { authorization: 'Bearer pass word' })).status).toBe(200);
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('?token= once, then a strict cookie that does not hold it', async () => {
    const { ask } = guarded();
    const first = await ask('/api/things/7?token=pass%20word&x=1');
    expect(first.status).toBe(302);
    expect(first.headers.location).toBe('./7?x=1');
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/pass|Secure/);
    const pair = cookie.split(';')[0]!;
    expect((await ask('/api/things/7', { cookie: `other=1; ${pair}` })).status).toBe(200);
    expect((await ask('/api/things/7', { cookie: 'leakops=wrong' })).status).toBe(401);
    expect((await ask('/api/things/7', { cookie: 'leakops=pass word' })).status).toBe(401);
  });

  test('over https the cookie is for https alone', async () => {
    const answer = await guarded().ask('/?token=pass%20word', { host: 'leak.example.com' });
    expect(String(answer.headers['set-cookie'])).toContain('Secure');
  });

  test('a wrong ?token= sets nothing, and a redirect never leaves this host', async () => {
    const { ask } = guarded();
    const wrong = await ask('/?token=wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    expect((await ask('//evil.example/?token=pass%20word')).headers.location).toBe('./');
  });

  test('?token= does not open a request that changes something', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await guarded().ask('/api/things?token=pass%20word', headers, '{}')).status).toBe(401);
  });

  test('a browser is asked for it; one that comes from a link elsewhere tries again from here', async () => {
    const { ask } = guarded();
    const asked = await ask('/', { accept: 'text/html' });
    expect(asked.status).toBe(401);
    expect(asked.body).toContain('LEAKOPS_WEB_TOKEN');
    const linked = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' };
    const again = await ask('/api/things/"><script>', linked);
    expect(again.status).toBe(200);
    expect(again.body).toContain('http-equiv="refresh"');
    expect(again.body).not.toContain('<script>');
    const here = { ...linked, 'sec-fetch-site': 'same-origin' };
    expect((await ask('/', here)).status).toBe(401);
  });
});

describe('errors', () => {
  const { ask, logged } = server();
  const json = { 'content-type': 'application/json' };

  test.each([
    ['/nothing', 404, /nothing here: GET \/nothing/],
    [`/api/things/${'x'.repeat(2000)}`, 414, /length/],
    ['/%zz', 400, /not well-formed/],
    ['/api/things', 405, /POST/],
    ['/api/failing', 503, /the disk is full: free some space/],
  ])('GET %s: %i {error}', async (url, status, words) => {
    const answer = await ask(url);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(['error']);
    expect(answer.body.error).toMatch(words);
  });

  test('a wrong method names the right ones', async () => {
    const answer = await ask('/api/things/1?x=2', json, '{}');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  test.each([
    ['{', json, 400, /JSON/],
    ['', json, 400, /empty/],
    ['{"__proto__": {"x": 1}}', json, 400, /JSON/],
    ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /Content-Type/],
    ['{}', { 'content-type': 'text/plain' }, 415, /Content-Type/],
    [JSON.stringify('x'.repeat(70_000)), json, 413, /at most 65536 bytes/],
  ])('POST of %.30s', async (payload, headers, status, words) => {
    const answer = await ask('/api/things', headers, payload);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatch(words);
  });

  test('what went wrong inside is logged, not shown', async () => {
    const answer = await ask('/api/broken');
    expect(answer.status).toBe(500);
    expect(answer.body.error).not.toContain('secret');
    expect(logged.at(-1)).toMatchObject({ route: '/api/broken' });
  });

  test.each(['/', '/nothing', '/%zz', '/api/broken'])('%s carries the security headers', async (url) => {
    const { headers } = await ask(url);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('start and end', () => {
  test('tells where it listens', async () => {
    const { made } = server();
    const { url, port } = await made.listen();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('a busy port is named, with PORT as the remedy', async () => {
    const taken = createTcpServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const failure = await server({ port })
      .made.listen()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'port-busy', retryable: false });
    expect((failure as Failure).message).toContain(String(port));
    expect((failure as Failure).remedy).toContain('PORT');
    taken.close();
  });

  test('an address of another machine is named, with HOST as the remedy', async () => {
    const failure = await server({ host: '192.0.2.1', token: 'word' })
      .made.listen()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'host-unusable' });
    expect((failure as Failure).remedy).toContain('HOST');
  });

  test('an answer that never ends does not hold up the end', async () => {
    const { made } = server();
    const { url } = await made.listen();
    const answer = await fetch(`${url}/api/endless`);
    const begun = performance.now();
    const ended = answer.text().catch(() => 'cut');
    await made.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await ended).toBe('cut');
  });
});
