/**
 * What an adapter throws. `code` is short and stable (`flagd-ui-503`, `kubernetes-403`), `message` says what
 * happened in words that may be shown, `remedy` what to do about it. Never holds a secret: no header, token or
 * query string of a request goes into any of the three.
 */
export class Failure extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly remedy: string | null;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; remedy?: string | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retryable = options.retryable ?? true;
    this.remedy = options.remedy ?? null;
  }
}

/** The words of anything thrown, for a person. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about anything thrown; null: it does not say. */
export function remedyOf(error: unknown): string | null {
  return error instanceof Failure ? error.remedy : null;
}
