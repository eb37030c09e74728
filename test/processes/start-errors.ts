/** What keeps the bot from starting: exit code 1, what is wrong and what to do in a line each, no stack trace. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Environment } from './bot-process.ts';
import { type Home, newHome } from './child-process.ts';

type Finished = (end: () => Promise<void>) => void;

interface Refusal {
  what: string;
  settings: (home: Home, onTestFinished: Finished) => Environment | Promise<Environment>;
  /** Of the whole of what is printed, in this order. */
  says: RegExp[];
}

async function busyPort(onTestFinished: Finished): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return String(address.port);
}

function fileIn(home: Home, name: string, content: string): string {
  const path = join(home.folder, name);
  writeFileSync(path, content);
  return path;
}

const refusals: Refusal[] = [
  {
    what: 'a busy port',
    settings: async (_home, onTestFinished) => ({ PORT: await busyPort(onTestFinished) }),
    says: [/port \d+ on 127\.0\.0\.1 is in use by another program/, /→ set PORT to a free one/],
  },
  {
    what: 'a file where the database’s folder should be',
    settings: (home) => ({ LEAKOPS_DATABASE: join(fileIn(home, 'plain', ''), 'leakops.db') }),
    says: [/the database \S+ cannot be written/, /→ make the file and its folder writable.*LEAKOPS_DATABASE/],
  },
  {
    what: 'a folder that takes no files, even of root',
    settings: () => ({ LEAKOPS_DATABASE: '/proc/leakops-nowhere/leakops.db' }),
    says: [/the database \S+ cannot be written/, /→ make the file and its folder writable.*LEAKOPS_DATABASE/],
  },
  {
    what: 'a file that is no database',
    settings: (home) => ({
      LEAKOPS_DATABASE: fileIn(home, 'letter.txt', 'Dear Sir or Madam,\n'.repeat(100)),
    }),
    says: [/the database \S+ is broken/, /→ move it away.*LEAKOPS_DATABASE/],
  },
  {
    what: 'a wrong setting',
    settings: () => ({ LEAKOPS_POLL: 'often' }),
    says: [/LEAKOPS_POLL is "often": .*100ms to 30s/, /→ change LEAKOPS_POLL, or unset it/],
  },
  {
    what: 'several wrong settings',
    settings: () => ({ LEAKOPS_LEASE: '1s', LEAKOPS_BREAKER: '12', PORT: '99999' }),
    says: [/3 settings are wrong/, /LEAKOPS_LEASE is "1s"/, /LEAKOPS_BREAKER is "12"/, /PORT is "99999"/],
  },
  {
    what: 'a target of a later version',
    settings: () => ({ LEAKOPS_TARGET: 'kubernetes', HONEYCOMB_API_KEY: 'hcxlk_x' }),
    says: [
      /HONEYCOMB_API_KEY is \(not shown\): Honeycomb is not in this version/,
      /→ unset HONEYCOMB_API_KEY/,
    ],
  },
];

export function startErrors(): void {
  describe.concurrent('the start is refused', () => {
    test.for(refusals)('$what', async ({ settings, says }, { onTestFinished }) => {
      const home = newHome(onTestFinished);
      const usual = { LEAKOPS_DATABASE: join(home.folder, 'leakops.db'), PORT: '0' };
      const bot = home.run(['main.ts'], { ...usual, ...(await settings(home, onTestFinished)) });
      expect({ ...(await bot.ended), printed: bot.said.out }).toEqual({ code: 1, signal: null, printed: '' });
      const lines = bot.said.err.trimEnd().split('\n');
      expect(says.filter((words) => !words.test(bot.said.err))).toEqual([]);
      expect(lines.length).toBeLessThanOrEqual(says.length + 2);
      expect(lines.filter((line) => /^\s+at |^Node\.js|node:|^\w*Error\b/.test(line))).toEqual([]);
    });
  });
}
