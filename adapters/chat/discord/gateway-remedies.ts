/** What a person can do where Discord closes its gateway for good. */
const portal = 'in the Developer Portal (discord.com/developers/applications)';

const remedies: Readonly<Record<number, string>> = {
  4004: `set DISCORD_TOKEN to the token of Bot › Reset Token ${portal}, and start leakops again`,
  4010: 'start one leakops for this bot only',
  4011: 'use a bot of its own for leakops: this one is in too many servers for one connection',
  4012: 'unset DISCORD_API_URL, or update leakops: this version of Discord’s gateway is gone',
  4013: 'update leakops: Discord does not know what it asks to hear',
  4014: `allow what leakops asks to hear ${portal}, Bot; it asks for nothing privileged`,
};

/** @param code Discord's close event code */
export function gatewayRemedy(code: number): string {
  return remedies[code] ?? 'look at npm run discord:check';
}
