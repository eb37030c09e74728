/** The messages as chat-ux.md draws them, kept to be read: wireframes.snap in this folder. */
import { expect, test } from 'vitest';
import type { Said } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import { card } from '../../../src/voice/card.ts';
import { chartAlt } from '../../../src/voice/chart-alt.ts';
import { editedPost, leaseTroublePost, resetPost } from '../../../src/voice/flag-trouble-posts.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';
import { killPost } from '../../../src/voice/kill-post.ts';
import { loadTroublePost } from '../../../src/voice/load-trouble-post.ts';
import { breakerOffThresholdPost, milestonePost } from '../../../src/voice/milestone-post.ts';
import { planPost } from '../../../src/voice/plan-post.ts';
import { progressPost } from '../../../src/voice/progress-post.ts';
import { recoveryPost, restartNeededPost } from '../../../src/voice/recovery-post.ts';
import { reportPost } from '../../../src/voice/report-post.ts';
import { restartSeenPost } from '../../../src/voice/restart-seen-post.ts';
import { stuckPost } from '../../../src/voice/stuck-post.ts';
import { tripPost } from '../../../src/voice/trip-post.ts';
import { growthAt, makeRun, minute, type RunOverrides, reading, rise, tripped } from './make-run.ts';

const tripAt = growthAt + 10 * minute + 12_000;
const growingNow = growthAt + 8 * minute + 17_000;
const links = {
  publicUrl: 'https://leakops.example',
  chartUrl: 'https://leakops.example/api/runs/run-42/chart.png',
};

const forecast = {
  at: growingNow - 12_000,
  breakerAt: growingNow + 2 * minute,
  killAt: growingNow + 7 * minute,
  earliestKillAt: growingNow + 5 * minute,
  latestKillAt: growingNow + 10 * minute,
};
const tripDecision = tripped(tripAt, 81);
const climb = rise(growthAt, tripAt - 12_000, 52, 81);
const fall = rise(tripAt + 3_000, tripAt + 43_000, 79, 58);
const hold = rise(tripAt + 3_000, tripAt + 3 * minute, 80, 79);
const seenOff = { seenOffAt: tripAt + 3_000, offWrite: 5, serving: { off: true, ours: true, value: 0 } };
const kill = { at: tripAt + 6_000, exitCode: 137, reason: 'OOMKilled', afterTrip: true };
const events: Run['events'] = [
  { at: growthAt - 8_000, kind: 'flag', by: 'Ana', text: 'flag kafkaQueueProblems 0 → 300' },
  { at: growthAt - 2_000, kind: 'load', by: 'Ana', text: 'users 5 → 25' },
  { at: growthAt, kind: 'growing', by: 'leakops', text: 'growth begins' },
  { at: tripAt, kind: 'trip', by: 'breaker', text: '81 % is over 80 %' },
  { at: tripAt + 3_000, kind: 'seen-off', by: 'breaker', text: 'flag seen off' },
];
const recovered: RunOverrides = {
  decision: tripDecision,
  readings: [...climb, ...fall],
  flag: { ...seenOff, undo: 'seen' },
  load: { undo: 'done' },
  forecast,
  events: [...events, { at: tripAt + 43_000, kind: 'recovery', by: 'leakops', text: 'recovered' }],
  recovery: 'recovered',
  recoveryAt: tripAt + 43_000,
};
const stuck: RunOverrides = {
  ...recovered,
  readings: [...climb, ...hold],
  recovery: 'restart-needed',
  recoveryAt: tripAt + 3 * minute,
  recoveryWhy: 'memory holds at 79 %',
};
const ended = (overrides: RunOverrides) =>
  makeRun({
    events,
    ...overrides,
    state: 'ended',
    endedAt: overrides.endedAt ?? tripAt + 3 * minute + 48_000,
  });
const endedCard = (overrides: RunOverrides) => card(ended(overrides), growthAt + 20 * minute, links);
const dead: RunOverrides = {
  ...recovered,
  outcome: 'oom-killed',
  decision: tripped(kill.at - 6_000, 95, { why: '95 % is over 80 %' }),
  kills: [kill],
  readings: [
    ...rise(growthAt, kill.at - 9_000, 52, 95),
    ...rise(kill.at + 20_000, kill.at + 2 * minute, 34, 41),
  ],
  pods: [{ name: 'checkout-7c9d8-abcde', restarts: 1, startedAt: kill.at + 12_000, ready: true }],
};

