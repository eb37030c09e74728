/** The sandbox's checkout under the conditions of a recording, second by second. */
import { newProcess, stepProcess } from '../../../../adapters/sandbox/checkout/process.ts';
import { seededRandom } from '../../../../adapters/sandbox/checkout/random.ts';
import { arrivalsAt, type Condition, type Recording } from './condition.ts';

const limitMiB = 20;
const point = (limitMiB * 2 ** 20) / 100;

function brokerAt({ broker, awayFrom, backAt }: Condition, second: number) {
  if (broker === 'healthy' || second <= awayFrom || second > backAt) return 'healthy';
  return broker === 'killed' ? 'dead' : 'stalled';
}

/** `seconds`: how long, where nothing kills it. */
export function play(condition: Condition, seed: number, seconds = condition.seconds): Recording {
  const { rate, value, onAt, offAt } = condition;
  const random = seededRandom(seed);
  const arrivals = arrivalsAt(rate);
  const process = newProcess({ mode: 'healthy', startedAt: 0, warm: false }, random);
  const played: Recording = { condition, rows: [], killAt: null };
  let orders = 0;
  for (let second = 1; second <= seconds; second += 1) {
    const at = second * 1000;
    const instants = Array.from({ length: arrivals[second] ?? 0 }, () => at - Math.floor(random() * 1000));
    const stepped = stepProcess(
      process,
      {
        fromAt: at - 1000,
        at,
        broker: brokerAt(condition, second),
        flagValue: second > onAt && (offAt === null || second <= offAt) ? value : 0,
        arrivals: instants.sort((one, other) => one - other),
        expectedOrders: rate / 60,
        deadlineMs: condition.deadline ? 15_000 : null,
        leakSpeed: 1,
        limitMiB,
        gomemlimitMiB: condition.gomemlimit ? 16 : null,
        coldCache: condition.coldCache,
      },
      random,
    );
    if (stepped.full) return { ...played, killAt: second };
    orders += stepped.completed.length;
    const { usedBytes, rssBytes, peakBytes } = process.samples.at(-1)!;
    played.rows.push({
      second,
      used: usedBytes / point,
      rss: rssBytes / point,
      peak: peakBytes / point,
      orders,
      goroutines: process.goroutines,
    });
  }
  return played;
}
