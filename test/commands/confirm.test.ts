/** Confirmation by danger (facts/chat-ux.md): what makes safer never asks, what raises the risk asks once. */
import { describe, expect, test } from 'vitest';
import { durationRange, usersCount } from '../../src/voice/number.ts';
import { growthAt, makeRun, minute, reading } from '../src/voice/make-run.ts';
import { ben, type Message, realStart, shown, stage } from './stage.ts';

const action = (message: Message | null, id: string) => {
  const found = message?.said.actions.find((each) => each.id === id);
  if (message === null || found === undefined) throw new Error(`no ${id} in: ${shown(message)}`);
  return { value: found.value, more: { messageId: message.id }, label: found.label, style: found.style };
};

describe('asked', () => {
  test.each([
    ['flag 500', 'run-42 flag 500 Ana', 'Set flag 500', 'primary'],
    ['flag 2000', 'run-42 flag 2000 Ana', 'Set flag 2000', 'danger'],
    ['load 50', 'run-42 load 50 Ana', `Load ${usersCount(50)}`, 'primary'],
    ['breaker 90', 'run-42 breaker 90 Ana', 'Breaker 90\u00a0%', 'primary'],
    ['breaker off', 'run-42 breaker-off Ana', 'Breaker off', 'danger'],
    ['extend 10m', 'run-42 extend 600000 Ana', 'Extend 10\u00a0m', 'primary'],
  ])('%s: a private question, then done in its place', async (text, order, label, style) => {
    const { say, press, desk, chat } = stage([makeRun()]);
    const asked = await say(text);
    expect(desk.asked).toEqual([]);
    expect(asked?.place.to).toBe('U-ana');
    expect(shown(asked)).toContain('Nothing changed yet.');
    expect(shown(asked)).toContain(`\`/leak ${text} confirm\``);
    const yes = action(asked, 'confirm');
    expect([yes.label, yes.style]).toEqual([label, style]);
    const done = await press('confirm', yes.value, yes.more);
    expect(desk.asked).toEqual([order]);
    expect(done?.id).toBe(asked?.id);
    expect(done?.said.actions).toEqual([]);
    expect(chat.messages).toHaveLength(1);
  });

  test.each(['flag 500 confirm', 'load 50 confirm', 'breaker off CONFIRM', 'extend 10m “confirm”'])(
    '%s needs no question',
    async (text) => {
      const { say, desk } = stage([makeRun()]);
      await say(text);
      expect(desk.asked).toHaveLength(1);
    },
  );

  test.each([
    'flag 300',
    'flag 299',
    'flag off',
    'load 25',
    'load 1',
    'breaker 80',
    'breaker 75',
    'breaker trip',
    'stop',
  ])('%s never asks', async (text) => {
    const { say, desk } = stage([makeRun()]);
    expect((await say(text))?.said.actions).toEqual([]);
    expect(desk.asked).toHaveLength(1);
  });

  test('flag 2000 of a run that has 3000 makes safer', async () => {
    const { say, desk } = stage([makeRun({ flag: { value: 3_000 } })]);
    await say('flag 2000');
    expect(desk.asked).toEqual(['run-42 flag 2000 Ana']);
  });

  test.each(['flag 2000', 'breaker off'])('%s names the chance of a kill and the headroom', async (text) => {
    const answer = shown(await stage([makeRun()]).say(text));
    expect(answer).toMatch(/Now 72\u00a0% of the limit, headroom 28\u00a0points/);
    expect(answer).toMatch(/Chance of a kill by bursts within 10\u00a0m: (under |over )?\d+\u00a0%/);
  });
});

describe('a dangerous question is about the present', () => {
  const forecast = {
    at: growthAt + 8 * minute,
    breakerAt: growthAt + 10 * minute,
    killAt: growthAt + 16 * minute,
    earliestKillAt: growthAt + 11 * minute,
    latestKillAt: growthAt + 27 * minute,
  };

  test('the forecast comes first', async () => {
    const { say } = stage([makeRun({ forecast })]);
    expect((await say('breaker off'))?.said.lines[1]).toBe(
      `Kill forecast in ${durationRange(3 * minute, 19 * minute)}.`,
    );
    expect(shown(await say('breaker off'))).toContain(
      `Guide: kill ${durationRange(10 * minute, 20 * minute)} after the growth began.`,
    );
    expect((await say('flag 2000'))?.said.lines[1]).toBe(
      `Kill forecast in ${durationRange(3 * minute, 19 * minute)} as it is.`,
    );
    const overdue = makeRun({ forecast: { ...forecast, earliestKillAt: 0, latestKillAt: growthAt } });
    expect((await stage([overdue]).say('breaker off'))?.said.lines[1]).toBe('Kill overdue by the forecast.');
  });

  test('the chance is that of the level now, not of the baseline', async () => {
    const at = async (percent: number) => {
      const readings = [reading(growthAt + 8 * minute, percent)];
      const run = makeRun({ readings, flag: { value: 1_500 }, killChance: 0.005 });
      const answer = shown(await stage([run]).say('breaker off'));
      return Number(/bursts within 10\u00a0m: (?:under |over )?(\d+)/.exec(answer)?.[1]);
    };
    expect(await at(95)).toBeGreaterThan(50);
    expect(await at(95)).toBeGreaterThan(await at(60));
  });

  test('an old reading is not said to be of now', async () => {
    const old = [reading(growthAt + 2 * minute, 60)];
    expect(shown(await stage([makeRun({ readings: old })]).say('breaker off'))).toContain(
      'When last seen 60\u00a0% of the limit',
    );
    expect(shown(await stage([makeRun({ readings: [] })]).say('breaker off'))).toContain(
      'At the start 52\u00a0% of the limit',
    );
  });
});

