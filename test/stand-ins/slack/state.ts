/** All that stands behind the stand-in's doors, handed to each of them. */
import type { BlockRules } from './blocks/check-blocks.ts';
import type { Faults } from './faults.ts';
import type { Views } from './open-views.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Dict } from './shapes.ts';
import type { Triggers } from './triggers.ts';
import type { Uploads } from './uploads.ts';
import type { Workspace } from './workspace.ts';

/** One call of the Web API, as it was answered. */
export interface CallRecord {
  method: string;
  args: Dict;
  /** The stand-in's clock. */
  at: number;
  status: number;
  /** null: no answer went out. */
  ok: boolean | null;
  error: string | null;
}

export interface State {
  workspace: Workspace;
  botToken: string;
  appToken: string;
  scopes: string[];
  appScopes: string[];
  limits: RateLimits;
  faults: Faults;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  views: Views;
  uploads: Uploads;
  blockRules: Omit<BlockRules, 'surface'>;
  calls: CallRecord[];
  /** `http://127.0.0.1:…`, without a slash. */
  origin(): string;
  /** A fresh ticket for a socket. */
  openSocketUrl(): string;
}
