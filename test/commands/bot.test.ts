import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { growthAt, makeRun, minute } from '../src/voice/make-run.ts';
import { garbage } from './grammar/garbage.ts';
import { shown, stage } from './stage.ts';

test('safety first, talk last: a stop is ordered before the first word, whatever the chat does', async () => {
  const { bot, desk, chat } = stage([makeRun()]);
  chat.post = () => new Promise(() => {});
  void bot.hear({
    chat: 'web',
    channel: 'game-day',
    thread: null,
    user: { id: 'U-ana', name: 'Ana' },
    text: 'stop',
    givenAt: null,
    key: 'k',
    messageId: null,
    way: null,
  });
  expect(desk.asked).toEqual(['run-42 stop Ana']);
});

test('a stop is heard while a start is being checked', async () => {
  const { say, desk } = stage();
  let end = () => {};
  desk.starting = () => new Promise((resolve) => (end = () => resolve({ kind: 'stopped', by: 'Ben' })));
  const starting = say('start gradual');
  desk.preflight = true;
  expect(shown(await say('stop'))).toContain('Preflight stopped');
  end();
  await starting;
  expect(desk.asked).toEqual(['start gradual', 'stopPreflight Ana']);
});

test('garbage of any kind is answered, asks nothing of the desk and throws nothing', async () => {
  const { say, desk, chat, logged } = stage([makeRun()]);
  const understood = /^(?:Commands of|Scenarios,|The only run|⚠️ Growing|\d+ fine)/;
  for (const line of garbage(1_500, 7)) {
    const before = desk.asked.length;
    const answer = await say(line);
    expect(answer, line).not.toBeNull();
    const acted = desk.asked.length > before;
    const text = shown(answer);
    if (text.includes('Nothing changed') || understood.test(text))
      expect(acted, `${line} → ${text}`).toBe(false);
    expect(answer?.said.lines.length, text).toBeLessThanOrEqual(12);
  }
  expect(logged).toEqual([]);
  expect(chat.messages.length).toBe(1_500);
});

describe('troubles', () => {
  test('an error inside a handler is answered with a code, logged, and kills nothing', async () => {
    const { say, desk, logged } = stage([makeRun()]);
    desk.ordered = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'secret')");
    };
    const answer = shown(await say('stop'));
    expect(answer).toMatch(/^Trouble e-[0-9a-z]+: the command met an error of leakops itself\./);
    expect(answer).not.toContain('secret');
    expect(answer).toContain('`/leak status`');
    expect(logged).toHaveLength(1);
    expect(shown(await say('help'))).toContain('Commands of leakops');
  });

  test('a failure is answered in its own words', async () => {
    const { say, desk } = stage();
    desk.doctor = async () => {
      throw new Failure('storage-full', 'The disk is full', { remedy: 'Free some space.' });
    };
    expect(shown(await say('doctor'))).toBe(
      'Trouble storage-full: The disk is full.\nFree some space. See `/leak status`',
    );
  });

  test('a chat that refuses the answer is logged, the order is given', async () => {
    const { say, desk, chat, logged } = stage([makeRun()]);
    chat.failing = 'post';
    await say('load 10');
    expect(desk.asked).toEqual(['run-42 load 10 Ana']);
    expect(logged.map(({ words }) => words)).toEqual(['an answer could not be said']);
  });

  test('a chat that refuses the progress still gets the answer', async () => {
    const { say, desk, chat } = stage();
    chat.failing = 'post';
    desk.starting = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      chat.failing = null;
      return { kind: 'started', run: makeRun() };
    };
    expect(shown(await say('start gradual'))).toContain('Started: run-42');
  });
});

describe('reading', () => {
  const over = makeRun({
    id: 'run-41',
    state: 'ended',
    outcome: 'averted',
    endedAt: growthAt + 3 * minute,
    thread: 'card-41',
  });

  test('status: the card anew, privately, without its buttons, and where it stands', async () => {
    const { say } = stage([makeRun(), over], { publicUrl: 'https://leak.example' });
    const answer = await say('status', { channel: 'ops' });
    expect(answer?.said.kind).toBe('reply');
    expect(answer?.said.lines[0]).toContain('Growing 72\u00a0%: checkout, run-42');
    expect(answer?.said.lines.at(-1)).toBe('Its card is in channel game-day');
    expect(answer?.said.text).toContain('Its card is in channel game-day.');
    expect(answer?.said.actions.map(({ url }) => url)).toEqual(['https://leak.example/runs/run-42']);
  });

  test('status without a live run: none, and the last outcome', async () => {
    expect(shown(await stage([over]).say('status'))).toContain(
      'No run is live. Last: run-41, 5\u00a0m ago\n✅ Averted',
    );
    expect(shown(await stage().say('status'))).toContain('none was played yet');
  });

  test('history: the last ten, newest first', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...over, id: `run-${30 - index}` as const }));
    const answer = await stage(many).say('history');
    expect(answer?.said.lines).toHaveLength(12);
    expect(shown(answer)).toMatch(/^The last 10 runs\nrun-30, 5\u00a0m ago: ✅ Averted/);
    expect(shown(answer)).not.toContain('run-20,');
    expect(shown(await stage().say('history'))).toContain('No run was played yet');
  });

  test('history and report do not send one to each other', async () => {
    const live = stage([makeRun()]);
    expect(shown(await live.say('history'))).toContain('What is so: `/leak status`');
    expect(shown(await live.say('report'))).toContain('What is so: `/leak status`');
    expect(shown(await live.say('report 7'))).toContain('What is so: `/leak status`');
    expect(shown(await stage().say('report'))).toContain('Start one: `/leak start gradual`');
    const both = stage([makeRun(), over]);
    expect(shown(await both.say('history'))).toContain('More of one: `/leak report run-41`');
    expect(shown(await both.say('report 7'))).toContain('What there is: `/leak history`');
  });

  test("report: by name, the last one, the thread's; none of a live run", async () => {
    const older = { ...over, id: 'run-40' as const, thread: 'card-40' };
    const { say } = stage([makeRun(), over, older]);
    expect(shown(await say('report'))).toContain('run-41');
    expect(shown(await say('report last'))).toContain('run-41');
    expect(shown(await say('report 40'))).toContain('run-40');
    expect(shown(await say('report', { thread: 'card-40' }))).toContain('run-40');
    expect(shown(await say('report', { thread: 'card-1' }))).toContain(
      'No report: run-42 is growing. Nothing changed.',
    );
    expect(shown(await say('report 7'))).toContain('there is no run-7. Nothing changed.');
  });

  test('doctor: worst first, each with what to do', async () => {
    const { say, desk } = stage();
    desk.findings = [
      { name: 'cluster', verdict: 'ok', text: 'fine', remedy: null },
      { name: 'logs', verdict: 'unknown', text: 'may not be read', remedy: null },
      { name: 'readings', verdict: 'warning', text: '41 s old', remedy: 'Set LEAKOPS_READINGS' },
      { name: 'flagd-ui', verdict: 'problem', text: 'answers 401', remedy: 'Set FLAGD_UI_URL' },
    ];
    expect(shown(await say('doctor'))).toBe(
      [
        '1 problem, 1 warning, 1 unknown, 1 fine (14:34:00\u00a0UTC)',
        '✗ flagd-ui: answers 401. Set FLAGD_UI_URL',
        '⚠ readings: 41\u00a0s old. Set LEAKOPS_READINGS',
        '? logs: may not be read',
        '✓ Also: cluster',
      ].join('\n'),
    );
  });
});
