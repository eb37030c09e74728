import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/run/desk.ts';
import { makeRun, minute } from '../src/voice/make-run.ts';
import { realStart, shown, stage } from './stage.ts';

const memory: Finding = {
  name: 'memory',
  verdict: 'problem',
  text: '83 % before the start, must be under 75 %',
  remedy: 'Do: `/leak restart`, wait 2 m',
};
const fine = (name: string): Finding => ({ name, verdict: 'ok', text: 'fine', remedy: null });

describe('what is asked of the desk', () => {
  test('what is said', async () => {
    const { say, desk } = stage();
    await say('START  gradual 250 40 for 20m ramp 7 breaker 85');
    expect(desk.starts).toEqual([
      {
        chat: 'web',
        channel: 'game-day',
        owner: { id: 'U-ana', name: 'Ana' },
        command: 'START gradual 250 40 for 20m ramp 7 breaker 85',
        scenario: 'gradual',
        flagValue: 250,
        users: 40,
        spawnRate: 7,
        durationMs: 20 * minute,
        breaker: { thresholdPercent: 85, state: 'armed' },
        brokerDown: false,
        predict: 'on',
        dry: false,
      },
    ]);
  });

  test('what is not said comes from the catalog and the settings', async () => {
    const { say, desk } = stage([], {
      breaker: { thresholdPercent: 70, state: 'off' },
      predict: 'cautious',
      spawnRate: 5,
    });
    await say('start fast');
    await say('start slow breaker 90');
    await say('start slow breaker off');
    expect(desk.starts).toMatchObject([
      {
        flagValue: 500,
        users: 30,
        spawnRate: 5,
        durationMs: 30 * minute,
        breaker: { thresholdPercent: 70, state: 'off' },
        predict: 'cautious',
      },
      { durationMs: 45 * minute, breaker: { thresholdPercent: 90, state: 'armed' } },
      { breaker: { thresholdPercent: 70, state: 'off' } },
    ]);
  });

  test('the usual time is cut to the longest allowed, and it is said', async () => {
    const { say, desk } = stage([], { maxDurationMs: 40 * minute });
    desk.starting = async () => ({ kind: 'started', run: makeRun() });
    expect(shown(await say('start slow'))).toContain(
      'At most 40\u00a0m, not 45\u00a0m: LEAKOPS_MAX_DURATION',
    );
    expect(desk.starts[0]?.durationMs).toBe(40 * minute);
    expect(shown(await say('start fast'))).not.toContain('LEAKOPS_MAX_DURATION');
  });

  test('an asked time beyond it is refused', async () => {
    const { say, desk } = stage();
    const answer = shown(await say('start gradual 300 for 61m ramp 3'));
    expect(answer).toContain('for "61m", must be 1m–1h (LEAKOPS_MAX_DURATION). Nothing changed.');
    expect(answer).toContain('`/leak start gradual 300 for 1h ramp 3`');
    expect(desk.asked).toEqual([]);
  });

  test.each([
    ['start gradual for 5h', 60, 'start gradual for 1h'],
    ['start gradual for 90', 60, 'start gradual for 1h'],
    ['start gradual for soon', 20, 'start gradual for 20m'],
    ['start gradual for', 20, 'start gradual for 20m'],
    ['start gradual for 5h', 600, 'start gradual for 4h'],
    ['start gradual 90000', 60, 'start gradual 300'],
    ['start slow 100 900', 60, 'start slow 100 20'],
  ])('%s: what is suggested is not refused (at most %i m)', async (text, minutes, suggested) => {
    const { say, desk } = stage([], { maxDurationMs: minutes * minute });
    expect(shown(await say(text))).toContain(`\`/leak ${suggested}\``);
    await say(suggested);
    expect(desk.starts).toHaveLength(1);
  });

  test('help names the longest time that is allowed', async () => {
    expect(shown(await stage([], { maxDurationMs: 20 * minute }).say('help start'))).toContain('(1m–20m)');
  });

  test.each(['start postgres', 'start postgres 2000 50 dry'])('%s is not in this version', async (text) => {
    const { say, desk } = stage();
    expect(shown(await say(text))).toMatch(
      /not in this version\. Nothing changed\.\nTry `\/leak start gradual`/,
    );
    expect(desk.asked).toEqual([]);
  });
});

