/**
 * Prometheus's HTTP API on loopback, written from its documentation (Querying API, Querying basics): instant queries
 * of range selectors alone. It refuses what Prometheus would refuse, and lets a test make it fail.
 */
import { answer, type LoopbackServer, startLoopbackServer } from '../../loopback-server.ts';

interface StoredSeries {
  labels: Record<string, string>;
  /** Milliseconds and value, oldest first. NaN is the stale marker, which a range selector leaves out. */
  samples: [number, number][];
}

type Fault = 'hang' | 'html' | 'huge' | 'unavailable' | 'cut' | 'not-prometheus' | null;

export interface PrometheusStandIn {
  url: string;
  /** Queries as they came, in order. */
  queries: string[];
  fault: Fault;
  /** `user:password` that is needed; null: none. */
  login: string | null;
  /** The clock of its `Date`. */
  dateOffsetMs: number;
  /** Ingests one sample; `labels.__name__` is the metric. */
  put(labels: Record<string, string>, atMs: number, value: number): void;
  clear(): void;
  close(): Promise<void>;
}

interface Matcher {
  label: string;
  operator: string;
  value: string;
}

const durations: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function durationMs(text: string): number | null {
  const found = /^(\d+)(ms|s|m|h)$/.exec(text);
  return found === null ? null : Number(found[1]) * (durations[found[2] ?? ''] ?? Number.NaN);
}

/** null: not a range selector as PromQL writes them. */
function parseSelector(query: string): { matchers: Matcher[]; rangeMs: number } | null {
  const whole = /^\{(.*)\}\[(\w+)\]$/s.exec(query);
  const rangeMs = durationMs(whole?.[2] ?? '');
  if (whole === null || rangeMs === null || rangeMs === 0) return null;
  const matchers: Matcher[] = [];
  const one =
    /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\[\\"n.$^|?*+()[\]{}])*)"\s*(,|$)/y;
  const inside = whole[1] ?? '';
  while (one.lastIndex < inside.length) {
    const found = one.exec(inside);
    if (found === null) return null;
    const [, label = '', operator = '', raw = ''] = found;
    // In a PromQL string `\.` is an error: a backslash of RE2 must be written twice.
    if (/(^|[^\\])(\\\\)*\\[^\\"n]/.test(raw)) return null;
    matchers.push({ label, operator, value: raw.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c)) });
  }
  return matchers.length === 0 ? null : { matchers, rangeMs };
}

function fits(labels: Record<string, string>, { label, operator, value }: Matcher): boolean {
  const has = labels[label] ?? '';
  const found = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(has) : has === value;
  return operator.startsWith('!') ? !found : found;
}

/** A selector that could match every series is refused. */
function isTooWide(matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => fits({}, matcher));
}

export async function startPrometheusStandIn(now: () => number): Promise<PrometheusStandIn> {
  const stored = new Map<string, StoredSeries>();
  let server: LoopbackServer;

  function result(query: string): { status: number; body: unknown } {
    const bad = (error: string) => ({ status: 400, body: { status: 'error', errorType: 'bad_data', error } });
    const parsed = parseSelector(query);
    if (parsed === null) return bad(`invalid parameter "query": 1:1: parse error: unexpected ${query}`);
    if (isTooWide(parsed.matchers)) return bad('vector selector must contain at least one non-empty matcher');
    const from = now() - parsed.rangeMs;
    const found = [...stored.values()]
      .filter(({ labels }) => parsed.matchers.every((matcher) => fits(labels, matcher)))
      .map(({ labels, samples }) => ({
        metric: labels,
        values: samples
          .filter(([at, value]) => at >= from && at <= now() && !Number.isNaN(value))
          .map(([at, value]) => [at / 1_000, value === Number.POSITIVE_INFINITY ? '+Inf' : String(value)]),
      }))
      .filter(({ values }) => values.length > 0);
    return { status: 200, body: { status: 'success', data: { resultType: 'matrix', result: found } } };
  }

  const standIn: PrometheusStandIn = {
    url: '',
    queries: [],
    fault: null,
    login: null,
    dateOffsetMs: 0,
    put(labels, atMs, value) {
      const key = JSON.stringify(Object.entries(labels).sort());
      const series = stored.get(key) ?? { labels, samples: [] };
      stored.set(key, series);
      const last = series.samples.at(-1);
      // One sample a date; what comes out of order is dropped.
      if (last === undefined || atMs > last[0]) series.samples.push([atMs, value]);
    },
    clear: () => stored.clear(),
    close: () => server.close(),
  };

  server = await startLoopbackServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    response.setHeader('Date', new Date(now() + standIn.dateOffsetMs).toUTCString());
    const given = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (standIn.login !== null && Buffer.from(given, 'base64').toString() !== standIn.login) {
      answer(response, 401, 'Unauthorized\n', 'text/plain');
      return;
    }
    if (url.pathname !== '/api/v1/query' || request.method !== 'GET') {
      answer(response, 404, '404 page not found\n', 'text/plain');
      return;
    }
    const query = url.searchParams.get('query') ?? '';
    standIn.queries.push(query);
    if (durationMs(url.searchParams.get('timeout') ?? '1s') === null) {
      answer(response, 400, { status: 'error', errorType: 'bad_data', error: 'not a valid duration' });
      return;
    }
    if (standIn.fault === 'hang') return;
    if (standIn.fault === 'html') answer(response, 200, '<!doctype html><p>Sign in</p>', 'text/html');
    else if (standIn.fault === 'unavailable')
      answer(response, 503, {
        status: 'error',
        errorType: 'timeout',
        error: 'query timed out in expression evaluation',
      });
    else if (standIn.fault === 'not-prometheus') answer(response, 200, { hello: 'world' });
    else if (standIn.fault === 'huge') answer(response, 200, `"${'x'.repeat(5_000_000)}"`);
    else if (standIn.fault === 'cut') request.socket.destroy();
    else {
      const { status, body } = result(query);
      answer(response, status, body);
    }
  });
  standIn.url = server.url;
  return standIn;
}
