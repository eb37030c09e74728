/** Options narrowed to what the configuration allows, so that what is suggested is not refused afterwards. */
import type { Option } from '../../src/grammar/option.ts';

/** @param maxDurationMs LEAKOPS_MAX_DURATION */
export function within(options: readonly Option[], maxDurationMs: number): readonly Option[] {
  return options.map((option) => {
    if (option.type !== 'duration' || option.maxMs <= maxDurationMs) return option;
    const maxMs = Math.max(option.minMs, maxDurationMs);
    return {
      ...option,
      maxMs,
      limitedBy: 'LEAKOPS_MAX_DURATION',
      exampleMs: Math.min(option.exampleMs, maxMs),
    };
  });
}
