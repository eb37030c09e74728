/** Findings in a terminal: `✗ bot token: …` and below it what to do. */
import type { Finding } from '../run/desk.ts';

const signs: Record<Finding['verdict'], string> = { ok: '✓', warning: '⚠', problem: '✗', unknown: '?' };

export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ verdict, name, text, remedy }) => [
    `${signs[verdict]} ${name}: ${text}`,
    ...(remedy === null ? [] : [`  → ${remedy}`]),
  ]);
}
