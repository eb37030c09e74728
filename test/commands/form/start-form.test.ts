import { describe, expect, test } from 'vitest';
import { startForm } from '../../../commands/form/start-form.ts';
import { understand } from '../../../commands/grammar/understand.ts';
import { verbsWithin } from '../../../commands/index.ts';
import { minute } from '../../src/voice/make-run.ts';

const settings = {
  maxDurationMs: 60 * minute,
  spawnRate: 5,
  breaker: { thresholdPercent: 75, state: 'armed' as const },
  broker: 'kafka' as string | null,
};
const form = startForm(settings);
const option = (name: string, from = form) => from.options.find((each) => each.name === name);

describe('what is filled in', () => {
  test('everything is the command as one would type it', () => {
    const filled = {
      scenario: 'gradual',
      flagValue: '250',
      users: ' 40 ',
      for: '20m',
      ramp: '7',
      breaker: 'off',
      withBrokerDown: 'true',
      dry: 'true',
    };
    expect(form.read(filled)).toEqual({
      ok: true,
      command: 'start gradual 250 40 for 20m ramp 7 breaker off with broker down dry',
    });
  });

  test('nothing but the scenario, and users without a flag value', () => {
    const empty = { scenario: 'spike', flagValue: '', users: '  ', withBrokerDown: '', dry: 'false' };
    expect(form.read(empty)).toEqual({ ok: true, command: 'start spike' });
    const usersOnly = form.read({ scenario: 'spike', users: '30' });
    expect(usersOnly).toEqual({ ok: true, command: 'start spike 2000 30' });
  });

  test('whatever it accepts, the grammar understands the same', () => {
    const samples = [
      { scenario: 'slow', users: '500' },
      { scenario: 'fast', for: '1h', dry: 'true' },
      { scenario: 'gentle', flagValue: '1', ramp: '100', breaker: '99' },
    ];
    for (const filled of samples) {
      const read = form.read(filled);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const understood = understand(read.command, verbsWithin(settings.maxDurationMs), true);
      expect(understood.ok && understood.verb.name).toBe('start');
    }
  });
});

describe('what is wrong', () => {
  test('each at its field, with what is allowed', () => {
    const filled = {
      scenario: 'grdual',
      flagValue: '25users',
      users: '501',
      for: '2h',
      ramp: '0',
      breaker: 'of',
    };
    expect(form.read(filled)).toEqual({
      ok: false,
      problems: {
        scenario: 'No scenario "grdual". Known: slow, gentle, gradual, fast, spike, broker-down',
        flagValue: 'Must be a whole number 1–10000',
        users: 'Must be 1–500',
        for: 'Must be 1m–1h (LEAKOPS_MAX_DURATION)',
        ramp: 'Must be 1–100',
        breaker: 'Must be a whole number 50–99 or off',
      },
    });
    expect(form.read({})).toEqual({ ok: false, problems: { scenario: 'Choose a scenario' } });
    expect(form.read({ scenario: 'slow', for: 'x, must be y' })).toMatchObject({
      problems: { for: 'Must be a time like 90s, 30m or 1h30m, 1m–1h' },
    });
  });
});

describe('what is offered', () => {
  test('only what can be started: postgres never, a broker down only where one is named', () => {
    const choices = (from: typeof form) => {
      const scenario = option('scenario', from);
      return scenario?.type === 'choice' ? scenario.choices.map(({ value }) => value) : [];
    };
    expect(choices(form)).toEqual(['slow', 'gentle', 'gradual', 'fast', 'spike', 'broker-down']);
    const without = startForm({ ...settings, broker: null });
    expect(choices(without)).toEqual(['slow', 'gentle', 'gradual', 'fast', 'spike']);
    expect(option('withBrokerDown', without)).toBeUndefined();
    expect(without.read({ scenario: 'slow', withBrokerDown: 'true' })).toMatchObject({
      command: 'start slow',
    });
  });

  test('examples are what an empty field means', () => {
    expect(option('ramp')).toMatchObject({ example: 5 });
    expect(option('breaker')).toMatchObject({ example: 75 });
    const off = startForm({ ...settings, breaker: { thresholdPercent: 75, state: 'off' } });
    expect(option('breaker', off)?.description).toContain('else off');
  });
});
