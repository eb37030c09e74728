import { describe, expect, test } from 'vitest';
import type { ActionId } from '../../src/ports.ts';
import { usersCount } from '../../src/voice/number.ts';
import { growthAt, makeRun, minute, type RunOverrides } from '../src/voice/make-run.ts';
import { shown, stage } from './stage.ts';

const over: RunOverrides = { state: 'ended', outcome: 'averted', endedAt: growthAt + 3 * minute };

test.each<[ActionId, string, string]>([
  ['stop', 'run-42', 'run-42 stop Ana'],
  ['trip', 'run-42', 'run-42 trip Ana'],
  ['users-fewer', 'run-42 12', 'run-42 load 12 Ana'],
  ['value', 'flag 100', 'run-42 flag 100 Ana'],
])('%s acts at once', async (action, value, order) => {
  const { press, desk } = stage([makeRun()]);
  await press(action, value);
  expect(desk.asked).toEqual([order]);
});

test.each<[ActionId, string, string]>([
  ['extend', 'run-42', 'Extend run-42 by 10\u00a0m?'],
  ['users-more', 'run-42 50', `Raise the load of run-42 from 25 to ${usersCount(50)}?`],
  ['value', 'flag 500', 'Raise the flag of run-42 from 300 to 500?'],
])('%s asks first', async (action, value, asks) => {
  const { press, desk } = stage([makeRun()]);
  expect((await press(action, value))?.said.lines[0]).toBe(asks);
  expect(desk.asked).toEqual([]);
});

test('users offers half and double, within the range', async () => {
  const values = async (users: number) =>
    (await stage([makeRun({ users })]).press('users', 'run-42'))?.said.actions.map(
      ({ id, value }) => `${id}: ${value}`,
    );
  expect(await values(25)).toEqual(['users-fewer: run-42 12', 'users-more: run-42 50']);
  expect(await values(400)).toEqual(['users-fewer: run-42 200', 'users-more: run-42 500']);
  expect(await values(1)).toEqual(['users-more: run-42 2']);
  expect(await values(500)).toEqual(['users-fewer: run-42 250']);
});

test('details are private, whole, and without secrets', async () => {
  const run = makeRun();
  run.world.target = 'kubernetes';
  run.world.flagSource = 'https://ana:hunter2@flagd.example/feature?token=s3cret#x';
  const answer = await stage([run]).press('details', 'run-42');
  expect(answer?.place.to).toBe('U-ana');
  const text = shown(answer);
  for (const part of ['Flag: ', 'Lease: ', 'Load: ', 'Pods: ', 'https://flagd.example/feature '])
    expect(text).toContain(part);
  expect(text).not.toMatch(/hunter2|s3cret/);
});

describe('on a run that is over', () => {
  test.each<[ActionId, string]>([
    ['stop', 'run-42'],
    ['trip', 'run-42'],
    ['extend', 'run-42'],
    ['users', 'run-42'],
    ['users-fewer', 'run-42 12'],
    ['users-more', 'run-42 50'],
    ['restart', 'run-42'],
  ])('%s answers that it is late and changes nothing', async (action, value) => {
    const { press, desk } = stage([makeRun({ ...over, recovery: 'recovered' })], {
      publicUrl: 'https://leak.example/',
    });
    const answer = await press(action, value);
    expect(shown(answer)).toContain('run-42 ended 5\u00a0m ago: averted. Nothing changed.');
    expect(answer?.said.actions.map(({ url }) => url)).toEqual(['https://leak.example/runs/run-42']);
    expect(desk.asked).toEqual([]);
  });

  test('value too, by its thread', async () => {
    const { press, desk } = stage([makeRun(over)]);
    expect(shown(await press('value', 'flag 100', { thread: 'card-1' }))).toContain('run-42 ended');
    expect(desk.asked).toEqual([]);
  });

  test('restart, while it is needed, asks and is done', async () => {
    const { press, desk } = stage([makeRun({ ...over, recovery: 'restart-needed' })]);
    const asked = await press('restart', 'run-42');
    expect(shown(asked)).toContain('Restart checkout?');
    const yes = asked?.said.actions.find((action) => action.id === 'confirm');
    await press('confirm', yes?.value ?? '', { messageId: asked?.id ?? '' });
    expect(desk.asked).toEqual(['restartTarget Ana']);
  });

  test('again asks, and starts the same for whom asked', async () => {
    const { press, desk } = stage([makeRun({ ...over, command: 'Start Gradual 300 25 breaker off' })]);
    const asked = await press('again', 'run-42', { user: { id: 'U-ben', name: 'Ben' } });
    expect(shown(asked)).toContain('Run gradual again, as run-42?');
    const yes = asked?.said.actions.find((action) => action.id === 'confirm');
    expect(desk.asked).toEqual([]);
    await press('confirm', yes?.value ?? '', {
      messageId: asked?.id ?? '',
      user: { id: 'U-ben', name: 'Ben' },
    });
    expect(desk.starts).toMatchObject([
      {
        command: 'start gradual 300 25 breaker off',
        flagValue: 300,
        breaker: { state: 'off' },
        owner: { id: 'U-ben' },
      },
    ]);
  });

  test('report: the link has opened the page; without an address it is shown here', async () => {
    expect(
      await stage([makeRun(over)], { publicUrl: 'https://leak.example' }).press('report', 'run-42'),
    ).toBeNull();
    const answer = await stage([makeRun(over)]).press('report', 'run-42');
    expect(answer?.said).toMatchObject({ kind: 'reply', mention: null, broadcast: false });
    expect(shown(answer)).toContain('run-42, gradual, flag 300');
  });
});

test('a button of a run that is not known here changes nothing', async () => {
  const { press, desk } = stage([makeRun()]);
  for (const action of ['stop', 'extend', 'users', 'details', 'again', 'users-more'] as const) {
    expect(shown(await press(action, 'run-7')), action).toContain('Nothing changed.');
  }
  expect(desk.asked).toEqual([]);
});

test('values that are none: no error, and only a stop still finds its run', async () => {
  const { press, desk, logged } = stage([makeRun()]);
  for (const action of [
    'extend',
    'users',
    'users-fewer',
    'users-more',
    'value',
    'restart',
    'again',
    'report',
    'cancel',
  ] as const) {
    for (const value of ['', 'run-', 'run-0', 'x'.repeat(5_000), '\u0000`@everyone'])
      await press(action, value);
  }
  expect(desk.asked).toEqual([]);
  await press('stop', '');
  expect(desk.asked).toEqual(['run-42 stop Ana']);
  expect(logged).toEqual([]);
});
