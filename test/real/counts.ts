import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/** Of vitest's JSON report: a file that could not be run, and a report that is missing, count as one that failed. */
export function countsOf(json: unknown): Counts {
  const parsed = report.safeParse(json);
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = parsed.data;
  const unrun = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  return { passed: numPassedTests, failed: numFailedTests + unrun, skipped: numPendingTests };
}

/** Of what a suite printed: its last closing line. One that failed, or closed without it, has at least one failure. */
export function closingCounts(said: string, exitCode: number | null): Counts {
  const lines = [...said.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)];
  const [, passed, failed, skipped] = (lines.at(-1) ?? ['', '0', '0', '0']).map(Number);
  const counts = { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0 };
  const silent = lines.length === 0 || exitCode !== 0;
  return silent && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
