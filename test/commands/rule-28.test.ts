/** Rule 28: the same delivery twice acts once; what raises the risk and comes late is answered, not done. */
import { describe, expect, test } from 'vitest';
import { makeRun } from '../src/voice/make-run.ts';
import { ana, realStart, shown, stage } from './stage.ts';

const late = { givenAt: realStart - 60_001 };

describe('twice', () => {
  test('the same delivery acts once and is answered once', async () => {
    const { say, desk, chat } = stage([makeRun()]);
    await say('load 10', { key: 'd-1' });
    expect(await say('load 10', { key: 'd-1' })).toBeNull();
    expect(desk.asked).toEqual(['run-42 load 10 Ana']);
    expect(chat.messages).toHaveLength(1);
  });

  test('at the same time too', async () => {
    const { say, desk } = stage();
    await Promise.all([say('start gradual', { key: 'd-1' }), say('start gradual', { key: 'd-1' })]);
    expect(desk.asked).toEqual(['start gradual']);
  });

  test('another delivery of the same words acts again; one without a key always', async () => {
    const { say, desk } = stage([makeRun()]);
    for (const key of ['d-1', 'd-2', null, null]) await say('load 10', { key });
    expect(desk.asked).toHaveLength(4);
  });

  test('a press and a line may have the same key', async () => {
    const { say, press, desk } = stage([makeRun()]);
    await say('load 10', { key: 'd-1' });
    await press('stop', 'run-42', { key: 'd-1' });
    expect(desk.asked).toEqual(['run-42 load 10 Ana', 'run-42 stop Ana']);
  });

  test('after a restart of the bot: what raises the risk is not done again, a stop is, unheard', async () => {
    const before = stage([makeRun()]);
    await before.say('flag 500 confirm', { key: 'd-1' });
    await before.say('stop', { key: 'd-2' });
    const after = before.restarted();
    await after.say('flag 500 confirm', { key: 'd-1' });
    await after.say('stop', { key: 'd-2' });
    expect(after.desk.asked).toEqual(['run-42 flag 500 Ana', 'run-42 stop Ana', 'run-42 stop Ana']);
    expect(after.chat.messages).toHaveLength(2);
  });

  test('a database that cannot remember stops what raises the risk, never what makes safer', async () => {
    const { say, desk, deliveries } = stage([makeRun()]);
    deliveries.broken = true;
    expect(shown(await say('flag 500 confirm', { key: 'd-1' }))).toMatch(/^Trouble e-/);
    await say('stop', { key: 'd-2' });
    expect(desk.asked).toEqual(['run-42 stop Ana']);
  });
});

describe('late', () => {
  test.each([
    'start gradual 300 25',
    'extend 10m',
    'extend 10m confirm',
    'flag 500 confirm',
    'load 50 confirm',
    'breaker 90 confirm',
    'breaker off confirm',
  ])('%s is answered, not done', async (text) => {
    const { say, desk } = stage([makeRun()]);
    const answer = shown(await say(text, late));
    expect(answer).toMatch(/the command is 60\u00a0s old, more than 60\u00a0s\. Nothing changed\./);
    expect(answer).toContain(`\`/leak ${text.replace(' confirm', '')}\``);
    expect(desk.asked).toEqual([]);
  });

  test.each([
    ['stop', 'run-42 stop Ana'],
    ['breaker trip', 'run-42 trip Ana'],
    ['flag off', 'run-42 flag-off Ana'],
    ['flag 200', 'run-42 flag 200 Ana'],
    ['load 10', 'run-42 load 10 Ana'],
    ['breaker 75', 'run-42 breaker 75 Ana'],
  ])('%s makes safer and always acts', async (text, order) => {
    const { say, desk } = stage([makeRun()]);
    await say(text, { givenAt: realStart - 3_600_000 });
    expect(desk.asked).toEqual([order]);
  });

  test('exactly a minute is not late, and neither is what has no date', async () => {
    const { say, desk } = stage([makeRun()]);
    await say('extend 5m confirm', { givenAt: realStart - 60_000 });
    await say('extend 5m confirm', { givenAt: null });
    expect(desk.asked).toHaveLength(2);
  });

  test('a late press of a button too', async () => {
    const { press, desk } = stage([makeRun()]);
    expect(shown(await press('extend', 'run-42', late))).toContain('Nothing changed.');
    await press('stop', 'run-42', late);
    expect(desk.asked).toEqual(['run-42 stop Ana']);
  });
});

test('operators: others may stop, trip, lower and read, and are told so', async () => {
  const { say, desk } = stage([makeRun()], { operators: ['U-someone-else'] });
  for (const text of [
    'start gradual',
    'flag 500 confirm',
    'load 50 confirm',
    'breaker 90 confirm',
    'breaker off confirm',
    'extend 10m confirm',
  ]) {
    const answer = shown(await say(text));
    expect(answer, text).toContain('Ana is not an operator. Nothing changed.');
    expect(answer, text).toContain('`/leak stop`');
  }
  expect(desk.asked).toEqual([]);
  for (const text of [
    'flag 200',
    'load 10',
    'breaker 75',
    'breaker trip',
    'flag off',
    'stop',
    'status',
    'doctor',
  ])
    await say(text);
  expect(desk.asked).toHaveLength(6);
});

test('operators: restart, breaker reset and run again are theirs', async () => {
  const off = stage([makeRun({ breaker: { state: 'off' } })], { operators: ['U-x'] });
  expect(shown(await off.say('breaker reset confirm'))).toContain('not an operator');
  const ended = stage([makeRun({ state: 'ended', recovery: 'restart-needed' })], { operators: ['U-x'] });
  expect(shown(await ended.say('restart confirm'))).toContain('not an operator');
  expect(shown(await ended.press('again', 'run-42'))).toContain('not an operator');
  expect([...off.desk.asked, ...ended.desk.asked]).toEqual([]);
});

test('an operator may', async () => {
  const { say, desk } = stage([makeRun()], { operators: [ana.id] });
  await say('extend 10m confirm');
  expect(desk.asked).toEqual(['run-42 extend 600000 Ana']);
});
