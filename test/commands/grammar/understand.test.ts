import { describe, expect, test } from 'vitest';
import { understand } from '../../../commands/grammar/understand.ts';
import { written } from '../../../commands/grammar/written.ts';
import { verbs } from '../../../commands/index.ts';
import type { OptionValues } from '../../../src/grammar/option.ts';

function read(text: string) {
  const understood = understand(text, verbs, true);
  if (!understood.ok) throw new Error(`${understood.problem} / ${understood.suggestion}`);
  const { verb, values, confirmed } = understood;
  return { verb: verb.name, values, confirmed, again: written(verb, values) };
}

function misread(text: string, mayRaise = true) {
  const understood = understand(text, verbs, mayRaise);
  if (understood.ok) throw new Error(`understood: ${JSON.stringify(understood.values)}`);
  return understood;
}

describe('what is understood', () => {
  test.each<[string, string, OptionValues]>([
    ['start gradual', 'start', { scenario: 'gradual' }],
    ['start gradual 300 25', 'start', { scenario: 'gradual', flagValue: 300, users: 25 }],
    ['START Gradual 300', 'start', { scenario: 'gradual', flagValue: 300 }],
    ['start broker-down', 'start', { scenario: 'broker-down' }],
    [
      'start fast 500 30 for 1h30m ramp 3 breaker 85 with broker down dry',
      'start',
      {
        scenario: 'fast',
        flagValue: 500,
        users: 30,
        for: 5_400_000,
        ramp: 3,
        breaker: 85,
        withBrokerDown: true,
        dry: true,
      },
    ],
    [
      'start fast dry With Broker Down BREAKER OFF ramp 100 for 90s',
      'start',
      { scenario: 'fast', dry: true, withBrokerDown: true, breaker: 'off', ramp: 100, for: 90_000 },
    ],
    [
      'start slow 1 1 for 1m ramp 1 breaker 50',
      'start',
      { scenario: 'slow', flagValue: 1, users: 1, for: 60_000, ramp: 1, breaker: 50 },
    ],
    [
      'start slow 10000 500 for 4h breaker 99',
      'start',
      { scenario: 'slow', flagValue: 10_000, users: 500, for: 14_400_000, breaker: 99 },
    ],
    ['status', 'status', {}],
    ['stop', 'stop', {}],
    ['flag 500', 'flag', { flagValue: 500 }],
    ['flag OFF', 'flag', { flagValue: 'off' }],
    ['load 10', 'load', { users: 10 }],
    ['breaker 85', 'breaker', { percent: 85 }],
    ['breaker trip', 'breaker', { percent: 'trip' }],
    ['breaker reset', 'breaker', { percent: 'reset' }],
    ['breaker off', 'breaker', { percent: 'off' }],
    ['extend 10m', 'extend', { time: 600_000 }],
    ['scenarios', 'scenarios', {}],
    ['history', 'history', {}],
    ['report', 'report', {}],
    ['report 42', 'report', { run: 'run-42' }],
    ['report RUN-42', 'report', { run: 'run-42' }],
    ['report last', 'report', { run: 'last' }],
    ['doctor', 'doctor', {}],
    ['restart', 'restart', {}],
    ['help', 'help', {}],
    ['help start', 'help', { verb: 'start' }],
    ['help help', 'help', { verb: 'help' }],
    ['', 'help', {}],
    [' \u00a0\t', 'help', {}],
    ['/leak', 'help', {}],
  ])('%s', (text, verb, values) => {
    const understood = read(text);
    expect(understood).toMatchObject({ verb, confirmed: false });
    expect(understood.values).toEqual(values);
    // What is given to copy means the same.
    expect(read(understood.again)).toMatchObject({ verb, values });
  });

  test.each<[string, string, OptionValues]>([
    ['stop now', 'stop', {}],
    ['stop please', 'stop', {}],
    ['stop it!', 'stop', {}],
    ['stop 42', 'stop', {}],
    ['stop confirm confirm', 'stop', {}],
    ['breaker trip now', 'breaker', { percent: 'trip' }],
    ['Flag OFF please', 'flag', { flagValue: 'off' }],
  ])('%s: what makes safer does not fail for a word too many', (text, verb, values) => {
    const understood = read(text);
    expect(understood).toMatchObject({ verb, values });
    expect(understood.values).toEqual(values);
  });

  test.each(['breaker off now', 'breaker 90 trip', 'flag 500 off', 'load 10 now', 'restart now'])(
    '%s does fail',
    (text) => {
      expect(misread(text).problem).toMatch(/not understood|must be|too many/);
    },
  );

  test('confirm at the end, and only there', () => {
    expect(read('flag 500 confirm')).toMatchObject({ values: { flagValue: 500 }, confirmed: true });
    expect(read('stop CONFIRM')).toMatchObject({ verb: 'stop', confirmed: true });
    expect(misread('confirm').problem).toBe('No verb "confirm"');
    expect(misread('flag confirm 500').problem).toContain('"confirm"');
    expect(misread('load 10 confirm confirm').suggestion).toBe('load 10');
  });
});

