/** What the calls to Discord reject with: a ChatFailure that the adapter can ask a little more. */
import { ChatFailure, type ChatTrouble } from '../../../src/chat-failure.ts';

export class DiscordFailure extends ChatFailure {
  /** Discord's JSON error code; null: the answer had none, or there was no answer. */
  readonly jsonCode: number | null;
  /** Refused for what leakops does not know, or for nothing that is said. */
  readonly isUnexplained: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      trouble: ChatTrouble;
      jsonCode?: number | null;
      isUnexplained?: boolean;
      mayStand?: boolean;
      retryAfterMs?: number | null;
      remedy?: string | null;
    },
  ) {
    const { jsonCode = null, isUnexplained = false, mayStand = false, ...rest } = options;
    super(code, message, { ...rest, mayStand });
    this.jsonCode = jsonCode;
    this.isUnexplained = isUnexplained;
  }
}

/** Whether Discord has answered with one of these codes. */
export function answeredWith(error: unknown, ...codes: number[]): boolean {
  return error instanceof DiscordFailure && error.jsonCode !== null && codes.includes(error.jsonCode);
}
