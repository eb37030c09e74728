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

  test('restart names what it restarts', async () => {
    const over = makeRun({ ...ended, id: 'run-41', thread: 'card-41' });
    expect((await stage([over]).say('restart'))?.said.actions[0]?.label).toBe('Restart checkout');
    const first = await stage([], { workload: 'cart' }).say('restart');
    expect(first?.said.lines[0]).toBe('Restart cart?');
    expect(first?.said.actions[0]?.label).toBe('Restart cart');
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

  test('a suggested percent is one that is allowed at the present reading', async () => {
    const { say } = stage([makeRun()]);
    expect(shown(await say('breaker 40'))).toContain('percent 40, must be 50–99, trip, reset or off');
    expect(shown(await say('breaker 40'))).toContain('`/leak breaker 72`');
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

describe('in the thread of a run that is over', () => {
  const over = makeRun({ ...ended, id: 'run-41', thread: 'card-41' });
  const inThread = { thread: 'card-41' };

  test.each([
    ['stop', 'run-42 stop Ana'],
    ['stop now', 'run-42 stop Ana'],
    ['breaker trip', 'run-42 trip Ana'],
    ['flag off', 'run-42 flag-off Ana'],
  ])('%s ends the one that is live, and says whose thread it is', async (text, order) => {
    const { say, desk } = stage([makeRun(), over]);
    const answer = shown(await say(text, inThread));
    expect(desk.asked).toEqual([order]);
    expect(answer).toBe(`Done: ${order.split(' ')[1]}\nThis is the thread of run-41, which is over`);
  });

  test('the one of the channel comes before those elsewhere', async () => {
    const elsewhere = makeRun({ id: 'run-43', channel: 'ops', thread: 'card-43' });
    const { say, desk } = stage([elsewhere, makeRun(), over]);
    await say('stop', inThread);
    expect(desk.asked).toEqual(['run-42 stop Ana']);
  });

  test('a preflight is stopped', async () => {
    for (const text of ['stop', 'breaker trip']) {
      const { say, desk } = stage([over]);
      desk.preflight = true;
      expect(shown(await say(text, inThread))).toContain('Preflight stopped');
      expect(desk.asked).toEqual(['stopPreflight Ana']);
    }
  });

  test('with none live it says that this one is over', async () => {
    const { say, desk } = stage([over]);
    expect(shown(await say('stop', inThread))).toContain(
      'run-41 ended 5\u00a0m ago: averted. Nothing changed.',
    );
    expect(desk.asked).toEqual([]);
  });

  test('what raises the risk is refused, and names the run that is live and how to stop it', async () => {
    const { say, desk } = stage([makeRun(), over]);
    const answer = shown(await say('flag 500 confirm', inThread));
    expect(answer).toContain('run-41 ended 5\u00a0m ago: averted. Nothing changed.');
    expect(answer).toContain(
      'Live now: run-42, checkout in otel-demo: `/leak status` or `/leak stop run-42`',
    );
    expect(desk.asked).toEqual([]);
  });

  test('a button of its card still changes nothing', async () => {
    const { press, desk } = stage([makeRun(), over]);
    expect(shown(await press('stop', 'run-41', inThread))).toContain('run-41 ended');
    expect(desk.asked).toEqual([]);
  });
});

describe('a run that is over is said to be what it is', () => {
  test.each<[string, RunOverrides]>([
    ['is over, the flag goes off (stopping)', { state: 'stopping' }],
    ['is over, the flag is off (recovering)', { state: 'recovering', flag: { seenOffAt: growthAt } }],
    ['is over, the flag is as others set it (recovering)', { state: 'recovering', flag: { idGone: true } }],
  ])('%s', async (words, overrides) => {
    const decision = { kind: 'stop', at: growthAt, by: 'Ana', why: 'stopped by Ana' } as const;
    const { say } = stage([makeRun({ decision, ...overrides })]);
    expect(shown(await say('flag 500'))).toContain(`run-42 ${words}. Nothing changed.`);
  });
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

  test('a time out of range is answered with one that is allowed now', async () => {
    const { say } = stage([makeRun()]);
    const answer = shown(await say('extend 5h'));
    expect(answer).toContain('time "5h", must be 1m–1h (LEAKOPS_MAX_DURATION). Nothing changed.');
    expect(answer).toContain('`/leak extend 29m`');
    expect(shown(await say('extend 29m'))).toContain('Extend run-42 by 29\u00a0m?');
  });

  test('nothing left', async () => {
    const { press, desk } = stage([makeRun({ maxDurationMs: 30 * minute })]);
    expect(shown(await press('extend', 'run-42'))).toContain('run-42 has all of 30m from the start');
    expect(desk.asked).toEqual([]);
  });
});
