/** Rule 30: in a thread that thread's run; else the one live of the channel; else of the bot; else the choices. */
import { expect, test } from 'vitest';
import { makeRun } from '../src/voice/make-run.ts';
import { shown, stage } from './stage.ts';

const here = makeRun({ id: 'run-1', channel: 'game-day', thread: 'card-1' });
const alsoHere = makeRun({ id: 'run-2', channel: 'game-day', thread: 'card-2' });
const elsewhere = makeRun({ id: 'run-3', channel: 'ops', thread: 'card-3' });
const alsoElsewhere = makeRun({ id: 'run-4', channel: 'dev', thread: 'card-4' });

test("a thread's run, though others are live", async () => {
  const { say, desk } = stage([here, alsoHere, elsewhere]);
  await say('stop', { thread: 'card-2' });
  expect(desk.asked).toEqual(['run-2 stop Ana']);
});

test('the thread of another channel or chat with the same id is another thread', async () => {
  const { say, desk } = stage([here, elsewhere]);
  await say('stop', { thread: 'card-3' });
  await say('stop', { thread: 'card-1', chat: 'slack', channel: 'ops' });
  expect(desk.asked[0]).toBe('run-1 stop Ana');
  expect(desk.asked).toHaveLength(1);
});

test('the one live run of the channel, though others are live elsewhere', async () => {
  const { say, desk } = stage([here, elsewhere, alsoElsewhere]);
  await say('stop');
  expect(desk.asked).toEqual(['run-1 stop Ana']);
});

test('the one live run of the bot, from any channel and thread', async () => {
  const { say, desk } = stage([elsewhere]);
  await say('stop');
  await say('stop', { thread: 'lunch' });
  expect(desk.asked).toEqual(['run-3 stop Ana', 'run-3 stop Ana']);
});

test.each(['stop', 'flag off', 'breaker trip', 'load 10', 'restart', 'flag 500 confirm'])(
  '%s with several: the answer names the choices',
  async (text) => {
    const { say, desk } = stage([here, alsoHere, elsewhere]);
    const answer = shown(await say(text));
    expect(answer).toMatch(/2 runs are live\. Nothing changed\./);
    expect(answer).toContain('run-1: growing');
    expect(answer).toContain('run-2: growing');
    expect(answer).not.toContain('run-3');
    expect(answer).toMatch(/`@leakops /);
    expect(desk.asked).toEqual([]);
  },
);

test.each([
  ['stop', 'stop', 'Stop', 'run-2 stop Ana'],
  ['flag off', 'stop', 'Stop', 'run-2 flag-off Ana'],
  ['breaker trip', 'trip', 'Trip', 'run-2 trip Ana'],
])('%s with several: a button each, and the command with a name', async (text, id, label, order) => {
  const { say, press, desk } = stage([here, alsoHere]);
  const answer = await say(text);
  expect(answer?.said.actions).toMatchObject([
    { id, label: `${label} run-1`, value: 'run-1' },
    { id, label: `${label} run-2`, value: 'run-2' },
  ]);
  expect(shown(answer)).toContain(`\`/leak ${text} run-1\``);
  const button = answer?.said.actions[1];
  if (button !== undefined) await press(button.id, button.value);
  await say(`${text} run-2`);
  expect(desk.asked).toEqual([`run-2 ${id} Ana`, order]);
});

test('a run that is named is the one that is meant', async () => {
  const over = makeRun({ id: 'run-5', state: 'ended', outcome: 'stopped' });
  const { say, desk } = stage([here, elsewhere, over]);
  await say('stop RUN-3');
  expect(desk.asked).toEqual(['run-3 stop Ana']);
  expect(shown(await say('stop run-5'))).toContain('run-5 ended');
  expect(shown(await say('stop run-9'))).toBe(
    'Not stopped: there is no run-9. Nothing changed.\nWhat is so: `/leak status`',
  );
  expect(desk.asked).toHaveLength(1);
});

test('several on the bot, none here', async () => {
  const { say, desk } = stage([elsewhere, alsoElsewhere]);
  const answer = shown(await say('stop', { channel: 'game-day' }));
  expect(answer).toContain('run-3: growing 72\u00a0%, Ana, +8\u00a0m, in channel ops');
  expect(answer).toContain('run-4');
  expect(desk.asked).toEqual([]);
});

test('a button names its run, wherever it is pressed', async () => {
  const { press, desk } = stage([here, alsoHere, elsewhere]);
  await press('stop', 'run-3');
  await press('trip', 'run-2');
  expect(desk.asked).toEqual(['run-3 stop Ana', 'run-2 trip Ana']);
});

test('status with several lists them', async () => {
  const { say } = stage([elsewhere, alsoElsewhere]);
  expect(shown(await say('status', { channel: 'x' }))).toContain('2 runs are live\nrun-3: growing');
});
