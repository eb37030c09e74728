/** Runs, their pictures and readings, the sandbox's addresses, and health: on with and without the page. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Run, RunId } from '../../src/run/run.ts';
import { wholeReport } from '../../src/voice/whole-report/whole-report.ts';
import { missingRunPage } from './missing-run-page.ts';
import { readingsCsv } from './readings-csv.ts';
import { HttpRefusal } from './refusal.ts';
import { runJson } from './run-json.ts';
import { pictureSecurityPolicy } from './security-headers.ts';
import type { Routes } from './server.ts';
import { staticFiles } from './static-files.ts';

export interface RunSources {
  /** Newest first, all or only so many; readings need not be there. */
  runs(newest?: number): Run[];
  /** With its readings; null: no such run. */
  run(id: RunId): Run | null;
  chartSvg(run: Run): string;
  png(svg: string): Promise<Uint8Array>;
  /** What `GET /api/sandbox` answers; null: there is none. */
  sandbox(): object | null;
  /** null: ready to take commands; else why not. */
  notReady(): string | null;
}

const require = createRequire(import.meta.url);
/** What draws the live chart, from the package as it was published. */
const uplotUrl = pathToFileURL(require.resolve('uplot'));
const uplotFiles: Record<string, string> = {
  'uPlot.iife.min.js': '/run-page/uplot.js',
  'uPlot.min.css': '/run-page/uplot.css',
};

/** Also served where the chat page is off. */
const sharedWithTheChat = new Set(['tokens.css', 'mark.svg']);

export function runRoutes(sources: RunSources): Routes {
  /** `run-42`, `42` or `last`. */
  const runOrNull = (name: string): Run | null => {
    const number = /^(?:run-)?([1-9]\d{0,14})$/i.exec(name)?.[1];
    const id: RunId | undefined = number !== undefined ? `run-${Number(number)}` : undefined;
    const found = name.toLowerCase() === 'last' ? sources.runs(1)[0]?.id : id;
    return found === undefined ? null : sources.run(found);
  };
  const runNamed = (name: string): Run => {
    const run = runOrNull(name);
    if (run === null)
      throw new HttpRefusal(404, `no run "${name.slice(0, 80)}": a run is 42, run-42 or last`);
    return run;
  };
  const fresh = (reply: FastifyReply) => reply.header('cache-control', 'no-store');
  type OfRun = { Params: { id: string } };

  const runPage = 'run.html';
  const page = staticFiles(
    new URL('./run-page/', import.meta.url),
    (name) => (name === runPage ? '/runs/:id' : `/run-page/${name}`),
    (name, request, reply) => (name === runPage ? missing(request, reply) : null),
  );
  const shared = staticFiles(new URL('../chat/web/page/', import.meta.url), (name) =>
    sharedWithTheChat.has(name) ? `/run-page/${name}` : null,
  );
  const library = staticFiles(new URL('.', uplotUrl), (name) => uplotFiles[name] ?? null);
  const missing = (request: FastifyRequest, reply: FastifyReply): FastifyReply | null => {
    const { id } = request.params as OfRun['Params'];
    if (runOrNull(id) !== null) return null;
    const chat = request.server.hasRoute({ method: 'GET', url: '/' }) ? '../' : null;
    const words = missingRunPage(id.slice(0, 80), chat, sources.runs(1).length > 0);
    return fresh(reply).code(404).type('text/html; charset=utf-8').send(words);
  };

  return (app) => {
    page(app);
    shared(app);
    library(app);
    app.get('/api/runs', async (_request, reply) => {
      fresh(reply);
      return { runs: sources.runs().map((run) => runJson(run, [])) };
    });
    app.get<OfRun>('/api/runs/:id', async (request, reply) => {
      const run = runNamed(request.params.id);
      fresh(reply);
      return runJson(run, run.readings);
    });
    app.get<OfRun>('/api/runs/:id/report', async (request, reply) => {
      const run = runNamed(request.params.id);
      return fresh(reply).send({ parts: run.state === 'ended' ? wholeReport(run) : [] });
    });
    app.get<OfRun>('/api/runs/:id/chart.svg', async (request, reply) => {
      const svg = sources.chartSvg(runNamed(request.params.id));
      fresh(reply).header('content-security-policy', pictureSecurityPolicy);
      return reply.type('image/svg+xml; charset=utf-8').send(svg);
    });
    app.get<OfRun>('/api/runs/:id/chart.png', async (request, reply) => {
      const picture = await sources.png(sources.chartSvg(runNamed(request.params.id)));
      return fresh(reply).type('image/png').send(Buffer.from(picture));
    });
    app.get<OfRun>('/api/runs/:id/readings.csv', async (request, reply) => {
      const run = runNamed(request.params.id);
      fresh(reply).header('content-disposition', `attachment; filename="${run.id}.csv"`);
      return reply.type('text/csv; charset=utf-8').send(readingsCsv(run));
    });
    app.get('/api/sandbox', async (_request, reply) => {
      const addresses = sources.sandbox();
      if (addresses === null) throw new HttpRefusal(404, 'no sandbox: LEAKOPS_TARGET is not sandbox');
      return fresh(reply).send(addresses);
    });
    app.get('/healthz', async (_request, reply) => fresh(reply).send({ status: 'ok' }));
    app.get('/readyz', async (_request, reply) => {
      const why = sources.notReady();
      if (why !== null) throw new HttpRefusal(503, why);
      return fresh(reply).send({ status: 'ready' });
    });
  };
}
