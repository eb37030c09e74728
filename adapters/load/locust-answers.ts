/** What Locust answers, as far as we rely on it. A status alone says nothing: refusals are HTTP 200. */
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';

export interface Statistics {
  running: boolean;
  spawning: boolean;
  users: number | null;
  /** Completed since the statistics began; null: no row of checkout yet. */
  orders: number | null;
}

const count = z.number().min(0);
const statisticsSchema = z.looseObject({
  state: z.string(),
  user_count: count.nullish(),
  stats: z.array(z.unknown()),
});
const rowSchema = z.looseObject({
  method: z.string(),
  name: z.string(),
  num_requests: count,
  num_failures: count,
});
const actionSchema = z.looseObject({ success: z.boolean(), message: z.string().nullish() });

/** `shown`: Locust's address, for words. Throws `locust-strange`. */
export function parseStatistics(body: unknown, shown: string): Statistics {
  const parsed = statisticsSchema.safeParse(body);
  if (!parsed.success) throw strange(shown);
  const { state, user_count, stats } = parsed.data;
  const spawning = state === 'spawning' || state === 'hatching';
  return {
    running: spawning || state === 'running',
    spawning,
    users: user_count ?? null,
    orders: ordersOf(stats),
  };
}

function ordersOf(stats: unknown[]): number | null {
  const rows = stats
    .map((row) => rowSchema.safeParse(row))
    .flatMap(({ data }) => (data === undefined ? [] : [data]))
    .filter(({ method, name }) => method.toUpperCase() === 'POST' && name.split('?')[0] === '/api/checkout');
  if (rows.length === 0) return null;
  return rows.reduce((sum, row) => sum + Math.max(0, row.num_requests - row.num_failures), 0);
}

/** The answer to a swarm or a stop. Throws `locust-refused`. */
export function parseAction(body: unknown, shown: string): void {
  const parsed = actionSchema.safeParse(body);
  if (!parsed.success) throw strange(shown);
  if (parsed.data.success) return;
  const said = (parsed.data.message ?? '').slice(0, 200);
  throw new Failure(
    'locust-refused',
    `Locust at ${shown} refuses${said === '' ? ' and does not say why' : `: ${said}`}`,
    { remedy: 'look at what Locust says of the user count and the spawn rate' },
  );
}

function strange(shown: string): Failure {
  return new Failure('locust-strange', `${shown} answers, but not as Locust does`, {
    remedy: 'check that LOCUST_URL is the address of Locust; or LEAKOPS_LOAD=none to start without load',
  });
}
