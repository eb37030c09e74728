/** deploy/health.js, as the probes call it. */
import { spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../deploy/health.js', import.meta.url));

async function portThatAnswers(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function health(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said: said.trim() }));
  });
}

test('well where leakops answers 200 at /healthz, or at the path that is named', async () => {
  const port = await portThatAnswers((request, response) => {
    response.statusCode = request.url === '/healthz' ? 200 : 503;
    response.end();
  });
  const PORT = String(port);
  expect(await health({ PORT })).toEqual({ code: 0, said: '/healthz answered 200' });
  for (const HOST of ['0.0.0.0', '127.0.0.1', 'localhost'])
    expect(await health({ PORT, HOST }), HOST).toMatchObject({ code: 0 });
  expect(await health({ PORT }, 'readyz')).toEqual({ code: 1, said: '/readyz answered 503' });
});

test('not well where nobody listens, or nobody answers', async () => {
  const hanging = await portThatAnswers(() => undefined);
  expect(await health({ PORT: String(hanging) })).toEqual({
    code: 1,
    said: '/healthz: no answer within 2 s',
  });
  expect(await health({ PORT: '1' })).toMatchObject({ code: 1 });
});
