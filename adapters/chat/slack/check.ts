/** What `npm run slack:check` prints: one line a finding, ✓ or ✗ with what to do. */
import { Failure } from '../../../src/failure.ts';
import { findingLines } from '../../../src/voice/finding-lines.ts';
import { checkWorkspace, type WorkspaceOptions } from './check-workspace.ts';

/**
 * Whether nothing must be done. Throws a Failure where Slack is off.
 * @param slack null: Slack is off
 */
export async function printCheck(
  slack: Omit<WorkspaceOptions, 'publicUrl'> | null,
  publicUrl: string | null,
  write: (line: string) => void,
): Promise<boolean> {
  if (slack === null) {
    throw new Failure('slack-off', 'Slack is off: SLACK_BOT_TOKEN is not set', {
      retryable: false,
      remedy: 'make the app from manifest.yml (api.slack.com/apps), install it, and set its bot token',
    });
  }
  const findings = await checkWorkspace({ ...slack, publicUrl });
  for (const line of findingLines(findings)) write(line);
  return findings.every(({ verdict }) => verdict !== 'problem');
}
