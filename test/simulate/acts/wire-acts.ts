/** Wires that fail, hang and come back; single calls that are lost, doubled, late, or the last of their process. */
import { calls, type How, ways } from '../faults.ts';
import { lateMs } from '../process.ts';
import type { Stage } from '../stage.ts';
import type { Act, Acts } from './act.ts';

const down = 'down';

function failing(what: string, share: number, set: (stage: Stage, why: string | null) => void): Act {
  const fails = (n: number) => n < share;
  return {
    tells: (n) => (fails(n) ? `${what} does not answer` : `${what} answers`),
    plays: (stage, n) => set(stage, fails(n) ? down : null),
  };
}

function slow(
  what: string,
  share: number,
  longestMs: number,
  wire: 'ofrepMs' | 'sourceMs' | 'sightMs' | 'loadMs' | 'queueMs',
): Act {
  const ms = (n: number) => (n < share ? 0 : Math.floor(n * longestMs));
  return {
    tells: (n) => (ms(n) === 0 ? `${what} is quick` : `${what} takes ${ms(n)} ms`),
    plays: ({ wires }, n) => {
      wires[wire] = ms(n);
    },
  };
}

/** flagd loads what stands in the file when it looks: an older text is never loaded for good. */
function loadAfter({ flagd, clock }: Stage, ms: number): void {
  const longerMs = flagd.loadAfterMs;
  flagd.loadAfterMs = ms;
  if (ms < longerMs) void clock.world.sleep(longerMs).then(() => flagd.edit((standing) => standing));
}

const nth = (n: number) => Math.floor(n * 4);
const ordinal = (n: number) => ['next', 'second next', 'third next', 'fourth next'][nth(n)]!;
const words: { [how in How]: string } = {
  'dies before': 'the bot dies just before it',
  'dies after': 'the bot dies just after it',
  lost: 'it never arrives',
  'answer lost': 'its answer is lost',
  again: 'it arrives again later',
  late: 'it takes effect late',
  old: 'it is an old one',
  none: 'it is empty',
};

export const singleActs: Acts = Object.fromEntries(
  calls.flatMap((call) =>
    ways[call].map((how): [string, Act] => [
      `next ${call}: ${how}`,
      {
        tells: (n) => `at the ${ordinal(n)} ${call}: ${words[how]}`,
        plays: ({ faults }, n) => faults.arm(call, how, nth(n)),
      },
    ]),
  ),
);

export const wireActs: Acts = {
  'flagd-ui': failing('flagd-ui, for writes,', 0.5, ({ flagd }, why) => {
    flagd.writesFail = why;
  }),
  'flagd-ui reads': failing('flagd-ui, for reads,', 0.4, ({ flagd }, why) => {
    flagd.readsFail = why;
  }),
  ofrep: failing('OFREP', 0.4, ({ flagd }, why) => {
    flagd.ofrepFails = why;
  }),
  locust: failing('Locust', 0.5, ({ shop }, why) => {
    shop.locust.fails = why;
  }),
  cluster: failing('the cluster', 0.3, ({ shop }, why) => {
    shop.clusterFails = why;
  }),
  disk: failing('the database', 0.2, ({ store }, why) => {
    store.fails = why;
  }),
  chat: failing('chat', 0.5, ({ chat }, why) => {
    chat.down = why !== null;
  }),
  'slow ofrep': slow('OFREP', 0.5, 6_000, 'ofrepMs'),
  'slow source': slow('flagd-ui', 0.5, 4_000, 'sourceMs'),
  'slow sight': slow('the cluster', 0.5, 8_000, 'sightMs'),
  'slow load': slow('Locust', 0.5, 6_000, 'loadMs'),
  'slow queue': slow('the queue of writes', 0.5, 4_000, 'queueMs'),
  'stored late': {
    tells: (n) => `writes are stored ${Math.floor(n * 4)} quarters of the longest time late`,
    plays: (stage, n) => {
      stage.flagd.storeAfterMs = Math.floor(n * 4) * lateMs(stage);
    },
  },
  'loaded late': {
    tells: (n) => `flagd serves what is stored ${Math.floor(n * 3) * 4} s late`,
    plays: (stage, n) => loadAfter(stage, Math.max(stage.settings.loadAfterMs, Math.floor(n * 3) * 4_000)),
  },
  'answers lost': {
    tells: (n) => (n < 0.4 ? 'the answers to writes are lost' : 'writes are answered'),
    plays: ({ wires }, n) => {
      wires.loseAnswers = n < 0.4;
    },
  },
};

/** All that fails works again. */
export function mendWires(stage: Stage): void {
  const { flagd, shop, store, chat, talk, wires, faults } = stage;
  Object.assign(flagd, { writesFail: null, readsFail: null, ofrepFails: null, storeAfterMs: 0 });
  loadAfter(stage, stage.settings.loadAfterMs);
  Object.assign(wires, {
    ofrepMs: 0,
    sourceMs: 0,
    sightMs: 0,
    loadMs: 0,
    queueMs: 0,
    loseAnswers: false,
    sourceClockMs: 0,
    ordersStall: false,
  });
  shop.locust.fails = null;
  Object.assign(shop, { clusterFails: null, metricsMissing: false, metricsStale: false, podsMissing: false });
  store.fails = null;
  chat.down = false;
  Object.assign(talk, { quietMs: 0, anyMs: 0, losesAnswers: false, refuses: false });
  faults.clear();
}
