/** `with broker down`: allowed by LEAKOPS_BROKER alone, asked before anything is touched (rule 5). */
import { describe, expect, test } from 'vitest';
import { makeRun, minute } from '../src/voice/make-run.ts';
import { shown, stage } from './stage.ts';

const ways = [
  'start broker-down',
  'start broker-down with broker down',
  'start gradual with broker down',
  'start gradual 300 25 with broker down for 30m',
  'start gradual 300 25 breaker 70 with broker down for 30m',
  'START Gradual WITH Broker Down',
];

describe('the question', () => {
  test.each(ways)('%s asks before anything is touched', async (text) => {
    const { say, desk } = stage();
    const asked = await say(text);
    expect(desk.asked).toEqual([]);
    expect(asked?.said.actions.map(({ id, label, style }) => [id, label, style])).toEqual([
      ['confirm', 'Take Kafka down', 'danger'],
      ['cancel', 'Cancel', 'default'],
    ]);
    expect(asked?.place.to).toBe('U-ana');
  });

  test('says what else is affected, what to expect, how it ends, in numbers', async () => {
    const asked = shown(await stage().say('start broker-down'));
    expect(asked).toMatchInlineSnapshot(`
      "Take Kafka down for broker-down, flag 50, 25 users, at most 30 m?
      Kafka is scaled to 0 once flag and load are on. All that uses it is affected: orders stop, in the demo accounting and fraud-detection too; what waits in it may be lost.
      Expected: checkout up 7 points a minute, a kill 7–13 m after Kafka is gone unless the flag is off by then. From its usual 60 % headroom is 40 points; chance of a kill by bursts within 10 m: under 1 %.
      The flag goes off over 80 %, or before a forecast kill.
      In the end: flag off, memory level again or checkout restarted, whatever LEAKOPS_RESTART says, then Kafka back. If leakops dies, Kafka stays at 0 until it is started again.
      Nothing changed yet. Confirm within 60 s, or type \`/leak start broker-down confirm\`"
    `);
  });

  test.each([['start gradual with broker down 300 25', 'start gradual 300 25 with broker down']])(
    '%s is not guessed, but mended',
    async (text, mended) => {
      const { say, desk } = stage();
      expect(shown(await say(text))).toContain(`/leak ${mended}`);
      expect(desk.asked).toEqual([]);
    },
  );

  test('a slower ramp, a breaker that is off', async () => {
    const { say } = stage();
    expect(shown(await say('start gradual 20 25 with broker down'))).toMatch(
      /up\s4\.\d\spoints a minute, a kill 1\d–2\d\sm/,
    );
    expect(shown(await say('start gradual 1 1 with broker down'))).toContain('no kill within 2\u00a0h');
    expect(shown(await say('start broker-down breaker off'))).toContain(
      'The breaker is off: the flag stays on',
    );
  });

  test.each([...ways.map((way) => `${way} confirm`)])('%s begins', async (text) => {
    const { say, desk } = stage();
    await say(text);
    expect(desk.starts).toHaveLength(1);
    expect(desk.starts[0]).toMatchObject({ brokerDown: true });
  });

  test('confirmed by the button', async () => {
    const { say, press, desk } = stage();
    const asked = await say('start gradual 300 25 with broker down');
    const yes = asked!.said.actions.find(({ id }) => id === 'confirm')!;
    await press('confirm', yes.value, { messageId: asked!.id });
    expect(desk.starts).toMatchObject([{ scenario: 'gradual', brokerDown: true }]);
  });

  test('cancelled, and answered late: nothing begins', async () => {
    const { say, press, desk, real } = stage();
    const first = await say('start broker-down');
    await press('cancel', first!.said.actions[1]!.value, { messageId: first!.id });
    const second = await say('start broker-down');
    real.now += 61_000;
    await press('confirm', second!.said.actions[0]!.value, { messageId: second!.id });
    expect(desk.starts).toEqual([]);
  });

  test('a plan touches nothing, and is not asked', async () => {
    const { say, desk } = stage();
    await say('start broker-down dry');
    expect(desk.starts).toMatchObject([{ brokerDown: true, dry: true, flagValue: 50, users: 25 }]);
  });

  test('other starts are as before: not asked, broker left alone', async () => {
    const { say, desk } = stage();
    await say('start gradual');
    expect(desk.starts).toMatchObject([{ brokerDown: false }]);
  });

  test('run again asks the same', async () => {
    const { press, desk } = stage([
      makeRun({ state: 'ended', command: 'start broker-down', scenario: 'broker-down' }),
    ]);
    const asked = shown(await press('again', 'run-42'));
    expect(asked).toContain('again, as run-42?');
    expect(asked).toContain('accounting');
    expect(desk.starts).toEqual([]);
  });

  test('its button has room on every chat', async () => {
    const longest = 'start gradual 10000 500 for 3h59m59s ramp 100 breaker off with broker down';
    const asked = await stage([], { maxDurationMs: 240 * minute }).say(longest);
    expect(asked!.said.actions[0]!.value.length).toBeLessThanOrEqual(90);
  });

  test('who is no operator is not asked', async () => {
    const { say, desk } = stage([], { operators: ['U-ben'] });
    expect(shown(await say('start broker-down confirm'))).toContain('is not an operator');
    expect(desk.starts).toEqual([]);
  });
});

describe('without LEAKOPS_BROKER', () => {
  test.each([
    ['start broker-down', 'start gradual'],
    ['start broker-down confirm', 'start gradual'],
    ['start broker-down dry', 'start gradual'],
    ['start fast 400 with broker down', 'start fast 400'],
  ])('%s is refused, and named how to allow it', async (text, instead) => {
    const { say, desk } = stage([], { broker: null });
    const answer = shown(await say(text));
    expect(answer).toContain('LEAKOPS_BROKER is not set. Nothing changed.');
    expect(answer).toContain('in the demo kafka, and start leakops again');
    expect(answer).toContain(`\`/leak ${instead}\``);
    expect(desk.asked).toEqual([]);
  });
});

test('on Docker no setting is named that would be refused there', async () => {
  const { say, desk } = stage([], { broker: null, target: 'docker' });
  const words = shown(await say('start gradual 300 25 with broker down'));
  expect(words).toContain('taking the broker down on Docker is not in this version');
  expect(words).toContain('start gradual 300 25');
  expect(words).not.toContain('LEAKOPS_BROKER');
  expect(desk.asked).toEqual([]);
});
