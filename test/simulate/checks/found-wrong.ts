import type { Stage } from '../stage.ts';

/** One check: counted, and told with its promise or rule where it fails. */
export function check(stage: Stage, isSo: boolean, rule: string, words: () => string): void {
  stage.truth.checks += 1;
  if (isSo) return;
  stage.wrong.push(`${(stage.mono() / 1000).toFixed(1)} s, ${rule}: ${words()}`);
}