describe('answered', () => {
  test('by Cancel: nothing is done, the buttons go', async () => {
    const { say, press, desk } = stage([makeRun()]);
    const no = action(await say('extend 10m'), 'cancel');
    const answer = await press('cancel', no.value, no.more);
    expect(shown(answer)).toBe('Cancelled. Nothing changed.\nIf it still holds: `/leak extend 10m`');
    expect(answer?.said.actions).toEqual([]);
    expect(shown(await press('confirm', no.value, no.more))).toContain('answered already');
    expect(desk.asked).toEqual([]);
  });

  test('by two taps on Confirm: done once', async () => {
    const { say, press, desk } = stage([makeRun()]);
    const yes = action(await say('extend 10m'), 'confirm');
    await Promise.all([press('confirm', yes.value, yes.more), press('confirm', yes.value, yes.more)]);
    expect(desk.asked).toEqual(['run-42 extend 600000 Ana']);
  });

  test('after a restart of the bot', async () => {
    const before = stage([makeRun()]);
    const yes = action(await before.say('flag 500'), 'confirm');
    const after = before.restarted();
    await after.press('confirm', yes.value, yes.more);
    await after.restarted().press('confirm', yes.value, yes.more);
    expect(after.desk.asked).toEqual(['run-42 flag 500 Ana']);
  });

  test.each([-61_000, 60_001])('after 60 s, or before it was asked (%i ms): not done', async (ms) => {
    const { say, press, desk, real } = stage([makeRun()]);
    const yes = action(await say('extend 10m'), 'confirm');
    real.now = realStart + ms;
    const answer = await press('confirm', yes.value, yes.more);
    expect(shown(answer)).toMatch(/it was valid for 60\u00a0s\. Nothing changed\./);
    expect(shown(answer)).toContain('`/leak extend 10m`');
    expect(answer?.said.actions).toEqual([]);
    expect(desk.asked).toEqual([]);
  });

  test('when the run has ended meanwhile: late, nothing changes', async () => {
    const { say, press, desk } = stage([makeRun()]);
    const yes = action(await say('flag 500'), 'confirm');
    desk.runs = [
      makeRun({ id: 'run-43', thread: 'card-43' }),
      makeRun({ state: 'ended', outcome: 'averted', endedAt: growthAt + 8 * minute - 1_000 }),
    ];
    expect(shown(await press('confirm', yes.value, yes.more))).toContain(
      'run-42 ended 1\u00a0s ago: averted. Nothing changed.',
    );
    expect(desk.asked).toEqual([]);
  });

  test('by somebody who may not: not done', async () => {
    const { say, press, desk } = stage([makeRun()], { operators: ['U-ana'] });
    const yes = action(await say('flag 500'), 'confirm');
    expect(shown(await press('confirm', yes.value, { ...yes.more, user: ben }))).toContain(
      'Ben is not an operator',
    );
    expect(desk.asked).toEqual([]);
  });

  test('when the question is gone: said anew', async () => {
    const { say, press, desk, chat } = stage([makeRun()]);
    const yes = action(await say('extend 10m'), 'confirm');
    chat.failing = 'edit';
    await press('confirm', yes.value, yes.more);
    expect(desk.asked).toEqual(['run-42 extend 600000 Ana']);
    expect(shown(chat.messages.at(-1) ?? null)).toBe('Done: extend');
  });

  test.each([
    '',
    'x',
    'run-42',
    'zz - ',
    '1 run-42 stauts',
    '!! - stop',
    `${realStart.toString(36)} - xyzzy`,
  ])('with a value that is none (%s): nothing is done', async (value) => {
    const { press, desk } = stage([makeRun()]);
    expect(shown(await press('confirm', value))).toContain('Nothing changed.');
    expect(desk.asked).toEqual([]);
  });
});

test('what a button carries has room on every chat', async () => {
  const longest = 'start broker-down 10000 500 for 3h59m59s ramp 100 breaker off';
  const { press } = stage(
    [makeRun({ state: 'ended', id: 'run-123456', command: longest.replace('broker-down', 'gradual') })],
    {
      maxDurationMs: 240 * minute,
    },
  );
  const question = await press('again', 'run-123456');
  expect(action(question, 'confirm').value.length).toBeLessThanOrEqual(90);
});
