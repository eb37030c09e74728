/** What a call to Slack rejects with: the port's failure, and what only the adapter needs to know. */
import { ChatFailure, type ChatTrouble } from '../../../src/chat-failure.ts';
import { faultOf, type Rule } from './faults.ts';

/** Until a person has mended what keeps us out, it is asked this often. */
const mendedAfterMs = 60_000;

/** Errors after which, in Slack's words, some of it may have been done. */
const mayHaveActed = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout']);

interface Details {
  trouble: ChatTrouble;
  /** What was asked for may have been done all the same. */
  mayStand: boolean;
  /** What a person must mend before anything goes through. */
  auth?: boolean;
  retryAfterMs?: number | null;
  remedy?: string | null;
}

export class SlackFailure extends ChatFailure {
  /** Slack's own code, or one of ours for what is no answer: `timeout`, `unreachable`, `http-503`, `malformed`. */
  readonly slackCode: string;
  readonly auth: boolean;

  constructor(slackCode: string, message: string, details: Details) {
    super(`slack-${slackCode}`, message, details);
    this.slackCode = slackCode;
    this.auth = details.auth ?? false;
  }
}

/** An answer came, and it was no. `lacking`: the scope that Slack names. */
export function refusal(
  code: string,
  asked: string,
  more: { lacking?: string | null; retryAfterMs?: number | null } = {},
): SlackFailure {
  const { rule, words, remedy } = faultOf(code) ?? {
    rule: 'refused' as const,
    words: 'an error that leakops does not know',
    remedy: null,
  };
  const scope = code === 'missing_scope' && more.lacking ? `: ${more.lacking}` : '';
  return new SlackFailure(code, `Slack answers "${code}" to ${asked}: ${words}${scope}`, {
    trouble: troubleOf(rule),
    // Slack's word on these: some of it may have been done.
    mayStand: mayHaveActed.has(code),
    auth: rule === 'auth',
    retryAfterMs: more.retryAfterMs ?? (rule === 'auth' ? mendedAfterMs : null),
    remedy,
  });
}

/** Too many calls; nothing was done. */
export function limited(asked: string, retryAfterMs: number): SlackFailure {
  return new SlackFailure(
    'ratelimited',
    `Slack takes no more calls of ${asked} for ${Math.ceil(retryAfterMs / 1000)} s`,
    {
      trouble: 'later',
      mayStand: false,
      retryAfterMs,
    },
  );
}

/** Not asked at all: it can wait, and what cannot needs the room. */
export function heldBack(asked: string, retryAfterMs: number): SlackFailure {
  return new SlackFailure('held-back', `${asked} waits for what is more urgent`, {
    trouble: 'later',
    mayStand: false,
    retryAfterMs,
  });
}

/** No answer, or one that Slack itself did not write. */
export function noAnswer(code: string, what: string, mayStand: boolean): SlackFailure {
  return new SlackFailure(code, what, {
    trouble: 'later',
    mayStand,
    remedy: 'check that slack.com can be reached from here, and status.slack.com',
  });
}

function troubleOf(rule: Rule): ChatTrouble {
  if (rule === 'auth') return 'later';
  return rule === 'ignore' ? 'refused' : rule;
}
