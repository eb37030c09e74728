import { describe, expect, test } from 'vitest';
import { replayCommand, usage } from '../../../adapters/replay/options.ts';
import { failureOf } from '../../failure-of.ts';

test('what is not said is as the usage shows it', () => {
  expect(replayCommand(['run.csv'])).toEqual({
    file: 'run.csv',
    source: {
      intervalSeconds: 15,
      ageSeconds: 20,
      phaseSeconds: 0,
      signals: ['used', 'rss', 'peak', 'goroutines', 'orders'],
    },
    thresholdPercent: 80,
    predict: 'on',
    picture: null,
  });
  expect(usage).toContain('--interval 15');
  expect(replayCommand(['--help'])).toBeNull();
});

test('every option is read, before or after the file', () => {
  const args =
    '--interval 0.5 --age=0 --phase 0.25 run.csv --signals orders,used --breaker 99 --predict cautious';
  expect(replayCommand([...args.split(' '), '--picture', 'out.png'])).toEqual({
    file: 'run.csv',
    source: { intervalSeconds: 0.5, ageSeconds: 0, phaseSeconds: 0.25, signals: ['used', 'orders'] },
    thresholdPercent: 99,
    predict: 'cautious',
    picture: 'out.png',
  });
});

describe('a wrong one is named, with its value and what is allowed', () => {
  test.each([
    [[], /No file/],
    [['a.csv', 'b.csv'], /2 are named: a\.csv b\.csv/],
    [['a.csv', '--bogus'], /--bogus/],
    [['a.csv', '--interval', '0'], /--interval "0".*from 0\.1 to 600/],
    [['a.csv', '--interval', '601'], /--interval "601"/],
    [['a.csv', '--interval', '15s'], /--interval "15s"/],
    [['a.csv', '--age=-1'], /--age "-1".*from 0 to 600/],
    [['a.csv', '--age', '-1'], /--age/],
    [['a.csv', '--phase', '15'], /--phase "15".*less than the interval \(15\)/],
    [['a.csv', '--interval', '5', '--phase', '5'], /less than the interval \(5\)/],
    [['a.csv', '--signals', 'rss,peak'], /--signals "rss,peak".*used with any of/],
    [['a.csv', '--signals', 'used,heap'], /--signals "used,heap"/],
    [['a.csv', '--signals', ''], /--signals ""/],
    [['a.csv', '--breaker', '49'], /--breaker "49".*50 to 99/],
    [['a.csv', '--breaker', '80.5'], /--breaker "80\.5"/],
    [['a.csv', '--breaker', 'off'], /--breaker "off"/],
    [['a.csv', '--predict', 'yes'], /--predict "yes".*on, cautious, off/],
    [['a.csv', '--picture', ''], /--picture ""/],
  ])('%j', async (args, message) => {
    const failure = await failureOf((async () => replayCommand(args))());
    expect(failure.code).toBe('replay-usage');
    expect(failure.message).toMatch(message);
  });
});
