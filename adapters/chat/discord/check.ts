/** What `npm run discord:check` prints: one line a finding, ✓ or ✗ with what to do. */
import { Failure } from '../../../src/failure.ts';
import { findingLines } from '../../../src/voice/finding-lines.ts';
import { checkServer, type ServerOptions } from './check-server.ts';

/**
 * Whether nothing must be done. Throws a Failure where Discord is off.
 * @param discord null: Discord is off
 */
export async function printCheck(
  discord: ServerOptions | null,
  write: (line: string) => void,
): Promise<boolean> {
  if (discord === null) {
    throw new Failure('discord-off', 'Discord is off: DISCORD_TOKEN is not set', {
      retryable: false,
      remedy:
        'make an application at discord.com/developers/applications, and set DISCORD_TOKEN to the token of Bot › Reset Token',
    });
  }
  const findings = await checkServer(discord);
  for (const line of findingLines(findings)) write(line);
  return findings.every(({ verdict }) => verdict !== 'problem');
}
