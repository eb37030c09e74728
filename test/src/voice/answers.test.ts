/** The checks of facts/chat-ux.md on every private answer, with ordinary and with hostile words in it. */
import { describe, expect, test } from 'vitest';
import type { Said } from '../../../src/ports.ts';
import type { Finding } from '../../../src/run/desk.ts';
import type { Run } from '../../../src/run/run.ts';
import { busy, planBusy } from '../../../src/voice/answer-busy.ts';
import { address, detailsAnswer, usersAnswer } from '../../../src/voice/answer-details.ts';
import { doctorAnswer, refusedStart } from '../../../src/voice/answer-findings.ts';
import { helpAnswer, verbHelpAnswer } from '../../../src/voice/answer-help.ts';
import { historyAnswer, noReportYet, noSuchRun } from '../../../src/voice/answer-history.ts';
import { lateCommand, lateConfirmation, runIsOver } from '../../../src/voice/answer-late.ts';
import { answeredAlready, cancelled, question } from '../../../src/voice/answer-question.ts';
import { notOperator, refusal, refusalInWords, trouble } from '../../../src/voice/answer-refusal.ts';
import { scenariosAnswer } from '../../../src/voice/answer-scenarios.ts';
import {
  dryAnswer,
  preflightProgress,
  preflightStopped,
  startedAnswer,
} from '../../../src/voice/answer-start.ts';
import { nothingLive, severalAnswer, statusAnswer } from '../../../src/voice/answer-status.ts';
import { chooseRun, chooseToEnd, noRun, noSuchLiveRun } from '../../../src/voice/answer-whose.ts';
import { growthAt, makeRun, minute, tripped } from './make-run.ts';

const now = growthAt + 8 * minute;
const here = { chat: 'web' as const, channel: 'game-day' };
const from = { now, here, publicUrl: 'https://leak.example/' };
const hostile = `\`@everyone\` <!channel> <@U1> <t:1:R>\n▁█ ${'x'.repeat(300)}`;

