/** The command line of `npm run sandbox`: pure, so that every wrong option can be tried. */
import { parseArgs } from 'node:util';
import { Failure, wordsOf } from '../../src/failure.ts';
import { brokerModes } from './broker.ts';
import type { SandboxOptions, SandboxPorts } from './sandbox.ts';

export const usage = `npm run sandbox -- [--flagd-ui-port 4000] [--ofrep-port 8016] [--locust-port 8089]
  [--kubernetes-port 6443] [--control-port 0] [--kubeconfig FILE] [--leak-speed 1] [--readings-every 15s]
  [--readings-age 5s] [--broker guide|healthy|dead|stalled|recovering]
  [--watch poll|fsnotify] [--seed 1] [--with-parent]
Port 0 is any. With --with-parent it ends when the process that started it does, as npm run sandbox needs.`;

const watches = ['poll', 'fsnotify'] as const;
const text = { type: 'string' } as const;

function wrong(option: string, value: string, allowed: string): Failure {
  const words = `--${option} ${JSON.stringify(value)} is not understood. Allowed: ${allowed}.`;
  return new Failure('sandbox-usage', words, { retryable: false, remedy: usage });
}

function numberIn(
  option: string,
  value: string,
  allowed: { from: number; to: number; whole: boolean },
): number {
  const { from, to, whole } = allowed;
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number <= to && (!whole || Number.isSafeInteger(number))) return number;
  throw wrong(option, value, `a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };

function durationMs(option: string, value: string, fromMs: number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value);
  const ms = match === null ? Number.NaN : Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN);
  if (ms >= fromMs && ms <= 600_000) return ms;
  throw wrong(
    option,
    value,
    `a time from ${fromMs === 0 ? '0s' : `${fromMs}ms`} to 10m, as 500ms, 15s or 1m`,
  );
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: false,
      options: {
        help: { type: 'boolean' },
        'flagd-ui-port': { ...text, default: '4000' },
        'ofrep-port': { ...text, default: '8016' },
        'locust-port': { ...text, default: '8089' },
        'kubernetes-port': { ...text, default: '6443' },
        'control-port': { ...text, default: '0' },
        kubeconfig: text,
        'leak-speed': { ...text, default: '1' },
        'readings-every': { ...text, default: '15s' },
        'readings-age': { ...text, default: '5s' },
        broker: { ...text, default: 'guide' },
        watch: { ...text, default: 'fsnotify' },
        seed: { ...text, default: '1' },
        'with-parent': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Failure('sandbox-usage', wordsOf(error), { retryable: false, remedy: usage });
  }
}

export type AloneOptions = Omit<SandboxOptions, 'clock'> & {
  /** Ends with the process that started it. */
  withParent: boolean;
};

/** Null: help was asked for. Throws a Failure (`sandbox-usage`) that names the option, its value and what is allowed. */
export function aloneOptions(args: string[]): AloneOptions | null {
  const values = parse(args);
  if (values.help) return null;
  type PortOption = 'flagd-ui-port' | 'ofrep-port' | 'locust-port' | 'kubernetes-port' | 'control-port';
  const port = (option: PortOption) => numberIn(option, values[option], { from: 0, to: 65_535, whole: true });
  const ports: SandboxPorts = {
    flagdUi: port('flagd-ui-port'),
    ofrep: port('ofrep-port'),
    locust: port('locust-port'),
    kubernetes: port('kubernetes-port'),
    control: port('control-port'),
  };
  const watch = watches.find((kind) => kind === values.watch);
  if (watch === undefined) throw wrong('watch', values.watch, watches.join(', '));
  const broker = brokerModes.find((mode) => mode === values.broker);
  if (broker === undefined) throw wrong('broker', values.broker, brokerModes.join(', '));
  if (values.kubeconfig === '') throw wrong('kubeconfig', '', 'the path of a file');
  return {
    ports,
    ...(values.kubeconfig === undefined ? {} : { kubeconfig: values.kubeconfig }),
    leakSpeed: numberIn('leak-speed', values['leak-speed'], { from: 0.01, to: 1000, whole: false }),
    readingsEveryMs: durationMs('readings-every', values['readings-every'], 100),
    readingsAgeMs: durationMs('readings-age', values['readings-age'], 0),
    broker,
    watch,
    withParent: values['with-parent'],
    seed: numberIn('seed', values.seed, { from: 0, to: 4_294_967_295, whole: true }),
  };
}
