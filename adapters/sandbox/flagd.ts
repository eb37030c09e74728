/**
 * flagd: the official evaluator behind flagd's own rules for what it accepts (facts/flagd.md). All instants are on
 * flagd's clock.
 */
import { ErrorCode, type EvaluationContext, type Logger } from '@openfeature/core';
import { type FeatureFlag, FlagdCore } from '@openfeature/flagd-core';
import { z } from 'zod';
import { wordsOf } from '../../src/failure.ts';
import type { FlagMetadata, Json } from '../../src/flag/definition.ts';

export type FlagdAnswer =
  | {
      kind: 'value';
      /** Undefined for a disabled flag and for the caller's own default. */
      value: Json | undefined;
      variant: string | undefined;
      reason: string;
      metadata: FlagMetadata;
    }
  | {
      kind: 'error';
      code: 'FLAG_NOT_FOUND' | 'GENERAL' | 'PARSE_ERROR';
      details: string;
      metadata: FlagMetadata;
    };

export interface Flagd {
  /** Takes a file's text; false when it was rejected and the last good state is kept. */
  load(text: string): boolean;
  evaluate(key: string, context: EvaluationContext): FlagdAnswer;
  /** Of all flags, also of those that are disabled. */
  keys(): string[];
}

const quiet: Logger = { error() {}, warn() {}, info() {}, debug() {} };

/** The evaluator takes more than flagd does: a file without flags, and defaults that name no variant. */
const loadable = z.object({
  flags: z.record(
    z.string(),
    z
      .object({
        state: z.enum(['ENABLED', 'DISABLED']),
        variants: z.record(z.string(), z.unknown()),
        defaultVariant: z.string().nullish(),
      })
      .refine((flag) => !flag.defaultVariant || Object.hasOwn(flag.variants, flag.defaultVariant)),
  ),
});

/** The evaluator asks `Date.now()` for `$flagd.timestamp` and lets no context override it. */
function atInstant<T>(nowMs: number, evaluate: () => T): T {
  const machineNow = Date.now;
  Date.now = () => nowMs;
  try {
    return evaluate();
  } finally {
    Date.now = machineNow;
  }
}

export function createFlagd(now: () => number): Flagd {
  const core = new FlagdCore(undefined, quiet);

  const load = (text: string): boolean => {
    try {
      if (!loadable.safeParse(JSON.parse(text)).success) return false;
      core.setConfigurations(text);
      return true;
    } catch {
      return false;
    }
  };

  const evaluated = (flag: FeatureFlag, context: EvaluationContext): ReturnType<FeatureFlag['evaluate']> => {
    try {
      return atInstant(now(), () => flag.evaluate(context, quiet));
    } catch (error) {
      const errorCode = ErrorCode.GENERAL;
      return { reason: 'ERROR', errorCode, errorMessage: wordsOf(error), flagMetadata: flag.metadata };
    }
  };

  const evaluate = (key: string, context: EvaluationContext): FlagdAnswer => {
    const flag = core.getFlag(key);
    if (flag === undefined)
      return {
        kind: 'error',
        code: 'FLAG_NOT_FOUND',
        details: `flag \`${key}\` does not exist`,
        metadata: {},
      };
    const metadata = flag.metadata as FlagMetadata;
    const none = { kind: 'value', value: undefined, variant: undefined, metadata } as const;
    if (flag.state === 'DISABLED') return { ...none, reason: 'DISABLED' };
    const result = evaluated(flag, context);
    if (result.reason === 'ERROR') {
      const code = result.errorCode === 'PARSE_ERROR' ? 'PARSE_ERROR' : 'GENERAL';
      return { kind: 'error', code, details: result.errorMessage ?? 'evaluation failed', metadata };
    }
    if (result.value === undefined) return { ...none, reason: 'DEFAULT' };
    return {
      kind: 'value',
      value: result.value,
      variant: result.variant,
      reason: result.reason ?? 'UNKNOWN',
      metadata,
    };
  };

  return {
    load,
    evaluate,
    keys: () => [...core.getFlags().values()].map((flag) => flag.key),
  };
}

/** The number that a service gets which asks with the default 0. */
export function numberServed(flagd: Flagd, key: string): number {
  const answer = flagd.evaluate(key, {});
  return answer.kind === 'value' && typeof answer.value === 'number' ? answer.value : 0;
}
