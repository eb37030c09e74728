/** What the bot writes down of its troubles; pino's logger is one. */
export interface Log {
  warn(details: object, words: string): void;
  error(details: object, words: string): void;
}
