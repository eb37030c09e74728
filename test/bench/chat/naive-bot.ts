/** What a first version of such a bot does: it posts each reading, with the library as it comes. */
import { LogLevel, WebClient } from '@slack/web-api';
import type { Run } from '../../../src/run/run.ts';
import type { NaiveFigures } from './figures.ts';

export interface NaiveBot {
  runChanged(run: Run): void;
  /** Since the last figures. */
  takeFigures(): NaiveFigures;
}

export function naiveBot(options: { apiUrl: string; botToken: string }): NaiveBot {
  const client = new WebClient(options.botToken, {
    slackApiUrl: options.apiUrl,
    logLevel: LogLevel.ERROR,
  });
  const latest = new Map<string, number>();
  let given = 0;
  let posted = 0;

  async function post(channel: string, text: string): Promise<void> {
    await client.chat.postMessage({ channel, text });
    posted += 1;
  }

  return {
    runChanged(run) {
      const reading = run.readings.at(-1);
      if (reading === undefined || reading.at === latest.get(run.id)) return;
      latest.set(run.id, reading.at);
      given += 1;
      const percent = (reading.usedBytes / run.limitBytes) * 100;
      void post(run.channel, `${run.id}: ${percent.toFixed(0)} %`).catch(() => {});
    },
    takeFigures() {
      const figures = { given, posted };
      [given, posted] = [0, 0];
      return figures;
    },
  };
}
