/** `response_url`: five answers within half an hour of what the person did. */
import { randomBytes } from 'node:crypto';
import type { Message } from './shapes.ts';
import { SlackError } from './slack-error.ts';

export interface Origin {
  person: string;
  channel: string;
  threadTs: string | null;
  /** The message whose button was pressed; null after a command. */
  source: Message | null;
}

export interface ResponseUrls {
  /** The path. */
  issue(origin: Origin): string;
  /** Counts one use. Throws `used_url`, `expired_url`, `invalid_url`. */
  use(path: string): Origin;
}

const lifeMs = 30 * 60_000;
const mostUses = 5;

export function newResponseUrls(now: () => number): ResponseUrls {
  const issued = new Map<string, { origin: Origin; at: number; uses: number }>();
  return {
    issue(origin) {
      const path = `/actions/T0STANDIN/${issued.size + 1}/${randomBytes(12).toString('hex')}`;
      issued.set(path, { origin, at: now(), uses: 0 });
      return path;
    },
    use(path) {
      const known = issued.get(path);
      if (known === undefined) throw new SlackError('invalid_url');
      if (now() - known.at > lifeMs) throw new SlackError('expired_url');
      if (known.uses >= mostUses) throw new SlackError('used_url');
      known.uses += 1;
      return known.origin;
    },
  };
}
