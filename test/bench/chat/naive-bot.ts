/** What a first version of such a bot does: it posts each reading, with the library as it comes. */
import { LogLevel, WebClient } from '@slack/web-api';
import type { Run } from '../../../src/run/run.ts';

export interface NaiveBot {
  runChanged(run: Run): void;
  figures(): { given: number; posted: number; latestMs: number };
}

export function naiveBot(options: { apiUrl: string; botToken: string; now: () => number }): NaiveBot {
  const client = new WebClient(options.botToken, {
    slackApiUrl: options.apiUrl,
    logLevel: LogLevel.ERROR,
  });
  const latest = new Map<string, number>();
  let given = 0;
  let posted = 0;
  let latestMs = 0;

  async function post(channel: string, text: string, readAt: number): Promise<void> {
    await client.chat.postMessage({ channel, text });
    posted += 1;
    latestMs = Math.max(latestMs, options.now() - readAt);
  }

  return {
    runChanged(run) {
      const reading = run.readings.at(-1);
      if (reading === undefined || reading.at === latest.get(run.id)) return;
      latest.set(run.id, reading.at);
      given += 1;
      const percent = (reading.usedBytes / run.limitBytes) * 100;
      void post(run.channel, `${run.id}: ${percent.toFixed(0)} %`, options.now()).catch(() => {});
    },
    figures: () => ({ given, posted, latestMs }),
  };
}