describe('what is not understood names the value, the range and a command that works', () => {
  test.each([
    ['stauts', 'No verb "stauts"', 'status'],
    ['xyzzy', 'No verb "xyzzy"', 'help'],
    ['strat gradual 300', 'No verb "strat"', 'start gradual 300'],
    ['start', 'scenario is missing', 'start gradual'],
    ['start 300 25', 'scenario is missing before 300', 'start gradual 300 25'],
    ['start gradul', 'no scenario "gradul"', 'start gradual'],
    ['start gradual 0', 'flag value 0, must be 1–10000', 'start gradual 1'],
    ['start gradual 10001', 'flag value 10001, must be 1–10000', 'start gradual 300'],
    ['start gradual 300 501', 'users 501, must be 1–500', 'start gradual 300 25'],
    ['start gradual 300 25users', 'users "25users", must be a whole number 1–500', 'start gradual 300 25'],
    ['start gradual 1e3', 'flag value "1e3", must be a whole number 1–10000', 'start gradual 1000'],
    ['start gradual +5', 'flag value "+5", must be a whole number 1–10000', 'start gradual 5'],
    ['start gradual -5', 'flag value "-5", must be a whole number 1–10000', 'start gradual 1'],
    ['start gradual 300.5', 'flag value "300.5", must be a whole number 1–10000', 'start gradual 300'],
    ['start gradual 0300', 'flag value "0300", must be a whole number 1–10000', 'start gradual 300'],
    ['start gradual ３００', 'flag value "３００", must be a whole number 1–10000', 'start gradual 300'],
    [
      'start gradual 300 25 40',
      '40 is one too many, the numbers are flag value, users',
      'start gradual 300 25',
    ],
    ['start gradual for 30', 'for 30, must be a time like 90s, 30m or 1h30m, 1m–4h', 'start gradual for 30m'],
    ['start gradual for 59s', 'for "59s", must be 1m–4h', 'start gradual for 1m'],
    ['start gradual for 5h', 'for "5h", must be 1m–4h', 'start gradual for 4h'],
    ['start gradual for', 'for needs a time like 90s, 30m or 1h30m, 1m–4h', 'start gradual for 30m'],
    [
      'start gradual for ramp 3',
      'for needs a time like 90s, 30m or 1h30m, 1m–4h',
      'start gradual for 30m ramp 3',
    ],
    ['start gradual for 30m 300', 'flag value 300 must stand before "for"', 'start gradual 300 for 30m'],
    ['start gradual fro 30m', '"fro" is not understood', 'start gradual for 30m'],
    ['start gradual ramp 0', 'ramp 0, must be 1–100', 'start gradual ramp 1'],
    ['start gradual ramp 3 ramp 4', 'ramp is given twice', 'start gradual ramp 3'],
    ['start gradual dry dry', 'dry is given twice', 'start gradual dry'],
    ['start gradual breaker 100', 'breaker 100, must be 50–99 or off', 'start gradual breaker 80'],
    [
      'start gradual breaker of',
      'breaker "of", must be a whole number 50–99 or off',
      'start gradual breaker off',
    ],
    ['start gradual with broker', '"with" alone says nothing, it is "with broker down"', 'start gradual'],
    ['flag', 'flag value is missing: a whole number 1–10000 or off', 'flag 300'],
    ['flag 0', 'flag value 0, must be 1–10000 or off', 'flag off'],
    ['flag on', 'flag value "on", must be a whole number 1–10000 or off', 'flag 300'],
    ['flag 300 25', '25 is one too many, the numbers are flag value', 'flag 300'],
    ['load 0', 'users 0, must be 1–500', 'load 1'],
    ['load lots', 'users "lots", must be a whole number 1–500', 'load 25'],
    ['breaker 49', 'percent 49, must be 50–99, trip, reset or off', 'breaker 50'],
    ['breaker 80%', 'percent "80%", must be a whole number 50–99, trip, reset or off', 'breaker 80'],
    ['breaker tirp', 'percent "tirp", must be a whole number 50–99, trip, reset or off', 'breaker trip'],
    ['extend', 'time is missing: a time like 90s, 30m or 1h30m, 1m–4h', 'extend 10m'],
    ['extend 10', 'time 10, must be a time like 90s, 30m or 1h30m, 1m–4h', 'extend 10m'],
    ['report 0', 'no run 0, a run is 42, run-42 or last', 'report last'],
    ['report run-042', 'no run "run-042", a run is 42, run-42 or last', 'report last'],
    ['help strat', 'no verb "strat"', 'help start'],
    ['trip', 'No verb "trip"', 'breaker trip'],
    ['off', 'No verb "off"', 'flag off'],
    ['kill', 'No verb "kill"', 'stop'],
    ['ABORT now', 'No verb "ABORT"', 'stop'],
    ['halt', 'No verb "halt"', 'stop'],
    ['end', 'No verb "end"', 'stop'],
    ['quit', 'No verb "quit"', 'stop'],
    ['load off', 'users "off", must be a whole number 1–500', 'stop'],
    ['laod off', 'No verb "laod"', 'stop'],
    ['load 900', 'users 900, must be 1–500', 'load 25'],
    ['flag 90000', 'flag value 90000, must be 1–10000 or off', 'flag 300'],
    ['start fast 90000 900', 'flag value 90000, must be 1–10000', 'start fast 500 30'],
    ['start spike 2000 900', 'users 900, must be 1–500', 'start spike 2000 50'],
    ['start gradual ramp 101', 'ramp 101, must be 1–100', 'start gradual ramp 3'],
    ['status 42', '42 is one too many, no number is taken here', 'status'],
  ])('%s', (text, problem, suggestion) => {
    expect(misread(text)).toMatchObject({ problem, suggestion });
  });

  test('several mistakes are all mended in the suggestion', () => {
    expect(misread('start gradul 99999 25users fro 30').suggestion).toBe('start gradual 300 25 for 30m');
  });

  test('what a person may not do is not suggested', () => {
    expect(misread('strat gradual', true)).toMatchObject({ suggestion: 'start gradual', close: true });
    expect(misread('strat gradual', false).suggestion).not.toContain('start');
    expect(misread('exted 10m', false)).toMatchObject({ suggestion: 'help', close: false });
    expect(misread('stpo', false)).toMatchObject({ suggestion: 'stop', close: true });
  });
});
