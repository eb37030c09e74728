/** The load that was put on, and the orders that came of it. */
import type { Ended } from '../../run/run.ts';
import { zeroAt } from '../memory.ts';
import { usersCount } from '../number.ts';
import { type ReportPart, row } from './part.ts';

export function loadPart(run: Ended): ReportPart {
  const { load } = run;
  const title = 'Load and orders';
  if (load.kind === 'none') return { title, rows: [row('Load', 'not touched')] };
  if (load.sentUsers.length === 0) return { title, rows: [row('Users', 'never changed')] };
  const from = load.before === null ? null : load.before.running ? load.before.users : 0;
  const sent = load.sentUsers.map(usersCount).join(', then ');
  const orders = ordersOf(run);
  return {
    title,
    rows: [
      row('Users', sent, `${usersCount(from)} before`),
      row('Added', `${load.spawnRate} a second`),
      orders === null
        ? row('Orders completed', 'unknown', 'the load generator does not count them, or began anew')
        : row('Orders completed', `${orders.count}`, `${orders.aMinute.toFixed(1)} a minute`),
    ],
  };
}

/** While it grew; null where the generator shows none, or counted anew meanwhile. */
function ordersOf(run: Ended): { count: number; aMinute: number } | null {
  const until = run.decision?.at ?? run.endedAt;
  const counted = run.readings.filter(
    ({ at, orders }) => orders !== null && at >= zeroAt(run) && at <= until,
  );
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return null;
  const falls = counted.some(({ orders }, index) => orders! < (counted[index - 1]?.orders ?? 0));
  if (falls) return null;
  const count = last.orders! - first.orders!;
  return { count, aMinute: (count * 60_000) / (last.at - first.at) };
}
