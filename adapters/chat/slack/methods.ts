/**
 * The Web API methods that leakops calls: the one list that calls go by, and that manifest.yml and `slack:check` are
 * held against. Tiers as Slack documents them, per method and workspace.
 */
interface Method {
  token: 'bot' | 'app';
  /** All are needed. */
  scopes: readonly string[];
  /** What cannot be done without them. */
  purpose: string;
  /** Calls a minute. */
  perMinute: number;
}

const history = ['channels:history', 'groups:history'];

export const methods = {
  'auth.test': { token: 'bot', scopes: [], purpose: 'knowing who the bot is', perMinute: 100 },
  'apps.connections.open': {
    token: 'app',
    scopes: ['connections:write'],
    purpose: 'Socket Mode',
    perMinute: 1,
  },
  // One a second in a channel; the number for the workspace is not told.
  'chat.postMessage': {
    token: 'bot',
    scopes: ['chat:write'],
    purpose: 'cards and what is said of a run',
    perMinute: 100,
  },
  'chat.update': {
    token: 'bot',
    scopes: ['chat:write'],
    purpose: 'keeping a card up to date',
    perMinute: 50,
  },
  'chat.postEphemeral': {
    token: 'bot',
    scopes: ['chat:write'],
    purpose: 'answers to one person',
    perMinute: 100,
  },
  'conversations.history': {
    token: 'bot',
    scopes: history,
    purpose: 'finding a message whose answer was lost',
    perMinute: 50,
  },
  'conversations.replies': {
    token: 'bot',
    scopes: history,
    purpose: 'finding a message whose answer was lost',
    perMinute: 50,
  },
  'conversations.list': {
    token: 'bot',
    scopes: ['channels:read'],
    purpose: 'finding SLACK_CHANNEL by its name',
    perMinute: 20,
  },
  'conversations.join': {
    token: 'bot',
    scopes: ['channels:join'],
    purpose: 'joining the public channel where it is called',
    perMinute: 50,
  },
  'files.getUploadURLExternal': {
    token: 'bot',
    scopes: ['files:write'],
    purpose: 'the chart in the report',
    perMinute: 100,
  },
  'files.completeUploadExternal': {
    token: 'bot',
    scopes: ['files:write'],
    purpose: 'the chart in the report',
    perMinute: 100,
  },
  'users.info': {
    token: 'bot',
    scopes: ['users:read'],
    purpose: 'the names of people',
    perMinute: 100,
  },
  'views.open': { token: 'bot', scopes: [], purpose: 'the form of /leak start', perMinute: 100 },
  'views.publish': { token: 'bot', scopes: [], purpose: 'the app’s Home', perMinute: 100 },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;
