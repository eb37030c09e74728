/** OFREP, question by question: flagd's own answers, and the sandbox's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { type FlagdWorld, startFlagdWorld } from './flagd-world.ts';
import { coreKind, programKind, sandboxKind } from './kinds.ts';

const one = '/ofrep/v1/evaluate/flags/';

const flags: FlagFile['flags'] = {
  zero: { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: 'off' },
  rule: {
    state: 'ENABLED',
    variants: { off: 0, on: 100 },
    defaultVariant: 'off',
    targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, 1] }, 'on', 'off'] },
    metadata: { leakopsRun: 'run-1', leakopsWrite: 3, leakopsLive: true },
  },
  no: { state: 'ENABLED', variants: { off: false, on: true }, defaultVariant: 'off' },
  disabled: { state: 'DISABLED', variants: { off: 0, on: 100 }, defaultVariant: 'on' },
  codeDefault: { state: 'ENABLED', variants: { off: 0, on: 100 } },
  nullDefault: { state: 'ENABLED', variants: { off: 0, on: 100 }, defaultVariant: null },
  astray: {
    state: 'ENABLED',
    variants: { off: 0 },
    defaultVariant: 'off',
    targeting: { if: [true, 'gone', 'off'] },
  },
  nothing: {
    state: 'ENABLED',
    variants: { off: 0 },
    defaultVariant: 'off',
    targeting: { if: [false, 'off'] },
  },
  emptyRule: { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off', targeting: {} },
  'with space/and slash': { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' },
};

interface Question {
  method: string;
  path: string;
  body?: string;
}

const asked: Question[] = [
  ...Object.keys(flags).map((key) => ({
    method: 'POST',
    path: `${one}${encodeURIComponent(key)}`,
    body: '{"context":{}}',
  })),
  { method: 'POST', path: `${one}noSuchFlag`, body: '{"context":{}}' },
  { method: 'POST', path: `${one}zero`, body: '' },
  { method: 'POST', path: `${one}zero`, body: '{}' },
  { method: 'POST', path: `${one}zero`, body: 'null' },
  { method: 'POST', path: `${one}zero`, body: '[]' },
  { method: 'POST', path: `${one}zero`, body: '"text"' },
  { method: 'POST', path: `${one}zero`, body: '{"context":[1]}' },
  { method: 'POST', path: `${one}zero`, body: '{"context":"text"}' },
  { method: 'POST', path: `${one}zero`, body: '{"context":{"targetingKey":"ada"}}' },
  { method: 'POST', path: `${one}zero`, body: 'broken' },
  { method: 'GET', path: `${one}zero` },
  { method: 'PUT', path: `${one}zero`, body: '{}' },
  { method: 'POST', path: '/ofrep/v1/evaluate', body: '{}' },
  { method: 'GET', path: '/ofrep/v1/evaluate/flags' },
];

interface Answer {
  status: number;
  type: string | null;
  body: unknown;
}

/** Without what is only for people's eyes, and without null, which says no more than its absence. */
function told(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const { errorDetails: _, ...rest } = body as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}

async function answered({ ofrepUrl }: FlagdWorld, { method, path, body }: Question): Promise<Answer> {
  const answer = await fetch(`${ofrepUrl}${path}`, { method, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, type: answer.headers.get('content-type'), body: told(await answer.text()) };
}

for (const real of [coreKind, programKind]) {
  describeWith(real.variable)(`OFREP of ${real.name}`, () => {
    let worlds: FlagdWorld[] = [];
    beforeAll(async () => {
      worlds = [await startFlagdWorld(real, 'fsnotify'), await startFlagdWorld(sandboxKind, 'fsnotify')];
      for (const world of worlds) {
        world.replace(JSON.stringify({ flags }));
        await until(
          'the flags are loaded',
          async () =>
            (await answered(world, { method: 'POST', path: `${one}rule`, body: '{}' })).status === 200,
        );
      }
    });
    afterAll(() => Promise.all(worlds.map((world) => world.close())));

    test.each(asked)('$method $path $body: the sandbox answers as it does', async (question) => {
      const [its, ours] = await Promise.all(worlds.map((world) => answered(world, question)));
      expect(ours).toEqual(its);
    });

    test('all flags at once', async () => {
      const all = await Promise.all(
        worlds.map(async (world) => {
          const question = { method: 'POST', path: '/ofrep/v1/evaluate/flags', body: '{"context":{}}' };
          const { status, body } = await answered(world, question);
          const { flags: list } = body as { flags: Record<string, unknown>[] };
          const keys = list.map(({ key, value, reason, errorCode }) =>
            JSON.stringify({ key, value, reason, errorCode }),
          );
          return { status, keys: keys.sort() };
        }),
      );
      expect(all[1]).toEqual(all[0]);
    });
  });
}
