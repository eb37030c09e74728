/** Slack's own libraries write here. What they say at length holds payloads and addresses: only troubles are kept. */
import { type Logger, LogLevel } from '@slack/web-api';

export interface SlackLog {
  info(details: object, words: string): void;
  warn(details: object, words: string): void;
  error(details: object, words: string): void;
}

/** `warn` for both: what is an error to the library is mended here, or said in better words. */
export function sdkLog(log: SlackLog): Logger {
  const note = (...said: unknown[]) => {
    const words = said.map((each) => (each instanceof Error ? each.message : String(each))).join(' ');
    log.warn({ sdk: words.slice(0, 500) }, 'Slack’s library');
  };
  return { ...silentLog, warn: note, error: note, getLevel: () => LogLevel.WARN };
}

/** For what tells its failures by throwing them: its lines would hold addresses and whole requests. */
export const silentLog: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