/** A message as a reader of the web chat sees it, with its buttons; under it the words for screen readers. */
function drawn(said: Said): string {
  const buttons = said.actions.map(({ label, style, url }) => {
    const marked = style === 'default' ? label : `${label} (${style})`;
    return url === null ? `[${marked}]` : `[${marked} → ${url}]`;
  });
  return [
    `${said.kind} · ${said.level}${said.mention === null ? '' : ` · @${said.mention}`}${said.broadcast ? ' · broadcast' : ''}`,
    ...said.lines.map((line) => `| ${renderInstants(line, utc)}`),
    ...(buttons.length === 0 ? [] : [buttons.join(' ')]),
    ...said.files.map(({ name, alt }) => `(${name}: ${alt})`),
    `text: ${said.text}`,
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

async function kept(messages: Record<string, Said>, file: string): Promise<void> {
  const pages = Object.entries(messages).map(([name, said]) => `=== ${name}\n${drawn(said)}\n`);
  await expect(pages.join('\n')).toMatchFileSnapshot(`./${file}.snap`);
}

test('cards of a live run', async () => {
  const growing = makeRun({ forecast, flag: { servedDeadlineSeconds: growingNow / 1000 + 73 } });
  const stopping = {
    state: 'stopping',
    decision: tripDecision,
    readings: climb,
    flag: { offWrite: 5 },
  } as const;
  const failing = {
    offWrite: 5,
    failures: 6,
    failureWhy: 'flagd-ui answers 503',
    servedDeadlineSeconds: tripAt / 1000 + 60,
  };
  await kept(
    {
      preparing: card(makeRun({ state: 'preparing' }), growthAt, links),
      'preparing, a long command': card(
        makeRun({
          state: 'preparing',
          command: 'start gradual 300 25 for 30m ramp 3 breaker 80',
          flag: { arming: { step: 'armed' } },
        }),
        growthAt,
        links,
      ),
      'growing, a ramp': card(growing, growingNow, links),
      'growing, level': card(
        makeRun({ regime: 'level', readings: rise(growthAt, growingNow - 12_000, 57, 59) }),
        growingNow,
        links,
      ),
      'growing, over 85 % with the breaker off': card(
        makeRun({
          readings: rise(growthAt, growingNow - 12_000, 52, 88),
          breaker: { state: 'off' },
          forecast,
        }),
        growingNow,
        links,
      ),
      'growing, blind': card(
        makeRun({ readings: rise(growthAt, growthAt + 5 * minute, 52, 64) }),
        growingNow,
        links,
      ),
      'growing, edited': card(makeRun({ flag: { editedSeen: true } }), growingNow, links),
      stopping: card(makeRun(stopping), tripAt + 6_000, links),
      'stopping, a long reason': card(
        makeRun({
          ...stopping,
          decision: tripped(tripAt, 74, {
            reason: 'forecast',
            why: 'kill forecast in 55 s, stopping takes 65 s',
          }),
        }),
        tripAt + 6_000,
        links,
      ),
      'stopping, flagd-ui down': card(makeRun({ ...stopping, flag: failing }), tripAt + 20_000, links),
      recovering: card(
        makeRun({
          state: 'recovering',
          decision: tripDecision,
          readings: [...climb, ...hold.slice(0, 3)],
          flag: seenOff,
        }),
        tripAt + 45_000,
        links,
      ),
      'recovering, recovered': card(makeRun({ ...recovered, state: 'recovering' }), tripAt + 60_000, links),
      'recovering, restart needed': card(
        makeRun({ ...stuck, state: 'recovering' }),
        tripAt + 3 * minute,
        links,
      ),
    },
    'cards-live',
  );
});

test('cards of a run that has ended', async () => {
  const byBen = { kind: 'stop', at: tripAt, by: 'Ben', why: 'stopped by Ben' } as const;
  const timeOver = {
    kind: 'time',
    at: growthAt + 30 * minute,
    by: 'time limit',
    why: 'time is over',
    regime: 'level',
  } as const;
  const level = rise(growthAt, growthAt + 30 * minute, 57, 60);
  await kept(
    {
      averted: endedCard(recovered),
      'averted, restart needed': endedCard(stuck),
      'OOM-killed, too late': endedCard(dead),
      'OOM-killed, breaker off': endedCard({
        ...dead,
        decision: { ...timeOver, at: tripAt + 5 * minute },
        breaker: { state: 'off' },
        command: 'start gradual 300 25 breaker off',
      }),
      'OOM-killed, no trip': endedCard({
        ...dead,
        decision: {
          kind: 'kill',
          at: kill.at + 1_000,
          by: 'breaker',
          why: 'checkout was OOM-killed before any trip',
        },
      }),
      levelled: endedCard({
        ...recovered,
        outcome: 'levelled',
        decision: timeOver,
        readings: level,
        forecast: null,
        endedAt: growthAt + 35 * minute,
      }),
      completed: endedCard({
        ...recovered,
        outcome: 'completed',
        decision: { ...timeOver, regime: 'ramp' },
        readings: rise(growthAt, growthAt + 30 * minute, 52, 76),
        endedAt: growthAt + 35 * minute,
      }),
      stopped: endedCard({ ...recovered, outcome: 'stopped', decision: byBen }),
      'stopped, reset': endedCard({
        ...recovered,
        outcome: 'stopped',
        decision: {
          ...byBen,
          kind: 'person',
          by: 'someone outside leakops',
          why: 'flag reset or edited outside leakops',
        },
        flag: { idGone: true, undo: 'not-ours' },
      }),
      aborted: endedCard({
        outcome: 'aborted',
        growingAt: null,
        decision: { kind: 'abort', at: growthAt, by: 'leakops', why: 'flagd-ui answers 503' },
        flag: { arming: { step: 'none' }, lastWrite: 0, undo: 'not-ours' },
      }),
      'lost sight': endedCard({
        ...recovered,
        outcome: 'lost-sight',
        decision: tripped(tripAt, 0, { reason: 'blind', why: 'no reading for 60 s', reading: null }),
        readings: rise(growthAt, tripAt - 60_000, 52, 78),
        recovery: 'unknown',
      }),
    },
    'cards-ended',
  );
});

test('posts in the thread', async () => {
  const growing = makeRun({
    forecast,
    flag: { servedDeadlineSeconds: growingNow / 1000 + 25, failures: 4, failureWhy: 'flagd-ui answers 503' },
  });
  const alarmAt = tripAt + 23_000;
  const alarmed = makeRun({
    state: 'recovering',
    decision: tripDecision,
    readings: [
      ...climb,
      ...rise(tripAt + 3_000, alarmAt, 83, 85.4).map((one, n) => ({
        ...one,
        at: tripAt + 3_000 + n * 10_000,
      })),
    ],
    flag: seenOff,
  });
  const served = {
    offWrite: 5,
    failures: 6,
    failureWhy: 'flagd-ui answers 503',
    servedDeadlineSeconds: tripAt / 1000 + 78,
  };
  await kept(
    {
      plan: planPost(makeRun({ state: 'preparing' }), growthAt, { warnings: [], protectableValue: null }),
      'plan, not protectable': planPost(
        makeRun({ state: 'preparing', flag: { value: 3000 }, killChance: 0.62, gomemlimitBytes: null }),
        growthAt,
        { warnings: ['One missed scrape would trip the breaker'], protectableValue: 1000 },
      ),
      'plan, a value of its own, breaker off': planPost(
        makeRun({ state: 'preparing', flag: { value: 1000 }, breaker: { state: 'off' }, killChance: null }),
        growthAt,
        { warnings: ['The pod is warming up'], protectableValue: null },
      ),
      progress: progressPost(makeRun({ forecast }), growingNow),
      'progress, level': progressPost(makeRun({ regime: 'bursts' }), growingNow),
      'progress, blind': progressPost(
        makeRun({
          readings: rise(growthAt, growthAt + 5 * minute, 52, 64),
          readingsWhy: 'metrics-server answers 503',
        }),
        growingNow,
      ),
      '70 %': milestonePost(makeRun({ forecast }), [70], growingNow),
      '70 and 80 % in one reading, breaker at 90 %': milestonePost(
        makeRun({ forecast, breaker: { thresholdPercent: 90 } }),
        [80, 70],
        growingNow,
      ),
      '80 %, breaker off': breakerOffThresholdPost(
        makeRun({ forecast, breaker: { state: 'off' } }),
        growingNow,
      ),
      '85 %': milestonePost(alarmed, [85], alarmAt),
      trip: tripPost(
        makeRun({ state: 'recovering', decision: tripDecision, readings: climb, flag: seenOff }),
        tripAt + 3_000,
      ),
      'trip, not yet seen off': tripPost(
        makeRun({
          state: 'stopping',
          decision: tripDecision,
          readings: climb,
          flag: { offWrite: 5, servedDeadlineSeconds: tripAt / 1000 + 60 },
        }),
        tripAt + 1_000,
      ),
      'trip, blind': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 0, { reason: 'blind', why: 'no reading for 60 s', reading: null }),
          flag: seenOff,
        }),
        tripAt + 3_000,
      ),
      'trip, lease': tripPost(
        makeRun({
          state: 'recovering',
          decision: tripped(tripAt, 78, {
            reason: 'lease',
            by: 'lease',
            why: 'the lease ran out: flagd serves off by itself',
          }),
          flag: { ...seenOff, seenOffAt: tripAt },
        }),
        tripAt + 3_000,
      ),
      'a stop': tripPost(
        makeRun({
          state: 'recovering',
          decision: { kind: 'stop', at: tripAt, by: 'Ben', why: 'stopped by Ben' },
          readings: climb,
          flag: seenOff,
        }),
        tripAt + 3_000,
      ),
      stuck: stuckPost(
        makeRun({ state: 'stopping', decision: tripDecision, readings: climb, flag: served }),
        tripAt + 20_000,
      ),
      'stuck, no lease': stuckPost(
        makeRun({
          state: 'stopping',
          decision: tripDecision,
          leaseMs: null,
          flag: { ...served, servedDeadlineSeconds: null, serving: null },
        }),
        tripAt + 20_000,
      ),
      kill: killPost(makeRun({ ...dead, state: 'recovering' }), kill, kill.at + 30_000),
      'kill, breaker off': killPost(
        makeRun({ readings: climb, breaker: { state: 'off' }, kills: [kill] }),
        kill,
        kill.at + 5_000,
      ),
      'restart seen': restartSeenPost(makeRun({ readings: [reading(growingNow - 5_000, 41)] }), growingNow, {
        exitCode: 137,
        reason: 'Error',
      }),
      'pod replaced': restartSeenPost(makeRun({ restartKnown: true }), growingNow, null),
      recovered: recoveryPost(makeRun({ ...recovered, state: 'recovering' }), tripAt + 43_000),
      'recovery unknown': recoveryPost(
        makeRun({
          ...recovered,
          state: 'recovering',
          recovery: 'unknown',
          flag: { ...seenOff, undo: 'kept-off' },
        }),
        tripAt + 5 * minute,
      ),
      'restart needed': restartNeededPost(
        makeRun({ ...stuck, state: 'recovering' }),
        tripAt + 3 * minute + 3_000,
      ),
      'lease in trouble': leaseTroublePost(growing, growingNow),
      edited: editedPost(
        makeRun({
          events: [
            {
              at: growingNow,
              kind: 'edit',
              by: 'someone outside leakops',
              text: 'flag edited, renewals stop',
            },
          ],
          flag: { servedDeadlineSeconds: growingNow / 1000 + 50 },
        }),
        growingNow,
      ),
      reset: resetPost(makeRun({ flag: { idGone: true } }), growingNow),
      'load in trouble': loadTroublePost(
        makeRun({ load: { failures: 3, failureWhy: 'Locust answers 503' } }),
        growingNow,
      ),
    },
    'posts',
  );
});

test('reports', async () => {
  const report = (run: Run) => {
    if (run.state !== 'ended') throw new Error('not ended');
    return reportPost(run, growthAt + 20 * minute, { ...links, otherFlagsUnchanged: true });
  };
  const aborted = ended({
    outcome: 'aborted',
    growingAt: null,
    events: [],
    decision: { kind: 'abort', at: growthAt, by: 'leakops', why: 'flagd-ui answers 503' },
    flag: { arming: { step: 'none' }, lastWrite: 0 },
    load: { sentUsers: [] },
  });
  await kept(
    {
      'averted, recovered': report(ended(recovered)),
      'averted, restart needed': report(ended(stuck)),
      'OOM-killed': report(ended(dead)),
      aborted: report(aborted),
      'nothing compared, undo not seen': reportPost(
        ended({ ...recovered, flag: seenOff, load: {}, recovery: 'unknown' }) as Extract<
          Run,
          { state: 'ended' }
        >,
        growthAt + 20 * minute,
        { publicUrl: null, chartUrl: null },
      ),
    },
    'reports',
  );
  expect(chartAlt(ended(recovered))).toBe(
    'Memory of checkout in run-42: peak 81\u00a0% of the limit at +10\u00a0m; outcome averted.',
  );
});
