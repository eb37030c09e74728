import { expect, test } from 'vitest';
import {
  brokerBackPost,
  brokerDownPost,
  brokerNotReadyPost,
  brokerRestartPost,
  brokerStuckPost,
  brokerTakenPost,
  brokerWaitsPost,
} from '../../../src/voice/broker-posts.ts';
import { card } from '../../../src/voice/card.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { recoveryPost } from '../../../src/voice/recovery-post.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { restoredBroker } from '../../../src/voice/restored-words.ts';
import { tripPost } from '../../../src/voice/trip-post.ts';
import { kept } from './kept-messages.ts';
import { growthAt, makeRun, minute, type RunOverrides } from './make-run.ts';
import { climb, seenOff, tripAt, tripDecision } from './sample-runs.ts';

const base: RunOverrides = {
  scenario: 'broker-down',
  command: 'start broker-down confirm',
  flag: { value: 50 },
  broker: {},
};

/** A run that holds the broker, as its posts take it. */
function holding(overrides: RunOverrides = {}) {
  const run = makeRun({ ...base, ...overrides });
  if (run.broker === null) throw new Error('it holds none');
  return { ...run, broker: run.broker };
}

const recovering: RunOverrides = {
  ...base,
  state: 'recovering',
  decision: tripDecision,
  readings: climb,
  flag: { ...seenOff, value: 50 },
};
const back = {
  undo: 'done',
  backAt: tripAt + 4 * minute,
  readyAt: tripAt + 5 * minute,
  seen: { replicas: 1, ready: 1 },
} as const;
const links = { publicUrl: null, chartUrl: null };

test('the broker in the thread and on the card', async () => {
  const taken = { undo: 'person', seen: { replicas: 2, ready: 2 }, backAt: tripAt } as const;
  await kept(
    {
      plan: planPost(holding({ state: 'preparing' }), growthAt),
      down: brokerDownPost(holding()),
      'card, growing': card(holding(), growthAt + 8 * minute, links),
      'card, preparing and failing': card(
        holding({
          state: 'preparing',
          broker: { downAt: null, failures: 2, failureWhy: 'the Kubernetes API did not answer' },
        }),
        growthAt,
        links,
      ),
      trip: tripPost(holding(recovering), tripAt + 3_000),
      'card, recovering': card(holding(recovering), tripAt + 20_000, links),
      restart: brokerRestartPost(holding(recovering), 'memory holds at 79\u00a0%'),
      'back after the restart': brokerBackPost(
        holding({
          ...recovering,
          broker: { ...back, release: { at: tripAt, why: 'checkout is restarted' } },
        }),
      ),
      'back, proved level': brokerBackPost(
        holding({
          ...recovering,
          broker: { ...back, release: { at: tripAt, why: 'memory steady at 58\u00a0% for three readings' } },
        }),
      ),
      'taken over, growing': brokerTakenPost(
        holding({
          ...recovering,
          broker: taken,
          decision: { kind: 'stop', at: tripAt, by: 'someone outside leakops', why: 'Kafka scaled to 2' },
        }),
        'Kafka scaled to 2 outside leakops',
      ),
      'taken over, later': brokerTakenPost(
        holding({ ...recovering, broker: taken }),
        'Kafka removed outside leakops',
      ),
      stuck: brokerStuckPost(
        holding({
          ...recovering,
          broker: { failures: 3, failureWhy: 'the bot may not patch deployments kafka in otel-demo (403)' },
        }),
      ),
      waits: brokerWaitsPost(
        holding({
          ...recovering,
          flag: { ...seenOff, serving: { off: false, ours: false, value: 100, deadlineSeconds: null } },
        }),
      ),
      'not ready': brokerNotReadyPost(
        holding({ ...recovering, broker: { ...back, readyAt: null, seen: { replicas: 1, ready: 0 } } }),
        tripAt + 6 * minute,
      ),
      recovered: recoveryPost(
        holding({ ...recovering, broker: back, recovery: 'recovered', recoveryAt: tripAt + 6 * minute }),
        tripAt + 6 * minute,
      ),
      report: reportPost(
        endedRun({ ...recovering, broker: back, recovery: 'recovered', recoveryAt: tripAt + 6 * minute }),
        tripAt + 7 * minute,
        links,
      ),
    },
    'broker-words',
  );
});

function endedRun(overrides: RunOverrides) {
  const run = makeRun({ ...overrides, state: 'ended', outcome: 'averted', endedAt: tripAt + 7 * minute });
  if (run.state !== 'ended') throw new Error('it has not ended');
  return run;
}

test.each([
  [null, null],
  [{ sentAt: null }, null],
  [{ ...back }, 'Kafka 1 ✓'],
  [{ ...back, name: 'broker', before: { identity: 'x', replicas: 3 } }, 'broker 3 ✓'],
  [{ ...back, readyAt: null }, 'Kafka 1, not ready ✗'],
  [{ undo: 'done' }, 'Kafka never scaled ✓'],
  [{ undo: 'person', seen: { replicas: 2, ready: 0 } }, 'Kafka left at 2, as others set it'],
  [{ undo: 'person', seen: null }, 'Kafka left as others set it'],
  [{}, 'Kafka unknown'],
] as const)('restored: %o', (broker, words) => {
  expect(restoredBroker(makeRun({ broker }))).toBe(words);
});

test('the report of a run whose broker was never down says so, and names no guide', () => {
  const { text } = reportPost(endedRun({ ...recovering, broker: { downAt: null } }), tripAt, links);
  expect(text).toContain(', and it was never down.');
  expect(text).not.toContain('Guide');
});
