/** Slack is on when a bot token is set; the app token (Socket Mode) wins over the signing secret (HTTP). */
import { httpAddress, type Settings } from './settings.ts';

export interface SlackConfig {
  botToken: string;
  /** null: what Slack sends comes over HTTP. One of the two is set. */
  appToken: string | null;
  signingSecret: string | null;
  /** Where runs from elsewhere are announced, an id or `#name`; null: nowhere. */
  channel: string | null;
  /** With a slash at its end. */
  apiUrl: string;
}

/** null: Slack is off. */
export function readSlack(settings: Settings): SlackConfig | null {
  if (settings.given('SLACK_BOT_TOKEN') === null) return null;
  const botToken = settings.optional(
    'SLACK_BOT_TOKEN',
    tokenThatIsNot(/^(xapp|xox[pas]|xoxe\.xoxp)-/, 'a bot token (xoxb-…, Install App) belongs here'),
  );
  const appToken = settings.optional(
    'SLACK_APP_TOKEN',
    tokenThatIsNot(
      /^xox[a-z]?(\.xoxp)?-?/,
      'an app-level token (xapp-…, Basic Information → App-Level Tokens) belongs here',
    ),
  );
  const signingSecret = settings.optional(
    'SLACK_SIGNING_SECRET',
    tokenThatIsNot(/^x(app-|ox[a-z]?-?)/, 'the signing secret (Basic Information) belongs here'),
  );
  if (settings.given('SLACK_APP_TOKEN') === null && settings.given('SLACK_SIGNING_SECRET') === null) {
    settings.problems.push({
      variable: 'SLACK_APP_TOKEN',
      text: 'SLACK_BOT_TOKEN is set, and neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET: leakops could speak in Slack, and hear nothing',
      remedy:
        'set SLACK_APP_TOKEN (xapp-…, Basic Information → App-Level Tokens, scope connections:write), or SLACK_SIGNING_SECRET where Slack can reach leakops over HTTP',
    });
  }
  return {
    botToken: botToken ?? '',
    appToken,
    signingSecret,
    channel: settings.optional('SLACK_CHANNEL', channel),
    apiUrl: `${settings.read('SLACK_API_URL', httpAddress)}/`,
  };
}

/** Tokens are easily swapped: what clearly is another kind is told from the right one. `right`: what is needed. */
function tokenThatIsNot(other: RegExp, right: string) {
  return (text: string) => {
    const kind = other.exec(text)?.[0];
    if (kind !== undefined) return { allowed: `it begins with ${kind}, so it is another kind; ${right}` };
    return /^[\x21-\x7e]{1,512}$/.test(text)
      ? { value: text }
      : { allowed: `at most 512 ASCII characters without spaces are needed; ${right}` };
  };
}

function channel(text: string): { value: string } | { allowed: string } {
  return /^#?[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u.test(text)
    ? { value: text }
    : { allowed: 'the id of a channel (C0123…) or its name (#game-days) is needed' };
}
