/** Private answers and questions as they are seen in Slack: kept to be read in answers.snap. */
import { expect, test } from 'vitest';
import type { Said } from '../../../../src/ports.ts';
import type { Finding } from '../../../../src/run/desk.ts';
import type { Ended, Run } from '../../../../src/run/run.ts';
import { busy } from '../../../../src/voice/answer-busy.ts';
import { detailsAnswer, usersAnswer } from '../../../../src/voice/answer-details.ts';
import { doctorAnswer, refusedStart } from '../../../../src/voice/answer-findings.ts';
import { historyAnswer } from '../../../../src/voice/answer-history.ts';
import { lateCommand, lateConfirmation, runIsOver } from '../../../../src/voice/answer-late.ts';
import { answeredAlready, cancelled } from '../../../../src/voice/answer-question.ts';
import { notOperator, trouble } from '../../../../src/voice/answer-refusal.ts';
import { scenariosAnswer } from '../../../../src/voice/answer-scenarios.ts';
import { dryAnswer, preflightProgress, startedAnswer } from '../../../../src/voice/answer-start.ts';
import { nothingLive, severalAnswer, statusAnswer } from '../../../../src/voice/answer-status.ts';
import { chooseToEnd, noRun } from '../../../../src/voice/answer-whose.ts';
import { planPost } from '../../../../src/voice/plan-post.ts';
import { stage } from '../../../commands/stage.ts';
import { growthAt, makeRun, minute } from '../../../src/voice/make-run.ts';
import { dead, ended, forecast, growingNow, levelled, recovered } from '../../../src/voice/sample-runs.ts';
import { drawnMessage } from './drawn.ts';

const now = growingNow;
const here = { chat: 'slack' as const, channel: 'C0GAMEDAY' };
const from = { now, here, publicUrl: 'https://leakops.example' };
const onSlack = { chat: 'slack' as const, channel: 'C0GAMEDAY', thread: '1749738360.000100' };

const live: Run = { ...makeRun({ forecast, flag: { servedDeadlineSeconds: now / 1000 + 73 } }), ...onSlack };
const other: Run = { ...makeRun({ id: 'run-43', state: 'preparing' }), ...onSlack, channel: 'C0PUBLIC' };
const over = (overrides: Parameters<typeof ended>[0]) => ({ ...ended(overrides), ...onSlack }) as Ended;

const fine = (name: string, text: string): Finding => ({ name, verdict: 'ok', text, remedy: null });
const wrong: Finding[] = [
  {
    name: 'flag',
    verdict: 'problem',
    text: 'flagd-ui answers 401',
    remedy: 'Set FLAGD_UI_URL. Until then only the lease turns the flag off',
  },
  {
    name: 'readings',
    verdict: 'warning',
    text: '41 s old (metrics-server), about 1 kill in 4 averted',
    remedy: 'Set LEAKOPS_READINGS=kubelet',
  },
];
const well = [
  fine('OFREP', 'kafkaQueueProblems served off'),
  fine('target', 'checkout in otel-demo, limit 20 MiB'),
  fine('memory', '52 %'),
  fine('load', 'Locust, 5 users'),
  fine('Slack', 'Slack connected'),
];
const asked = {
  scenario: 'gradual' as const,
  flagValue: 300,
  users: 25,
  durationMs: 30 * minute,
  breaker: { thresholdPercent: 80, state: 'armed' as const },
  dry: false,
};
const plan = planPost(makeRun({ state: 'preparing' }), growthAt).lines;

/** What a whole bot answers to a line. */
async function answered(text: string, runs: Run[] = [live]): Promise<Said> {
  const on = stage(runs, { publicUrl: from.publicUrl });
  await on.say(text);
  const said = on.chat.messages.at(-1)?.said;
  if (said === undefined) throw new Error(`no answer to ${text}`);
  return said;
}

test('answers', async () => {
  const messages: [string, Said][] = [
    ['help', await answered('help')],
    ['help start', await answered('help start')],
    ['a word that nobody knows', await answered('stauts')],
    ['a number out of its range', await answered('start gradual 20000')],
    ['scenarios', scenariosAnswer(null)],
    ['preflight, under way', preflightProgress(asked, well.slice(0, 2), [])],
    ['started', startedAnswer(live, here, [], from.publicUrl)],
    ['refused by preflight', refusedStart([...wrong, ...well], 'start gradual')],
    ['plan only', dryAnswer(asked, well, plan, [], { command: 'start gradual', mayStart: true, live: null })],
    [
      'busy, in another channel',
      busy(live, 'Ana', 'start fast', { ...from, here: { ...here, channel: 'C1' } }),
    ],
    ['status, one run', statusAnswer(live, from)],
    ['status, several', severalAnswer([live, other], from)],
    ['status, nothing', nothingLive(over(recovered), growthAt + 40 * minute)],
    ['status, never anything', nothingLive(null, now)],
    ['details', detailsAnswer(live, from.publicUrl)],
    ['users…', usersAnswer(live, 12, 50)],
    ['a question: a higher flag', await answered('flag 2000')],
    ['a question: longer', await answered('extend 10m')],
    ['a question: breaker off', await answered('breaker off')],
    ['a question: broker down', await answered('start broker-down', [])],
    ['cancelled', cancelled('flag 500')],
    ['answered already', answeredAlready()],
    ['confirmed too late', lateConfirmation(200_000, 'flag 500')],
    ['a command too late', lateCommand('Not started', 200_000, 'start gradual 300 25')],
    [
      'a press on a card that is over',
      runIsOver(over(recovered), growthAt + 20 * minute, from.publicUrl, [other]),
    ],
    ['which run?', chooseToEnd('Not stopped', 'stop', 'stop', [live, other], now, here)],
    ['no run', noRun('Not stopped')],
    ['not an operator', notOperator('Not started', { id: 'U0CHO', name: 'Cho' })],
    ['trouble', trouble('e-lx2k', 'the command met an error of leakops itself', null)],
    ['doctor, something wrong', doctorAnswer([...wrong, ...well], now)],
    ['doctor, all fine', doctorAnswer(well, now)],
    ['history', historyAnswer([over(recovered), over(dead), over(levelled)], growthAt + 45 * minute)],
  ];
  const pages = messages.map(([name, said]) => `=== ${name}\n${drawnMessage(said)}`);
  await expect(`${pages.join('\n\n')}\n`).toMatchFileSnapshot('./answers.snap');
});
