/** The HTTP API of Prometheus, as far as it is asked: raw samples by `/api/v1/query`. */
import { Failure } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import { httpClient } from '../../http/client.ts';
import { serverClock } from '../server-clock.ts';
import { sourceDates } from '../source-dates.ts';
import { refusalOf, type Series, seriesOf } from './matrix.ts';

/** A few series of a few minutes are some kilobytes. More is not ours, and would keep the loop from turning. */
const limitBytes = 2_000_000;

export interface PrometheusApi {
  /** The address without credentials, for words. */
  readonly shown: string;
  /** Samples of a range selector. Rejects with a Failure. */
  samples(selector: string, signal?: AbortSignal): Promise<Series[]>;
  /** The date of a sample on the bot's clock, ms; equal ones stay equal. */
  dated(sourceAt: number): number;
}

/** `url`: may hold a path prefix, and credentials for Basic. `timeoutMs`: of one request, real time. */
export function prometheusApi(options: { url: string; clock: Clock; timeoutMs: number }): PrometheusApi {
  const { clock, timeoutMs } = options;
  const client = httpClient({
    name: 'prometheus',
    variable: 'PROMETHEUS_URL',
    url: options.url,
    timeoutMs,
    limitBytes,
  });
  const server = serverClock();
  const dates = sourceDates(server);

  return {
    shown: client.shown,
    async samples(selector, signal) {
      const query = new URLSearchParams({ query: selector, timeout: `${timeoutMs}ms` });
      const sentAt = clock.now();
      const answer = await client.send({ method: 'GET', path: `/api/v1/query?${query}`, signal });
      const refusal = refusalOf(jsonOrNull(answer.text));
      if (refusal !== null) {
        throw new Failure(
          `prometheus-${answer.status}`,
          `Prometheus at ${client.shown} does not answer the query (${answer.status}): ${refusal}`,
          { remedy: 'Look at Prometheus itself: its page Graph answers the same query.' },
        );
      }
      const found = seriesOf(client.json(answer));
      if (found === null) {
        throw new Failure('prometheus-answer', `what answers at ${client.shown} is not Prometheus`, {
          remedy: 'Set PROMETHEUS_URL to the address of Prometheus, with its path prefix if it has one.',
        });
      }
      server.heard(
        answer.dateAt === null ? undefined : new Date(answer.dateAt).toUTCString(),
        sentAt,
        clock.now(),
      );
      return found;
    },
    dated: (sourceAt) => dates.onBotClock(sourceAt, clock.now()),
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
