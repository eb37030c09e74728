/** Performs one write of the flag: what is sent is decided immediately before sending (rules 7, 9, 12–14). */
import { wordsOf } from '../failure.ts';
import type { FlagDefinition } from '../flag/definition.ts';
import { isOwner } from '../flag/lease.ts';
import { undo } from '../flag/undo.ts';
import type { Evaluation, Flags } from '../ports.ts';
import type { Effect, FlagWriteResult } from './observation.ts';
import { definitionFor, ownWrites } from './own-writes.ts';
import type { Run } from './run.ts';
import { mayPutOff } from './wants.ts';

export interface FlagWriterParts {
  flags: Flags;
  /** The run as it is at the moment of asking. */
  run: () => Run;
  /** flagd's clock; null: not known. */
  flagdSeconds: () => number | null;
  /** The bot's clock in seconds, where flagd's is not known. */
  nowSeconds: () => number;
}

export type FlagEffect = Extract<Effect, { kind: 'flag' }>;

/** Real time. */
const writeTimeoutMs = 5_000;
const tenYearsSeconds = 315_360_000;

/** Never rejects. */
export async function writeFlag(effect: FlagEffect, parts: FlagWriterParts): Promise<FlagWriteResult> {
  const { operation } = effect;
  const { flags, run } = parts;
  const { key } = run().flag;
  const write = effect.operation === 'undo' ? effect.write : effect.sent.write;
  let keptOff: string | null = null;

  function change(current: FlagDefinition | null): FlagDefinition | 'leave' {
    const { flag, decision } = run();
    if (effect.operation !== 'undo') {
      if (effect.operation !== 'off' && (decision !== null || !leaseAllows(effect, parts))) return 'leave';
      const theirsToo = flag.serving !== null && !flag.serving.off && mayPutOff(run());
      return definitionFor(effect.sent, current, flag, theirsToo, (definition) =>
        isOff(evaluateForGood(definition, parts)),
      );
    }
    if (current === null || !isOwner(current.metadata, flag.owner)) return 'leave';
    const undone = undo(current, ownWrites(flag), write, (definition) => evaluateForGood(definition, parts));
    keptOff = undone.kind === 'kept-off' ? undone.why : null;
    return undone.definition;
  }

  // A trip queues behind an arming write and wins; a renewal in flight is cut off (rules 9, 24).
  const urgent = operation === 'off' || run().flag.arming.step !== 'armed';
  try {
    const { kind, definition } = await flags.change(
      key,
      { change, urgent },
      AbortSignal.timeout(writeTimeoutMs),
    );
    if (keptOff !== null) return { kind: 'kept-off', operation: 'undo', write, why: keptOff };
    return { kind, operation, write, definition };
  } catch (error) {
    return { kind: 'failed', operation, write, why: wordsOf(error) };
  }
}

/** Rule 7: at least a second of the old lease is left. */
function leaseAllows(effect: FlagEffect, { run, flagdSeconds }: FlagWriterParts): boolean {
  const { flag, leaseMs } = run();
  if (effect.operation !== 'live' || flag.arming.step !== 'armed' || leaseMs === null) return true;
  const now = flagdSeconds();
  return now !== null && flag.servedDeadlineSeconds !== null && flag.servedDeadlineSeconds - now >= 1;
}

/** Off now and when every deadline has passed; else what it is at the one or the other. */
function evaluateForGood(definition: FlagDefinition, parts: FlagWriterParts): Evaluation {
  const { key } = parts.run().flag;
  const now = parts.flagdSeconds() ?? parts.nowSeconds();
  const evaluated = parts.flags.evaluate(key, definition, now);
  return isOff(evaluated) ? parts.flags.evaluate(key, definition, now + tenYearsSeconds) : evaluated;
}

function isOff(evaluation: Evaluation): boolean {
  return evaluation.kind === 'value' && evaluation.off;
}
