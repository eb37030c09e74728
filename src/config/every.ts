import type { EveryConfig } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import { databasePath } from './database-path.ts';
import { readDiscord } from './discord.ts';
import { hostName } from './host-name.ts';
import { durationIn, integerIn, publicAddress, type Settings } from './settings.ts';
import { readSlack } from './slack.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The settings that every target uses. */
export function readEvery(settings: Settings): Omit<EveryConfig, 'ignored'> {
  const pollMs = settings.duration('LEAKOPS_POLL', { fromMs: 100, toMs: 30_000 });
  const slack = readSlack(settings);
  const discord = readDiscord(settings);
  const otherChat = slack !== null || discord !== null;
  const web = readWeb(settings, otherChat);
  return {
    pollMs,
    leaseMs: settings.read<number | null>('LEAKOPS_LEASE', (text) =>
      isOff(text)
        ? { value: null }
        : orOff(durationIn(text, { fromMs: 3_000 + 2 * pollMs, toMs: 10 * minuteMs })),
    ),
    load: settings.word('LEAKOPS_LOAD', ['auto', 'locust', 'flagd', 'none']),
    spawnRate: settings.integer('LEAKOPS_SPAWN_RATE', 1, 100),
    breaker: settings.read<EveryConfig['breaker']>('LEAKOPS_BREAKER', (text) => {
      if (isOff(text)) return { value: { thresholdPercent: 80, state: 'off' } };
      const percent = integerIn(text, 50, 99, ' (percent), or off,');
      return 'value' in percent ? { value: { thresholdPercent: percent.value, state: 'armed' } } : percent;
    }),
    predict: settings.word('LEAKOPS_PREDICT', ['off', 'on', 'cautious']),
    blindAfterMs: settings.duration('LEAKOPS_BLIND_AFTER', { fromMs: 3 * pollMs, toMs: dayMs }),
    maxDurationMs: settings.duration('LEAKOPS_MAX_DURATION', { fromMs: minuteMs, toMs: dayMs }),
    progressMs: settings.duration('LEAKOPS_PROGRESS', { fromMs: 100, toMs: dayMs }),
    restart: settings.word('LEAKOPS_RESTART', ['ask', 'auto', 'never']),
    operators: settings.optional('LEAKOPS_OPERATORS', userIds),
    database: settings.read('LEAKOPS_DATABASE', databasePath),
    ...web,
    slack,
    discord,
    logLevel: settings.word('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    warnings:
      web.webOn || otherChat
        ? []
        : ['LEAKOPS_WEB is off and no other chat is set: nobody can give a command'],
  };
}

function isOff(text: string): boolean {
  return text.toLowerCase() === 'off';
}

function orOff<T>(found: { value: T } | { allowed: string }) {
  return 'value' in found ? found : { allowed: `${found.allowed}, or off` };
}

type Web = Pick<EveryConfig, 'webOn' | 'webToken' | 'publicUrl' | 'host' | 'port'>;

/** The page is on by itself only where it is the only way to give a command. */
function readWeb(settings: Settings, otherChat: boolean): Web {
  const host = settings.read('HOST', hostName);
  const webOn =
    settings.given('LEAKOPS_WEB') === null
      ? !otherChat
      : settings.word('LEAKOPS_WEB', ['on', 'off']) === 'on';
  // In a header and a cookie: no spaces, no letters beyond ASCII.
  const webToken = settings.optional('LEAKOPS_WEB_TOKEN', (text) =>
    /^[\x21-\x7e]{1,512}$/.test(text)
      ? { value: text }
      : { allowed: 'at most 512 ASCII characters without spaces are needed' },
  );
  if (webOn && !isLoopback(host) && settings.given('LEAKOPS_WEB_TOKEN') === null) {
    settings.problems.push({
      variable: 'LEAKOPS_WEB_TOKEN',
      text: `HOST is ${JSON.stringify(host)}, which others can reach, and LEAKOPS_WEB_TOKEN is not set`,
      remedy: 'set LEAKOPS_WEB_TOKEN to a long random text, or HOST to 127.0.0.1, or LEAKOPS_WEB to off',
    });
  }
  return {
    host,
    webOn,
    webToken,
    publicUrl: settings.optional('LEAKOPS_PUBLIC_URL', publicAddress),
    port: settings.integer('PORT', 0, 65_535),
  };
}

function userIds(text: string): { value: string[] } | { allowed: string } {
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  return ids.length > 0 ? { value: [...new Set(ids)] } : { allowed: 'at least one user id is needed' };
}