describe('what is answered', () => {
  test('preflight goes on in one private message, which becomes the answer', async () => {
    const { say, desk, chat } = stage();
    const seen: string[] = [];
    desk.starting = async (progress) => {
      for (const name of ['cluster', 'flag', 'load']) {
        progress(fine(name));
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(chat.messages[0]?.said.lines.at(-1) ?? '');
      }
      return { kind: 'started', run: makeRun() };
    };
    const answer = await say('start gradual');
    expect(seen).toEqual(['✓ cluster', '✓ cluster · flag', '✓ cluster · flag · load']);
    expect(chat.messages).toHaveLength(1);
    expect(answer).toMatchObject({
      place: { channel: 'game-day', thread: null, to: 'U-ana', replyTo: 'line-1' },
    });
    expect(shown(answer)).toBe('Started: run-42\nIts card is in this channel');
  });

  test('refused: which of how many, why, what to do, and the start again', async () => {
    const { say, desk } = stage();
    desk.starting = async () => ({ kind: 'refused', findings: [fine('cluster'), memory, fine('flag')] });
    expect(shown(await say('start gradual 300 25'))).toBe(
      [
        'Not started: 1 of 3 checks failed. Nothing changed.',
        '✗ memory: 83\u00a0% before the start, must be under 75\u00a0%. Do: `/leak restart`, wait 2 m',
        '✓ cluster · flag',
        'Then: `/leak start gradual 300 25`',
      ].join('\n'),
    );
  });

  test('busy: who, how far, where, until when, the ways out', async () => {
    const { say, desk } = stage([], { publicUrl: 'https://leak.example' });
    const run = makeRun({ id: 'run-41', owner: { id: 'U-ben', name: 'Ben' } });
    desk.starting = async () => ({ kind: 'busy', run, holder: 'run-41' });
    const answer = await say('start gradual 300 25', { channel: 'ops' });
    expect(shown(answer)).toBe(
      [
        'Not started: checkout has run-41 (growing 72\u00a0%, Ben, +8\u00a0m). Nothing changed.',
        `Its card is in channel game-day. It ends by <t:${run.endsAt / 1000}>.`,
        'Sooner: `/leak stop`, anyone may. Then `/leak start gradual 300 25`',
      ].join('\n'),
    );
    expect(answer?.said.actions).toMatchObject([{ id: 'report', url: 'https://leak.example/runs/run-41' }]);
  });

  test('busy with a preflight', async () => {
    const { say, desk } = stage();
    desk.starting = async () => ({ kind: 'busy', run: null, holder: 'Ben' });
    expect(shown(await say('start fast'))).toMatch(
      /^Not started: a preflight of Ben holds the target\. Nothing changed\./,
    );
  });

  test('dry: the plan, and nothing changed', async () => {
    const { say, desk } = stage();
    desk.starting = async () => ({
      kind: 'dry',
      findings: [fine('flag')],
      plan: ['Flag 300, 25 users', 'Bars: █ = 80 %'],
    });
    const answer = shown(await say('start gradual 300 25 dry'));
    expect(answer).toContain(
      'Plan only: gradual, it could start. Nothing changed.\nFlag 300, 25 users\nBars: █ = 80 %\n✓ flag',
    );
    expect(answer).toContain('For real: `/leak start gradual 300 25`');
  });

  test('a remedy that is a command is led in', async () => {
    const { say, desk } = stage();
    const served: Finding = {
      ...fine('flag'),
      verdict: 'problem',
      text: 'serves 100',
      remedy: '`/leak flag off`',
    };
    desk.starting = async () => ({ kind: 'refused', findings: [served] });
    expect(shown(await say('start gradual'))).toContain('✗ flag: serves 100. Do: `/leak flag off`');
  });

  test('dry is for everybody, late or not, since it only reads', async () => {
    const { say, desk } = stage([], { operators: ['U-x'] });
    desk.starting = async () => ({ kind: 'dry', findings: [fine('flag')], plan: ['Flag 300, 25 users'] });
    const answer = shown(await say('start gradual dry', { givenAt: realStart - 3_600_000 }));
    expect(answer).toContain('Plan only: gradual, it could start. Nothing changed.');
    expect(answer).toContain('For real, by an operator: `/leak start gradual`');
    expect(shown(await say('start gradual'))).toContain('not an operator');
    expect(desk.asked).toEqual(['start gradual']);
  });

  test('dry beside a live run: the plan, and nothing that would end the run', async () => {
    const { say, desk } = stage([makeRun()]);
    const served: Finding = {
      ...fine('flag'),
      verdict: 'warning',
      text: 'serves 300',
      remedy: '`/leak flag off`',
    };
    desk.starting = async () => ({ kind: 'dry', findings: [served], plan: ['Flag 500, 30 users'] });
    expect(shown(await say('start fast dry'))).toBe(
      [
        'Plan only: fast, run-42 is live. Nothing changed.',
        'Flag 500, 30 users',
        '⚠ flag: serves 300',
        'For real, after run-42: `/leak start fast`',
      ].join('\n'),
    );
    desk.starting = async () => ({ kind: 'refused', findings: [{ ...served, verdict: 'problem' }] });
    expect(shown(await say('start fast dry'))).toBe(
      [
        'Plan only: fast, 1 of 1 checks failed. Nothing changed.',
        '✗ flag: serves 300',
        'For real, after run-42: `/leak start fast`',
      ].join('\n'),
    );
  });

  test('dry while the desk is busy advises no stop', async () => {
    const { say, desk } = stage();
    const run = makeRun({ id: 'run-41', owner: { id: 'U-ben', name: 'Ben' } });
    desk.starting = async () => ({ kind: 'busy', run, holder: 'Ben' });
    const answer = shown(await say('start fast dry'));
    expect(answer).toMatch(
      /^No plan: checkout has run-41 \(growing 72\u00a0%, Ben, \+8\u00a0m\)\. Nothing changed\./,
    );
    expect(answer).toContain('Afterwards: `/leak start fast dry`');
    expect(answer).not.toContain('stop');
    desk.starting = async () => ({ kind: 'busy', run: null, holder: 'Ben' });
    expect(shown(await say('start fast dry'))).not.toContain('stop');
  });

  test('stopped while it was checked', async () => {
    const { say, desk } = stage();
    desk.starting = async () => ({ kind: 'stopped', by: 'Ben' });
    expect(shown(await say('start gradual'))).toContain('preflight stopped by Ben. Nothing changed.');
  });
});
