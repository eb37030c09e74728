/** Rule 29: what needs a live run, what works without one, and what a state does not allow. */
import { describe, expect, test } from 'vitest';
import { growthAt, makeRun, minute, type RunOverrides, tripped } from '../src/voice/make-run.ts';
import { shown, stage } from './stage.ts';

const ended: RunOverrides = { state: 'ended', outcome: 'averted', endedAt: growthAt + 3 * minute };
const stopping: RunOverrides = {
  state: 'stopping',
  decision: tripped(growthAt + 7 * minute, 81),
  breaker: { state: 'tripped', reason: 'threshold' },
};

describe('without a run', () => {
  test.each([
    'flag 300',
    'load 10',
    'breaker 85',
    'breaker off',
    'breaker reset',
    'breaker trip',
    'extend 10m',
    'stop',
  ])('%s says that none is live', async (text) => {
    const { say, desk } = stage();
    expect(shown(await say(text))).toMatch(
      /no run is live\. Nothing changed\.\nStart one: `\/leak start gradual`/,
    );
    expect(desk.asked).toEqual([]);
  });

  test('flag off works', async () => {
    const { say, desk } = stage();
    expect(shown(await say('flag off'))).toBe('Flag seen off');
    expect(desk.asked).toEqual(['flagOff Ana']);
  });

  test('flag off that is not seen off does not say that nothing changed', async () => {
    const { say, desk } = stage();
    const text = 'Flag kafkaQueueProblems was written off, and is not seen off yet.';
    desk.flagOff = async () => ({ kind: 'refused', text, remedy: '`/leak doctor`' });
    expect(shown(await say('flag off'))).toBe(`${text}\nTry \`/leak doctor\``);
  });

  test('flag off works in the thread of a run that is over, and reaches the run that is live', async () => {
    const over = makeRun({ ...ended, id: 'run-41', thread: 'card-41' });
    const none = stage([over]);
    await none.say('flag off', { thread: 'card-41' });
    expect(none.desk.asked).toEqual(['flagOff Ana']);
    const one = stage([makeRun(), over]);
    await one.say('flag off', { thread: 'card-41' });
    expect(one.desk.asked).toEqual(['run-42 flag-off Ana']);
  });

  test('a preflight is ended by stop and by trip, and by flag off before the flag is put off', async () => {
    for (const [text, asked] of [
      ['stop', ['stopPreflight Ana']],
      ['breaker trip', ['stopPreflight Ana']],
      ['flag off', ['stopPreflight Ana', 'flagOff Ana']],
    ] as const) {
      const { say, desk } = stage();
      desk.preflight = true;
      await say(text);
      expect(desk.asked).toEqual(asked);
    }
  });

  test('restart works, and is asked', async () => {
    const { say, desk } = stage();
    expect((await say('restart'))?.said.actions.map((action) => action.id)).toEqual(['confirm', 'cancel']);
    await say('restart confirm');
    expect(desk.asked).toEqual(['restartTarget Ana']);
  });
});

describe('breaker', () => {
  test('reset arms again one that was off', async () => {
    const { say, desk } = stage([makeRun({ breaker: { state: 'off' } })]);
    expect(shown(await say('breaker reset'))).toContain('Arm the breaker of run-42 again at 80\u00a0%?');
    await say('breaker reset confirm');
    expect(desk.asked).toEqual(['run-42 breaker-reset Ana']);
  });

  test('reset after a trip answers that the run is over', async () => {
    const { say, desk } = stage([makeRun(stopping)]);
    expect(shown(await say('breaker reset confirm'))).toContain(
      'run-42 has tripped, the run is over (stopping). Nothing changed.',
    );
    expect(desk.asked).toEqual([]);
  });

  test('a percent under the present reading is refused, and named', async () => {
    const { say, desk } = stage([makeRun()]);
    const answer = shown(await say('breaker 60'));
    expect(answer).toContain('breaker 60\u00a0% is under the present reading, 72\u00a0%. Nothing changed.');
    expect(answer).toContain('`/leak breaker 72`');
    expect(desk.asked).toEqual([]);
    await say('breaker 72');
    expect(desk.asked).toEqual(['run-42 breaker 72 Ana']);
  });

  test('off when it is off, reset when it is armed: nothing to ask', async () => {
    expect(shown(await stage([makeRun({ breaker: { state: 'off' } })]).say('breaker off'))).toContain(
      'off already',
    );
    expect(shown(await stage([makeRun()]).say('breaker reset'))).toContain('armed at 80\u00a0% already');
  });
});

test.each(['preparing', 'growing'] as const)('restart is refused while a run is %s', async (state) => {
  const { say, desk } = stage([makeRun({ state })]);
  const answer = shown(await say('restart confirm'));
  expect(answer).toContain(`run-42 is ${state}, a restart would hide its leak. Nothing changed.`);
  expect(answer).toContain('`/leak stop`');
  expect(desk.asked).toEqual([]);
});

test('restart on the card of a run that is over is refused while another one grows', async () => {
  const over = makeRun({ ...ended, id: 'run-41', recovery: 'restart-needed' });
  const { press, desk } = stage([makeRun(), over]);
  expect(shown(await press('restart', 'run-41'))).toContain('run-42 is growing');
  expect(desk.asked).toEqual([]);
});

test('restart while recovering is an order to the run', async () => {
  const { say, desk } = stage([makeRun({ ...stopping, state: 'recovering' })]);
  await say('restart confirm');
  expect(desk.asked).toEqual(['run-42 restart Ana']);
});

test.each(['flag 500 confirm', 'load 50', 'breaker 85', 'breaker off confirm', 'extend 10m'])(
  '%s is refused when the run is stopping',
  async (text) => {
    const { say, desk } = stage([makeRun(stopping)]);
    expect(shown(await say(text))).toContain('the run is over (stopping). Nothing changed.');
    expect(desk.asked).toEqual([]);
  },
);

test('stop when it is stopping says what is so, in the words of the desk', async () => {
  const { say, desk } = stage([makeRun(stopping)]);
  desk.ordered = () => ({ kind: 'refused', text: 'run-42 is stopping already', remedy: null });
  const answer = await say('stop');
  expect(shown(answer)).toBe('run-42 is stopping already. Nothing changed.\nSee `/leak status`');
  expect(answer?.said.text.startsWith('run-42 is stopping already. Nothing changed.')).toBe(true);
});

test('stop in the thread of a run that is over says so, and which run is live', async () => {
  const over = makeRun({ ...ended, id: 'run-41', thread: 'card-41' });
  const { say, desk } = stage([makeRun(), over]);
  const answer = shown(await say('stop', { thread: 'card-41' }));
  expect(answer).toContain('run-41 ended 5\u00a0m ago: averted. Nothing changed.');
  expect(answer).toContain('Live now: run-42');
  expect(desk.asked).toEqual([]);
});

describe('extend', () => {
  test('never beyond the longest duration from the start', async () => {
    const { say, desk } = stage([makeRun()]);
    const answer = shown(await say('extend 40m confirm'));
    expect(answer).toContain('Not extended: 40m, must be 1m–29m now. Nothing changed.');
    expect(answer).toContain('`/leak extend 29m`');
    await say('extend 29m confirm');
    expect(desk.asked).toEqual(['run-42 extend 1740000 Ana']);
  });

  test('nothing left', async () => {
    const { press, desk } = stage([makeRun({ maxDurationMs: 30 * minute })]);
    expect(shown(await press('extend', 'run-42'))).toContain('run-42 has all of 30m from the start');
    expect(desk.asked).toEqual([]);
  });
});
