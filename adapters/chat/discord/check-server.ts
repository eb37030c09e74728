/** What a server lets leakops do, looked at from outside: token, server, intents, channel, rights. Starts nothing. */
import { z } from 'zod';
import { wordsOf } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { Finding } from '../../../src/run/desk.ts';
import { fine, problem, warning } from '../../../src/run/preflight-facts.ts';
import { type Api, discordApi } from './api.ts';
import { DiscordFailure } from './discord-failure.ts';
import { invitation, missingRights, namesOf, rights } from './rights.ts';
import { type ChannelRights, rightsIn } from './rights-lookup.ts';

export interface ServerOptions {
  token: string;
  /** null: every server that the bot is in. */
  guildId: string | null;
  /** `DISCORD_CHANNEL`; null: none. */
  channel: string | null;
  apiUrl: string;
  clock: Pick<Clock, 'monotonic'>;
}

const application = z.object({
  id: z.string(),
  name: z.string().catch('the application'),
  bot: z.object({ id: z.string() }).nullish().catch(null),
});
const guilds = z.array(z.object({ id: z.string(), name: z.string().catch('') }));
const channels = z.array(z.object({ id: z.string(), type: z.number() }));

const textChannel = 0;
/** Each is a call or three. */
const mostChannels = 10;

/** In the order in which they are mended; the last one is the invitation. Never rejects. */
export async function checkServer(options: ServerOptions): Promise<Finding[]> {
  const { token, apiUrl, clock } = options;
  const api = discordApi({ token, url: apiUrl, clock, log: { warn() {} } });
  let own: z.infer<typeof application>;
  try {
    own = application.parse(await get(api, '/applications/@me'));
  } catch (error) {
    return [asProblem('token', error)];
  }
  const botId = own.bot?.id ?? own.id;
  const invite = fine('invitation', invitation(own.id));
  const intents = fine('intents', 'Guilds and Guild Messages are asked for: nothing privileged to switch on');
  const known = fine('token', `of ${own.name}`);
  try {
    const servers = guilds.parse(await get(api, '/users/@me/guilds'));
    const server = checkMembership(servers, options.guildId, own.id);
    const isIn = server.verdict === 'ok';
    const found = isIn ? await checkChannels(api, botId, options, servers) : [];
    return [known, server, intents, ...found, invite];
  } catch (error) {
    return [known, asProblem('server', error), invite];
  }
}

function checkMembership(
  servers: z.infer<typeof guilds>,
  guildId: string | null,
  applicationId: string,
): Finding {
  const remedy = `Invite it: ${invitation(applicationId)}`;
  if (servers.length === 0) return problem('server', 'the bot is in no server', remedy);
  if (guildId === null) {
    return fine(
      'server',
      `in ${servers.map(({ name }) => name).join(', ')}; /leak may take an hour to appear`,
    );
  }
  const wanted = servers.find(({ id }) => id === guildId);
  return wanted === undefined
    ? problem(`DISCORD_GUILD_ID ${guildId}`, 'the bot is not in this server', remedy)
    : fine('server', `in ${wanted.name}`);
}

/** DISCORD_CHANNEL where it is set; else the text channels that the bot sees, of which one that will do is enough. */
async function checkChannels(
  api: Api,
  botId: string,
  { channel, guildId }: ServerOptions,
  servers: z.infer<typeof guilds>,
): Promise<Finding[]> {
  if (channel !== null) {
    const name = `DISCORD_CHANNEL ${channel}`;
    try {
      const found = await rightsIn(api, channel, botId);
      return [
        found === null ? warning(name, 'what the bot may do there cannot be read') : inChannel(name, found),
      ];
    } catch (error) {
      return [asProblem(name, error)];
    }
  }
  const server = guildId ?? servers[0]?.id ?? '';
  const all = channels.parse(await get(api, `/guilds/${server}/channels`));
  const findings: Finding[] = [];
  for (const { id } of all.filter(({ type }) => type === textChannel).slice(0, mostChannels)) {
    const found = await rightsIn(api, id, botId).catch(() => null);
    if (found !== null) findings.push(inChannel(`#${found.name ?? id}`, found));
  }
  if (findings.some(({ verdict }) => verdict === 'ok')) {
    // Where nobody wants leakops nothing is wrong.
    return findings.map((finding) =>
      finding.verdict === 'ok' ? finding : { ...finding, verdict: 'warning' },
    );
  }
  return findings.length > 0
    ? findings
    : [problem('channels', 'the bot sees no text channel', remedyFor(rights))];
}

function inChannel(name: string, { permissions }: ChannelRights): Finding {
  const missing = missingRights(permissions);
  if (missing.length === 0) return fine(name, 'everything that a run needs is allowed');
  const text = `not allowed: ${missing.map((right) => `${right.name} (${right.purpose})`).join(', ')}`;
  return missing.some(({ isNeeded }) => isNeeded)
    ? problem(name, text, remedyFor(missing))
    : warning(name, text, remedyFor(missing));
}

function remedyFor(missing: typeof rights): string {
  return `Allow the bot’s role ${namesOf(missing)} under Edit Channel › Permissions`;
}

function get(api: Api, path: `/${string}`): Promise<unknown> {
  return api.call({ method: 'GET', path, where: 'application', urgency: 'now' });
}

function asProblem(name: string, error: unknown): Finding {
  const words = error instanceof z.ZodError ? 'Discord’s answer cannot be read' : wordsOf(error);
  return problem(name, words, error instanceof DiscordFailure ? error.remedy : null);
}
