/** A log that keeps what it is told. */
import type { SlackLog } from '../../../../adapters/chat/slack/sdk-log.ts';

export interface NotedLog {
  log: SlackLog;
  /** JSON lines. */
  logged: string[];
}

export function notedLog(): NotedLog {
  const logged: string[] = [];
  const note = (details: object, words: string) => void logged.push(JSON.stringify({ words, ...details }));
  return { log: { info: note, warn: note, error: note }, logged };
}
