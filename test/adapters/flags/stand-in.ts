/** A strict flagd-ui and OFREP in one, whose every answer a test can script. Independent of the adapter's code. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FlagdCore } from '@openfeature/flagd-core';
import type { FlagDefinition, FlagFile } from '../../../src/flag/definition.ts';
import type { Clock } from '../../../src/ports.ts';
import { answer, startLoopbackServer } from '../loopback-server.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async () => {},
  turn() {},
};

export const stock: FlagFile = {
  flags: {
    adFailure: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' },
    cartFailure: { state: 'ENABLED', variants: { off: 0, '50%': 0.5 }, defaultVariant: 'off' },
    kafkaQueueProblems: {
      description: 'Overloads Kafka',
      state: 'ENABLED',
      variants: { off: 0, on: 100 },
      defaultVariant: 'off',
    },
  },
};

type Scripted = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

export interface StandIn {
  url: string;
  /** flagd-ui's memory, as text. */
  text: string;
  /** What flagd has loaded. */
  loaded: () => string;
  /** Requests so far: `GET /api/read`. */
  log: string[];
  /** Answers true when it has dealt with a request itself. */
  script: Scripted;
  /** What storing means: tests delay, drop or follow it. */
  store: (text: string) => void;
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const core = new FlagdCore(undefined, { error() {}, warn() {}, info() {}, debug() {} });
  const world: StandIn = {
    url: '',
    text: JSON.stringify(stock),
    loaded: () => world.text,
    log: [],
    script: () => false,
    store: (text) => {
      world.text = text;
    },
    close: () => server.close(),
  };
  const server = await startLoopbackServer((request, response, body) => {
    const route = `${request.method} ${request.url}`;
    world.log.push(route);
    if (world.script(request, response, body)) return;
    if (route === 'GET /api/read') return answer(response, 200, world.text);
    if (route === 'POST /api/write') {
      answer(response, 200, '{}');
      const match = /^\{"data":([\s\S]*)\}$/.exec(body);
      if (request.headers['content-type'] === 'application/json' && match?.[1] !== undefined) {
        const data = match[1];
        setImmediate(() => world.store(data));
      }
      return;
    }
    const key = /^POST \/ofrep\/v1\/evaluate\/flags\/([^/?]+)$/.exec(route)?.[1];
    if (key !== undefined && body === '{"context":{}}') return evaluate(response, core, world.loaded(), key);
    answer(response, 404, '<html>no such page</html>', 'text/html');
  });
  world.url = server.url;
  return world;
}

function evaluate(response: ServerResponse, core: FlagdCore, text: string, key: string) {
  core.setConfigurations(text);
  const flag = core.getFlag(key);
  if (flag === undefined) return answer(response, 404, JSON.stringify({ key, errorCode: 'FLAG_NOT_FOUND' }));
  if (flag.state === 'DISABLED')
    return answer(response, 200, JSON.stringify({ key, reason: 'DISABLED', metadata: {} }));
  const { flagMetadata, ...result } = flag.evaluate({});
  if (result.reason === 'ERROR')
    return answer(response, 400, JSON.stringify({ key, errorCode: result.errorCode }));
  answer(response, 200, JSON.stringify({ key, ...result, metadata: flagMetadata }));
}

export function flagsIn(text: string): FlagFile['flags'] {
  return (JSON.parse(text) as FlagFile).flags;
}

/** The text with one flag changed, as another writer would send it. */
export function edited(text: string, key: string, change: Partial<FlagDefinition>): string {
  const file = JSON.parse(text) as FlagFile;
  const definition = file.flags[key];
  if (definition === undefined) throw new Error(`no flag ${key}`);
  return JSON.stringify({ ...file, flags: { ...file.flags, [key]: { ...definition, ...change } } });
}
