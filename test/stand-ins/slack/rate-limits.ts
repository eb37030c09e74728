/**
 * Rate limits as documented: tiers per method and workspace, and one message a second per channel with a small
 * burst. Counted on the clock that was handed in.
 */

/** `off`: none. `strict`: as documented. Methods listed in `throttled` answer 429 whatever is asked. */
export interface RateLimits {
  mode: 'off' | 'strict';
  /** Method or `*` → seconds of Retry-After, for as long as it is set. */
  throttled: Map<string, number>;
  /** Seconds to wait; null: may go. */
  ask(method: string, channel: string | null): number | null;
}

/** Calls a minute. */
const tiers = [0, 1, 20, 50, 100];

const tierOf: Record<string, number> = {
  'apps.connections.open': 1,
  'auth.test': 4,
  'chat.update': 3,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'chat.getPermalink': 4,
  'conversations.history': 3,
  'conversations.replies': 3,
  'conversations.info': 3,
  'conversations.list': 2,
  'conversations.members': 4,
  'conversations.join': 3,
  'files.getUploadURLExternal': 4,
  'files.completeUploadExternal': 4,
  'files.info': 4,
  'users.info': 4,
  'views.open': 4,
  'views.push': 4,
  'views.update': 4,
  'views.publish': 4,
};

interface Bucket {
  tokens: number;
  at: number;
}

/** What Slack lets through at once beyond one a second: not numbered there, kept small here. */
const burstOfPosts = 4;
/** "Several hundred messages a minute" per workspace. */
const postsPerMinute = 300;
/** Tier 1 says one a minute, but reconnecting sockets are let through in practice. */
const burstOfTierOne = 10;

export function newRateLimits(now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>();

  function take(key: string, perMinute: number, burst: number): number | null {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const gained = (Math.max(0, at - bucket.at) * perMinute) / 60_000;
    const tokens = Math.min(burst, bucket.tokens + gained);
    const enough = tokens >= 1;
    buckets.set(key, { tokens: enough ? tokens - 1 : tokens, at });
    return enough ? null : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  }

  const limits: RateLimits = {
    mode: 'strict',
    throttled: new Map(),
    ask(method, channel) {
      const throttled = limits.throttled.get(method) ?? limits.throttled.get('*');
      if (throttled !== undefined) return throttled;
      if (limits.mode === 'off') return null;
      if (method === 'chat.postMessage') {
        const inWorkspace = take(method, postsPerMinute, postsPerMinute);
        return inWorkspace ?? take(`${method} ${channel ?? ''}`, 60, burstOfPosts);
      }
      const tier = tierOf[method];
      if (tier === undefined) return null;
      const perMinute = tiers[tier] ?? 1;
      return take(method, perMinute, tier === 1 ? burstOfTierOne : perMinute);
    },
  };
  return limits;
}