const findings = (text: string, count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${text} ${index}`,
    verdict: (['problem', 'warning', 'unknown', 'ok'] as const)[index % 4] ?? 'ok',
    text,
    remedy: index % 2 === 0 ? 'See `/leak doctor`' : null,
  }));

type Ended = Extract<Run, { state: 'ended' }>;

const endedRun = (words: string): Ended => {
  const run = makeRun({
    state: 'ended',
    outcome: 'averted',
    owner: { id: 'U', name: words },
    channel: words,
    target: words,
  });
  if (run.state !== 'ended') throw new Error('not ended');
  run.world.workload = words;
  return run;
};

function runs(words: string): Run[] {
  const stopping = { state: 'stopping' as const, decision: tripped(now, 81) };
  const made = [makeRun(), makeRun({ state: 'preparing' }), makeRun(stopping), makeRun({ readings: [] })];
  return made.map((run) => ({
    ...run,
    owner: { id: 'U', name: words },
    channel: words,
    target: words,
    world: { ...run.world, workload: words, flagSource: words, ofrepUrl: words },
    pods: Array.from({ length: 9 }, () => ({ name: words, restarts: 1, startedAt: null, ready: true })),
  }));
}

const asked = {
  scenario: 'gradual' as const,
  flagValue: 300,
  users: 25,
  durationMs: 30 * minute,
  breaker: { thresholdPercent: 80, state: 'armed' as const },
  dry: false,
};

const refusals = (words: string): [string, Said][] => [
  ['refusal', refusal({ what: 'Not started: users 501, must be 1–500', command: 'start gradual 300 500' })],
  ['in words', refusalInWords('run-42 is stopping already', null, 'status')],
  [
    'in words with a remedy',
    refusalInWords('run-42 ended. Nothing changed.', 'Wait for the report.', 'status'),
  ],
  ['operator', notOperator('Not started', { id: words, name: `${words} again` })],
  ['late command', lateCommand('Not started', 200_000, 'start gradual 300 25')],
  ['late confirmation', lateConfirmation(200_000, 'flag 500')],
  ['over', runIsOver(endedRun(words), now, from.publicUrl, runs(words))],
  ['no run', noRun('Not stopped')],
  ['choose', chooseRun('Not stopped', 'stop', [...runs(words), ...runs(words), ...runs(words)], now, here)],
  ...runs(words).map((run): [string, Said] => [`busy ${run.state}`, busy(run, words, 'start fast', from)]),
  ['busy preflight', busy(null, words, 'start gradual 300 25', from)],
  ['refused start', refusedStart(findings(words, 30), 'start gradual 300 25')],
  ['refused start, nothing found', refusedStart([], 'start gradual 300 25')],
  ['preflight stopped', preflightStopped(words, 'start gradual 300 25')],
  ['cancelled', cancelled('flag 500')],
  ['answered', answeredAlready()],
  ['no report', noReportYet(makeRun())],
  ['no such run', noSuchRun('run-7', { ended: true, live: false })],
  ['no run to end', noSuchLiveRun('Not stopped', 'run-7')],
  [
    'choose to end',
    chooseToEnd('Not stopped', 'stop', 'stop', [...runs(words), ...runs(words), ...runs(words)], now, here),
  ],
  ...runs(words).map((run): [string, Said] => [
    `no plan ${run.state}`,
    planBusy(run, words, 'start fast dry', from),
  ]),
  ['no plan, preflight', planBusy(null, words, 'start fast dry', from)],
];

const others = (words: string): [string, Said][] => [
  ['trouble', trouble('flagd-ui-503', words, null)],
  ['doctor', doctorAnswer(findings(words, 30), now)],
  ['doctor, nothing', doctorAnswer([], now)],
  ['help', helpAnswer()],
  ['scenarios', scenariosAnswer(null)],
  ['started', startedAnswer(runs(words)[0] ?? makeRun(), here, [], from.publicUrl)],
  ['progress', preflightProgress(asked, findings(words, 9), [])],
  [
    'dry',
    dryAnswer(asked, findings(words, 9), Array(9).fill(words.replaceAll('`', '')), [], {
      command: 'start gradual',
      mayStart: true,
      live: null,
    }),
  ],
  ['history', historyAnswer(Array(10).fill(endedRun(words)), now)],
  ['nothing live', nothingLive(endedRun(words), now)],
  ['several', severalAnswer([...runs(words), ...runs(words), ...runs(words)], from)],
  ...runs(words).map((run): [string, Said] => [`status ${run.state}`, statusAnswer(run, from)]),
  ...runs(words).map((run): [string, Said] => [`details ${run.state}`, detailsAnswer(run, from.publicUrl)]),
  ['users', usersAnswer(makeRun(), 12, 50)],
  [
    'question',
    question(
      { asks: 'Raise it?', effect: ['a', 'b', 'c'], label: 'Set flag 500', style: 'danger' },
      'flag 500',
      'v',
    ),
  ],
];

