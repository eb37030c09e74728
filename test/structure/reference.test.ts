/** docs/reference.md against the routes that the server registers and the scripts that there are. Its metrics: metrics.test.ts. */
import { expect, test } from 'vitest';
import { EventsRoute } from '../../adapters/chat/slack/events-route.ts';
import { webChat } from '../../adapters/chat/web/web-chat.ts';
import { systemClock } from '../../adapters/clock/system.ts';
import { runRoutes } from '../../adapters/http/run-routes.ts';
import { createServer, type Routes } from '../../adapters/http/server.ts';
import { createMetrics } from '../../adapters/metrics/metrics.ts';
import { memoryMessages } from '../adapters/chat/web/memory-messages.ts';
import { allFiles, textOfFile } from './tree.ts';

const reference = textOfFile('docs/reference.md');
/** First cells in backticks, of rows that begin so. */
const cells = (beginning: RegExp) =>
  reference
    .split('\n')
    .map((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? '')
    .filter((cell) => beginning.test(cell));

const nothing = () => undefined;
const unasked = () => Promise.reject(new Error('nobody asks here'));

const ofRuns = runRoutes({
  ...{ runs: () => [], run: () => null, sandbox: () => null, notReady: () => null },
  ...{ chartSvg: () => '', png: unasked },
});
const ofMetrics = createMetrics({ version: '0' }).routes;
const ofThePage = webChat({
  ...{ messages: memoryMessages(), clock: systemClock(), realNow: () => 0, runs: () => [], verbs: [] },
  ...{ onHeard: nothing, onPressed: nothing },
}).routes;
const ofSlack = new EventsRoute({
  signingSecret: 'secret',
  now: () => 0,
  log: { error: nothing, warn: nothing, info: nothing },
}).routes;

/** `GET /api/runs/{id}` of all that these register; files of a page under one name. */
async function registered(webOn: boolean, ...routes: Routes[]): Promise<string[]> {
  const found = new Set<string>();
  const listener: Routes = (app) =>
    app.addHook('onRoute', ({ method, url }) => {
      const path = url.replace(/:(\w+)/g, '{$1}').replace(/^(\/(?:run-)?page\/).+/, '$1{file}');
      for (const one of [method].flat()) if (one !== 'HEAD') found.add(`${one} ${path}`);
    });
  const server = createServer({
    ...{ host: '127.0.0.1', port: 0, token: null, publicUrl: null, webOn },
    logger: { error: nothing },
    routes: [listener, ...routes],
  });
  // Fastify registers what is in a scope when it is asked for the first time.
  await server.inject({ url: '/healthz', headers: { host: 'localhost' } });
  await server.close();
  return [...found].sort();
}

test('every request that the server takes has its row, and no other', async () => {
  const rows = cells(/^(GET|POST|PUT|DELETE|PATCH) \//);
  expect([...rows].sort()).toEqual(await registered(true, ofRuns, ofMetrics, ofThePage, ofSlack));
});

test('the marks are true: ● with the page only, ○ without the token', async () => {
  const marked = (mark: string) =>
    [...reference.matchAll(new RegExp(`^\\| \`(\\w+ /[^\`]*)\` \\| ${mark} \\|`, 'gm'))]
      .map((row) => row[1] ?? '')
      .sort();
  expect(marked('●')).toEqual(await registered(true, ofThePage));
  const exempt =
    [...textOfFile('adapters/http/guard.ts').matchAll(/exemptRoutes = new Set\((.+)\)/g)][0]?.[1] ?? '[]';
  expect(marked('○').map((row) => row.split(' ')[1])).toEqual(JSON.parse(exempt.replaceAll("'", '"')).sort());
});

test('these are all places that register routes', () => {
  const places = allFiles('adapters').filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith('adapters/sandbox/') &&
      /\b(app|scope)\.(get|post|put|delete|patch|route)\s*(<[^(]*>)?\(/.test(textOfFile(path)),
  );
  expect(places.sort()).toEqual([
    'adapters/chat/slack/events-route.ts',
    'adapters/chat/web/web-chat.ts',
    'adapters/http/run-routes.ts',
    'adapters/http/static-files.ts',
    'adapters/metrics/metrics.ts',
  ]);
});

test('every script of package.json has its row, and no other', () => {
  const { scripts } = JSON.parse(textOfFile('package.json'));
  const typed = (name: string) => (['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`);
  expect(cells(/^npm (run )?[\w:-]+$/).sort()).toEqual(Object.keys(scripts).map(typed).sort());
});
