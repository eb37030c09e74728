/** The real client of the Web API, without retries of its own, and the code that it was refused with. */
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Slack } from './slack.ts';

export function webClient(slack: Slack, token = slack.botToken, more: WebClientOptions = {}): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: { ...quiet },
    ...more,
  });
}

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** The platform's error of a call that must be refused, with the rest of the answer. */
export async function refusal(calling: Promise<unknown>): Promise<{ error: string; [key: string]: unknown }> {
  try {
    await calling;
  } catch (error) {
    if (error instanceof Error && 'data' in error) return error.data as { error: string };
    throw error;
  }
  throw new Error('it was not refused');
}
