/** What a chat's refusal means for who wanted to say something there. */
import { Failure } from './failure.ts';

export type ChatTrouble =
  /** Not now: throttled, down, or no answer came. Again with the same key, after `retryAfterMs` where it is known. */
  | 'later'
  /** This message is not taken as it stands: given up, the next one may be. */
  | 'refused'
  /** The message that was to be edited is not there any more. */
  | 'message-gone'
  /** The thread is not there any more; its channel is. */
  | 'thread-gone'
  /** Channel archived or deleted, bot removed: nothing is heard there. */
  | 'place-gone';

/** The only thing that a Chat rejects with. `retryable` is that of `later`. */
export class ChatFailure extends Failure {
  readonly trouble: ChatTrouble;
  /** On the real clock; null: not said. */
  readonly retryAfterMs: number | null;
  /** What was sent may have arrived all the same: no answer came. Unless it is said, that is so of `later`. */
  readonly mayStand: boolean;

  /** @param code the platform's own, behind its name: `slack-is_archived` */
  constructor(
    code: string,
    message: string,
    options: {
      trouble: ChatTrouble;
      retryAfterMs?: number | null;
      mayStand?: boolean;
      remedy?: string | null;
      cause?: unknown;
    },
  ) {
    const { trouble, retryAfterMs = null, remedy = null, cause } = options;
    super(code, message, { retryable: trouble === 'later', remedy, cause });
    this.name = 'ChatFailure';
    this.trouble = trouble;
    this.retryAfterMs = retryAfterMs;
    this.mayStand = options.mayStand ?? trouble === 'later';
  }
}

/** Anything else that was thrown is a fault of ours or of the network: later. */
export function troubleOf(error: unknown): ChatTrouble {
  return error instanceof ChatFailure ? error.trouble : 'later';
}

/** False where it is certain that nothing arrived. */
export function mayStand(error: unknown): boolean {
  return error instanceof ChatFailure ? error.mayStand : true;
}
