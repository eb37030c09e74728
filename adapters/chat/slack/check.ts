/** `npm run slack:check`: one line a finding, ✓ or ✗ with what to do; exit code 1 where something must be done. */
import { type Config, readConfig } from '../../../src/config.ts';
import { Failure, wordsOf } from '../../../src/failure.ts';
import type { Finding } from '../../../src/run/desk.ts';
import { checkWorkspace } from './check-workspace.ts';

const signs: Record<Finding['verdict'], string> = { ok: '✓', warning: '⚠', problem: '✗', unknown: '?' };

function lineOf({ verdict, name, text, remedy }: Finding): string {
  return `${signs[verdict]} ${name}: ${text}${remedy === null ? '' : `\n  → ${remedy}`}`;
}

async function run(config: Pick<Config, 'slack' | 'publicUrl'>): Promise<void> {
  if (config.slack === null) {
    throw new Failure('slack-off', 'Slack is off: SLACK_BOT_TOKEN is not set', {
      remedy: 'make the app from manifest.yml (api.slack.com/apps), install it, and set its bot token',
    });
  }
  const findings = await checkWorkspace({ ...config.slack, publicUrl: config.publicUrl });
  for (const finding of findings) console.log(lineOf(finding));
  process.exitCode = findings.some(({ verdict }) => verdict === 'problem') ? 1 : 0;
}

try {
  await run(readConfig(process.env));
} catch (error) {
  console.error(wordsOf(error));
  if (error instanceof Failure && error.remedy !== null) console.error(`→ ${error.remedy}`);
  process.exitCode = 1;
}
