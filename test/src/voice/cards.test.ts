/** Cards as chat-ux.md draws them, kept to be read in the two .snap files of this name. */
import { test } from 'vitest';
import { card } from '../../../src/voice/card.ts';
import { kept } from './kept-messages.ts';
import { growthAt, makeRun, minute, rise, tripped } from './make-run.ts';
import {
  climb,
  dead,
  endedCard,
  forecast,
  growingNow,
  hold,
  kill,
  levelled,
  links,
  recovered,
  seenOff,
  stuck,
  tripAt,
  tripDecision,
} from './sample-runs.ts';

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
  await kept(
    {
      averted: endedCard(recovered),
      'averted, restart needed': endedCard(stuck),
      'OOM-killed, too late': endedCard(dead),
      'OOM-killed, breaker off': endedCard({
        ...dead,
        decision: { ...timeOver, at: tripAt + 5 * minute },
        breaker: { state: 'off' },
        kills: [{ ...kill, breakerOff: true }],
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
      levelled: endedCard(levelled),
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
