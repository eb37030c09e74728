import { test } from 'vitest';
import { makeRun } from '../src/voice/make-run.ts';
import { shown, stage } from './stage.ts';

test('dump', async () => {
  const out: string[] = [];
  const s = stage([makeRun()]);
  const show = async (t: string) => {
    const m = await s.say(t);
    out.push(
      `> ${t}`,
      shown(m),
      `   [${m?.said.actions.map((a) => a.label + '=' + a.value).join(' | ')}]`,
      `   text: ${m?.said.text}`,
      '',
    );
  };
  for (const t of [
    '',
    'help start',
    'help',
    'stauts',
    'xyzzy',
    'start',
    'start gradul 300',
    'start gradual 99999 25users for 30',
    'start gradual 300 25 for 1.5h',
    'start gradual for 30m 300',
    'start gradual fro 30m',
    'start gradual ramp 3 ramp 4',
    'start gradual with broker',
    'start gradual with broker down',
    'start broker-down',
    'start gradual for 2h',
    'start gradual 300 25 40',
    'start gradual 300 25',
    'flag 0',
    'flag of',
    'flag ３００',
    'flag 1e3',
    'flag 300.5',
    'flag',
    'flag 500',
    'flag 3000',
    'flag 200',
    'flag off',
    'load 10',
    'load 50',
    'breaker 60',
    'breaker 75',
    'breaker 90',
    'breaker off',
    'breaker reset',
    'breaker trip',
    'breaker 49',
    'extend 10m',
    'extend 40m',
    'extend 10',
    'status',
    'stop',
    'stop now',
    'scenarios',
    'history',
    'report',
    'report 7',
    'report x',
    'doctor',
    'restart',
    'report last confirm',
  ])
    await show(t);
  const e = stage([makeRun({ id: 'run-41', state: 'ended', outcome: 'averted', thread: 'c41' })], {
    publicUrl: 'https://leak.example/',
  });
  const show2 = async (t: string, m: any) => {
    out.push(
      `> ${t}`,
      shown(m),
      `   [${m?.said.actions.map((a: any) => a.label + '=' + (a.url ?? a.value)).join(' | ')}]`,
      `   text: ${m?.said.text}`,
      '',
    );
  };
  for (const t of [
    'status',
    'report',
    'history',
    'stop',
    'restart',
    'restart confirm',
    'flag off',
    'flag 400',
  ])
    await show2(t, await e.say(t));
  for (const a of ['stop', 'details', 'again', 'extend', 'restart', 'report'] as const)
    await show2('press ' + a, await e.press(a, 'run-41'));
  for (const a of ['users', 'details', 'extend'] as const)
    await show2('press live ' + a, await s.press(a, 'run-42'));
  console.log(out.join('\n'));
});
