/** The command line of `npm run replay`: pure, so that every wrong option can be tried. */
import { parseArgs } from 'node:util';
import { Failure, wordsOf } from '../../src/failure.ts';
import type { Source } from '../../src/replay/source.ts';
import { signalNames } from '../../src/replay/source.ts';
import type { Predict } from '../../src/run/run.ts';

export const usage = `npm run --silent replay -- FILE.csv [--interval 15] [--age 20] [--phase 0]
  [--signals used,rss,peak,goroutines,orders] [--breaker 80] [--predict on|cautious|off] [--picture out.png]
Replays a recorded run through preflight, regime, forecast and breaker, and prints JSON lines: first what preflight
would have said, then one a reading, last the trip. FILE: as a run's readings.csv. Times are in seconds.`;

export interface ReplayCommand {
  file: string;
  source: Source;
  thresholdPercent: number;
  predict: Predict;
  /** Where the picture goes; null: none. */
  picture: string | null;
}

const predicts = ['on', 'cautious', 'off'] as const;
const text = { type: 'string' } as const;

function wrong(words: string): Failure {
  return new Failure('replay-usage', words, {
    retryable: false,
    remedy: 'npm run --silent replay -- --help says more',
  });
}

function notUnderstood(option: string, value: string, allowed: string): Failure {
  return wrong(`--${option} ${JSON.stringify(value)} is not understood. Allowed: ${allowed}`);
}

function seconds(option: string, value: string, from: number, allowed: string, below: number): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (number >= from && number < below) return number;
  throw notUnderstood(option, value, allowed);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        interval: { ...text, default: '15' },
        age: { ...text, default: '20' },
        phase: { ...text, default: '0' },
        signals: { ...text, default: signalNames.join(',') },
        breaker: { ...text, default: '80' },
        predict: { ...text, default: 'on' },
        picture: text,
      },
    });
  } catch (error) {
    // Node explains further how to pass a value that begins with a dash: the first sentence says what is wrong.
    throw wrong(wordsOf(error).split(/\.(?:\s|$)/)[0] ?? 'the options are not understood');
  }
}

function signalsOf(value: string): Source['signals'] {
  const allowed = `used with any of ${signalNames.slice(1).join(', ')}, separated by commas`;
  const given = value.split(',').map((name) => name.trim());
  const signals = signalNames.filter((name) => given.includes(name));
  const unknown = given.find((name) => !(signalNames as readonly string[]).includes(name));
  if (unknown !== undefined || !signals.includes('used')) throw notUnderstood('signals', value, allowed);
  return signals;
}

/** Null: help was asked for. Throws a Failure (`replay-usage`) that names the option, its value and what is allowed. */
export function replayCommand(args: string[]): ReplayCommand | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [file, ...more] = positionals;
  if (file === undefined || file === '') {
    throw wrong('No file. Name a recording, as readings.csv of a run');
  }
  if (more.length > 0) {
    throw wrong(`One recording at a time, but ${positionals.length} are named: ${positionals.join(' ')}`);
  }
  const intervalSeconds = seconds('interval', values.interval, 0.1, 'seconds from 0.1 to 600', 600.001);
  const phase = `seconds from 0, less than the interval (${intervalSeconds})`;
  const breaker = /^\d{1,3}$/.test(values.breaker) ? Number(values.breaker) : Number.NaN;
  if (!(breaker >= 50 && breaker <= 99)) {
    throw notUnderstood('breaker', values.breaker, 'a whole percent from 50 to 99');
  }
  const predict = predicts.find((name) => name === values.predict);
  if (predict === undefined) throw notUnderstood('predict', values.predict, predicts.join(', '));
  if (values.picture === '') throw notUnderstood('picture', '', 'the path of a PNG file to write');
  return {
    file,
    source: {
      intervalSeconds,
      ageSeconds: seconds('age', values.age, 0, 'seconds from 0 to 600', 600.001),
      phaseSeconds: seconds('phase', values.phase, 0, phase, intervalSeconds),
      signals: signalsOf(values.signals),
    },
    thresholdPercent: breaker,
    predict,
    picture: values.picture ?? null,
  };
}