describe.each([
  ['ordinary', 'checkout'],
  ['hostile', hostile],
])('%s words', (name, words) => {
  test.each([...refusals(words), ...others(words)])('%s', (_answer, said) => {
    expect(said).toMatchObject({ kind: 'reply', mention: null, broadcast: false });
    expect(said.lines.length, said.lines.join('\n')).toBeLessThanOrEqual(12);
    expect(said.text.startsWith(said.lines[0] ?? '?'), said.text).toBe(true);
    expect(said.text).not.toMatch(/[▁-█`]|<t:/);
    expect(said.lines[0]).not.toMatch(/[▁-█`]|<t:/);
    expect((said.text.split(/(?<=[.?]) /)[0] ?? '').length, said.lines[0]).toBeLessThanOrEqual(100);
    expect(said.lines.join('\n')).not.toMatch(/<!|<@|<#|<t:\d+:R>|@everyone|\n\n/);
    if (name === 'ordinary') expect(said.text).not.toContain('!');
    expect(said.actions.length).toBeLessThanOrEqual(5);
    expect(said.actions.filter(({ style }) => style !== 'default').length).toBeLessThanOrEqual(1);
    for (const action of said.actions) expect(action.label.length, action.label).toBeLessThanOrEqual(34);
  });

  test.each(refusals(words))('%s: "Nothing changed" and a command to copy', (_answer, said) => {
    expect(said.text).toContain('Nothing changed');
    expect(said.lines.join('\n')).toMatch(/`\/leak [^`]+`/);
  });
});

test('help is as chat-ux draws it: examples first, all verbs, short', () => {
  expect(helpAnswer().lines.join('\n')).toMatchInlineSnapshot(`
    "Commands of leakops. Anyone may stop
    Start: \`/leak start gradual\` or \`/leak start gradual 300 25 for 30m\`
    Look: \`status\` \`scenarios\` \`history\` \`report run-42\` \`doctor\`
    Steer: \`stop\` \`breaker trip\` \`flag off\` \`load 10\` \`breaker 85\` \`extend 10m\` \`restart\`
    More: \`/leak help start\` · in a thread: \`@leakops stop\`"
  `);
});

test('scenarios name what the guide expects, and what this version does not play', () => {
  expect(scenariosAnswer(null).lines.join('\n')).toMatchInlineSnapshot(`
    "Scenarios, and what the guide expects of the memory
    \`slow\` flag 100, 20 users: 80 % at 20 m, kill at 30–40 m · bursts under 1 %
    \`gentle\` flag 200, 25 users: 80 % at 10 m, kill at 15–20 m · bursts under 1 %
    \`gradual\` flag 300, 25 users: 80 % at 7–12 m, kill at 10–20 m · bursts under 1 %
    \`fast\` flag 500, 30 users: 80 % at 4 m, kill at 5–7 m · bursts under 1 %
    \`spike\` flag 2000, 50 users: 80 % at 60 s, kill at 60–90 s · bursts 14 %
    \`broker-down\` flag 50, 25 users: a true ramp once Kafka is gone, kill at 7–13 m
    \`postgres\` flag 2000, 50 users: disk and I/O pressure on Postgres · not in this version
    The real service stays level while its broker is well: the plan of a run says more.
    Bursts: chance of a kill within 10 m if at 57 % of 20 MiB with readings every 15 s, up to 45 s old: assumed, nothing can be read now.
    Plan only, nothing touched: \`/leak start gradual dry\`"
  `);
});

test('doctor groups what is fine under names that can be read aloud', () => {
  const fine = (name: string, text: string): Finding => ({ name, verdict: 'ok', text, remedy: null });
  const said = doctorAnswer(
    [
      fine('OFREP', 'kafkaQueueProblems served off'),
      fine('clock', "flagd's clock agrees"),
      fine('flag', 'default off'),
      fine('lease', 'lease 90 s'),
      fine('target', 'checkout in otel-demo, limit 20 MiB'),
      fine('readings', 'reading 9 s old'),
      fine('memory', 'memory 40 %'),
      fine('load', 'Locust, 5 users'),
      fine('orders', '83 orders in 5 m'),
    ],
    now,
  );
  expect(said.lines).toEqual([
    '9 fine (14:34:00\u00a0UTC)',
    "✓ Flag: kafkaQueueProblems served off, default off, lease 90 s, flagd's clock agrees",
    '✓ Target: checkout in otel-demo, limit 20 MiB, memory 40 %, reading 9 s old',
    '✓ Load: Locust, 5 users, 83 orders in 5 m',
  ]);
  expect(said.text).toContain('. ✓ Load: Locust, 5 users, 83 orders in 5 m.');
});

test('details say what is served beside what was asked for, and no address of a sandbox', () => {
  const lines = (run: Run) => detailsAnswer(run, null).lines.join('\n');
  const run = makeRun();
  expect(lines(run)).toContain('asked for 300, served 300, armed');
  expect(lines(run)).toContain('Flag written to and served by the embedded sandbox');
  expect(lines(run)).not.toContain('127.0.0.1');
  expect(lines(makeRun({ flag: { serving: null } }))).toContain('asked for 300, served unknown');
  const off = { off: true, ours: true, value: 0, deadlineSeconds: 1 };
  expect(lines(makeRun({ flag: { serving: off } }))).toContain('asked for 300, served off');
  const real = makeRun({ world: { ...run.world, target: 'kubernetes' } });
  expect(lines(real)).toContain('Flag written at http://127.0.0.1:4000 · served at http://127.0.0.1:8016');
});

test.each([
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['https://ana:pass@flagd.example/feature?token=x#y', 'https://flagd.example/feature'],
  ['https://a@b:c@host/', 'https://host/'],
  ['/etc/flagd/demo.flagd.json', '/etc/flagd/demo.flagd.json'],
])('address %s', (source, shownAs) => {
  expect(address(source)).toBe(shownAs);
});

test('a verb that takes nothing says its one line once', () => {
  const help = { name: 'history', summary: 'lists the last ten runs', usage: '/leak history', options: [] };
  expect(verbHelpAnswer({ ...help, examples: ['history'] }).lines).toEqual([
    'history: lists the last ten runs',
    '`/leak history`',
  ]);
});
