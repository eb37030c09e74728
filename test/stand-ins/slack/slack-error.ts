import type { Dict } from './shapes.ts';

/** What the Web API answers as `{ok: false, error}`. */
export class SlackError extends Error {
  readonly code: string;
  /** Further keys of the answer, as `needed` and `provided` of `missing_scope`. */
  readonly more: Dict;

  constructor(code: string, more: Dict = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** As Slack lists what is wrong with a payload: `[ERROR] must be … [json-pointer:/blocks/0/text]`. */
export function withMessages(code: string, problems: string[]): SlackError {
  return new SlackError(code, {
    errors: problems.map((problem) => problem.replace(/^\[ERROR\] /, '')),
    response_metadata: { messages: problems },
  });
}
