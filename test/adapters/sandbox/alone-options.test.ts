import { describe, expect, it } from 'vitest';
import { aloneOptions } from '../../../adapters/sandbox/alone-options.ts';

describe('the command line of the sandbox', () => {
  it('has the defaults of the reference', () => {
    expect(aloneOptions([])).toEqual({
      ports: { flagdUi: 4000, ofrep: 8016, locust: 8089, kubernetes: 6443, control: 0 },
      leakSpeed: 1,
      readingsEveryMs: 15_000,
      readingsAgeMs: 5000,
      broker: 'guide',
      watch: 'fsnotify',
      withParent: false,
      seed: 1,
    });
  });

  it('takes every option', () => {
    const args = '--flagd-ui-port 0 --ofrep-port=1 --locust-port 2 --kubernetes-port 3 --control-port 4';
    const more = '--kubeconfig k.yaml --leak-speed 2.5 --readings-every 500ms --readings-age 0s';
    const last = '--broker guide --watch poll --seed 42 --with-parent';
    expect(aloneOptions(`${args} ${more} ${last}`.split(' '))).toEqual({
      ports: { flagdUi: 0, ofrep: 1, locust: 2, kubernetes: 3, control: 4 },
      kubeconfig: 'k.yaml',
      leakSpeed: 2.5,
      readingsEveryMs: 500,
      readingsAgeMs: 0,
      broker: 'guide',
      watch: 'poll',
      withParent: true,
      seed: 42,
    });
  });

  it('answers help', () => {
    expect(aloneOptions(['--help'])).toBeNull();
  });

  const wrong: [string, string][] = [
    ['--ofrep-port 70000', '--ofrep-port "70000"'],
    ['--ofrep-port -1', '--ofrep-port'],
    ['--ofrep-port 80.5', '80.5'],
    ['--leak-speed 0', '--leak-speed "0"'],
    ['--leak-speed 1e3', '1e3'],
    ['--leak-speed fast', 'fast'],
    ['--readings-every 15', '--readings-every "15"'],
    ['--readings-every 0s', '--readings-every "0s"'],
    ['--readings-age 2h', '--readings-age "2h"'],
    ['--broker kafka', '--broker "kafka"'],
    ['--broker Dead', 'guide, healthy, dead, stalled, recovering'],
    ['--watch inotify', 'poll, fsnotify'],
    ['--seed x', '--seed "x"'],
    ['--kubeconfig=', '--kubeconfig ""'],
    ['--speed 60', '--speed'],
    ['extra', 'extra'],
  ];
  it.each(wrong)('refuses %s', (args, named) => {
    expect(() => aloneOptions(args.split(' '))).toThrow(
      expect.objectContaining({ code: 'sandbox-usage', message: expect.stringContaining(named) }),
    );
  });
});
