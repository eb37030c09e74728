/** What keeps the bot from starting: exit code 1, the variable, the remedy, no stack trace. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newHome } from './child-process.ts';
import { until } from './until.ts';

const limitMs = 60_000;

async function portInUse(onTestFinished: (end: () => void) => void): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return String(address.port);
}

/** At most a line of what is wrong and one of what to do, for each thing that is. */
function expectClear(said: { out: string; err: string }, words: (string | RegExp)[]) {
  for (const word of words) expect(said.err).toMatch(word);
  expect(said.err).toContain('→');
  expect(said.err).not.toMatch(/^\s+at /m);
  expect(said.err).not.toMatch(/node:internal|\.ts:\d+/);
  expect(said.out).not.toContain('listens');
}

describe.concurrent('the start is refused', () => {
  const settings: [string, Record<string, string>, (string | RegExp)[]][] = [
    ['a target of later', { LEAKOPS_TARGET: 'docker' }, [/LEAKOPS_TARGET/, /not in this version/, /sandbox, kubernetes/]],
    ['a wrong setting', { LEAKOPS_POLL: 'often' }, [/LEAKOPS_POLL is "often"/, /100ms to 30s/]],
    [
      'several wrong settings, all named',
      { LEAKOPS_BREAKER: '12', LEAKOPS_LEASE: '1s', PORT: '99999' },
      [/3 settings are wrong/, /LEAKOPS_BREAKER/, /LEAKOPS_LEASE/, /PORT/],
    ],
    ['others can reach it, and there is no token', { HOST: '0.0.0.0' }, [/LEAKOPS_WEB_TOKEN/, /HOST/]],
    ['a database server', { LEAKOPS_DATABASE: 'postgres://db/leakops' }, [/LEAKOPS_DATABASE/, /not in this version/]],
    ['a folder that refuses files', { LEAKOPS_DATABASE: '/proc/leakops/leakops.db' }, [/LEAKOPS_DATABASE/, /writable/]],
  ];
  test.each(settings)('%s', { timeout: limitMs }, async (_name, env, words) => {
    const home = newHome(context.onTestFinished);
  });
});
