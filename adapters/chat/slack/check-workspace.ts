/** What a workspace lets leakops do, looked at from outside: tokens, scopes, the channel. Starts nothing. */
import { wordsOf } from '../../../src/failure.ts';
import type { Finding } from '../../../src/run/desk.ts';
import { fine, problem, warning } from '../../../src/run/preflight-facts.ts';
import { homeChannel } from './home-channel.ts';
import { neededScopes } from './scopes.ts';
import { type SlackApi, slackApi } from './slack-api.ts';
import { SlackFailure } from './slack-failure.ts';
import { socketRemedy } from './socket-remedies.ts';

export interface WorkspaceOptions {
  botToken: string;
  /** null: HTTP. */
  appToken: string | null;
  /** `SLACK_CHANNEL`; null: none. */
  channel: string | null;
  apiUrl: string;
  /** Where people reach the bot's server; null: not said. */
  publicUrl: string | null;
}

const silent = { warn() {} };

/** In the order in which they are mended. Never rejects. Joins the channel where it may. */
export async function checkWorkspace(options: WorkspaceOptions): Promise<Finding[]> {
  const { apiUrl } = options;
  const api = slackApi({ botToken: options.botToken, apiUrl, log: silent });
  const bot = await checkBot(api);
  const wayIn = await checkWayIn(options);
  // With a token that Slack does not know nothing can be seen.
  const channel = bot[0]?.verdict === 'ok' ? await checkChannel(options.channel, api) : [];
  return [...bot, wayIn, ...channel];
}

async function checkBot(api: SlackApi): Promise<Finding[]> {
  try {
    const answer = await api.call('auth.test', {});
    const { user, team, response_metadata: more } = answer;
    const known = fine('bot token', `@${String(user ?? 'leakops')} in ${String(team ?? 'the workspace')}`);
    const granted: unknown =
      typeof more === 'object' && more !== null && 'scopes' in more ? more.scopes : null;
    return [known, ...checkScopes(Array.isArray(granted) ? granted.map(String) : null)];
  } catch (error) {
    return [asProblem('bot token', error)];
  }
}

function checkScopes(granted: readonly string[] | null): Finding[] {
  const needed = neededScopes();
  if (granted === null)
    return [warning('scopes', 'Slack does not say which were granted', 'Compare them with manifest.yml')];
  const missing = [...needed].filter(([scope]) => !granted.includes(scope));
  if (missing.length === 0) return [fine('scopes', `all ${needed.size} granted`)];
  return missing.map(([scope, purpose]) =>
    problem(
      `scope ${scope}`,
      `not granted; it is for: ${purpose}`,
      'Add it under OAuth & Permissions → Bot Token Scopes (manifest.yml has them all), then install the app again',
    ),
  );
}

async function checkWayIn({ appToken, publicUrl, apiUrl }: WorkspaceOptions): Promise<Finding> {
  if (appToken === null) {
    const address = publicUrl === null ? 'POST /slack/events of this server' : `${publicUrl}/slack/events`;
    return {
      name: 'HTTP',
      verdict: 'unknown',
      text: `Slack must reach ${address} and sign with SLACK_SIGNING_SECRET: that cannot be seen from here`,
      remedy: 'Enter the address as Request URL while leakops runs: Slack says whether it answers',
    };
  }
  try {
    await slackApi({ botToken: appToken, apiUrl, log: silent }).call('apps.connections.open', {});
    return fine('app token', 'opens sockets (Socket Mode)');
  } catch (error) {
    const remedy = error instanceof SlackFailure ? socketRemedy(error.slackCode) : null;
    const found = asProblem('app token', error);
    return remedy === null
      ? found
      : { ...found, remedy: `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}` };
  }
}

async function checkChannel(channel: string | null, api: SlackApi): Promise<Finding[]> {
  if (channel === null)
    return [fine('SLACK_CHANNEL', 'not set: runs that begin elsewhere are announced nowhere')];
  try {
    const { problem: wrong, remedy } = await homeChannel(channel, api);
    if (wrong !== null) return [problem(`SLACK_CHANNEL ${channel}`, wrong, remedy)];
    return [fine('SLACK_CHANNEL', `the bot is in ${channel}`)];
  } catch (error) {
    return [asProblem(`SLACK_CHANNEL ${channel}`, error)];
  }
}

function asProblem(name: string, error: unknown): Finding {
  return problem(name, wordsOf(error), error instanceof SlackFailure ? error.remedy : null);
}
