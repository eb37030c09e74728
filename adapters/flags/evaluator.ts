/** flagd's official evaluator, asked without a server: what would this definition serve at that second? */
import { FlagdCore } from '@openfeature/flagd-core';
import { wordsOf } from '../../src/failure.ts';
import type { FlagDefinition, FlagFile } from '../../src/flag/definition.ts';
import type { Evaluation } from '../../src/ports.ts';
import { isOff } from './off.ts';

/** `file`: the file last read, for its `$evaluators`; null before the first read. */
export function evaluateDefinition(
  file: FlagFile | null,
  key: string,
  definition: FlagDefinition,
  atSeconds: number,
): Evaluation {
  const text = JSON.stringify({ ...file, flags: { [key]: definition } });
  try {
    const core = new FlagdCore(undefined, silent);
    core.setConfigurations(text);
    const flag = core.getFlag(key);
    if (flag === undefined) return { kind: 'error', why: `flag ${key} is lost in evaluation` };
    if (flag.state === 'DISABLED') return { kind: 'value', value: null, off: true };
    const result = atTime(atSeconds, () => flag.evaluate({}));
    if (result.reason === 'ERROR') return { kind: 'error', why: result.errorMessage ?? 'evaluation failed' };
    return { kind: 'value', value: result.value ?? null, off: isOff(result.value ?? null) };
  } catch (error) {
    return { kind: 'error', why: rootWords(error) };
  }
}

/** Why flagd would refuse the whole file; null: it would not. */
export function refusal(text: string): string | null {
  try {
    new FlagdCore(undefined, silent).setConfigurations(text.replace(/^\uFEFF/, ''));
    return null;
  } catch (error) {
    return rootWords(error);
  }
}

/** The evaluator takes `$flagd.timestamp` from Date.now() and lets no context override it (facts/toolchain.md). */
function atTime<T>(atSeconds: number, work: () => T): T {
  const { now } = Date;
  Date.now = () => atSeconds * 1000;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

function rootWords(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return wordsOf(cause ?? error).slice(0, 200);
}

const silent = { error() {}, warn() {}, info() {}, debug() {} };
