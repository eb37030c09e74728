import { isChannelId } from './ids.ts';
import type { MessageUrl } from './mrkdwn.ts';

/**
 * Addresses of messages, made as Slack makes its permalinks, without asking it for each.
 * @param workspaceUrl as `auth.test` answers it: `https://team.slack.com/`; null: not known, then no message has one
 */
export function messageUrls(workspaceUrl: string | null): MessageUrl {
  const base = workspaceUrl !== null && /^https?:\/\/[^\s<>|]+$/.test(workspaceUrl) ? workspaceUrl : null;
  return (channel, messageId) =>
    base === null || !isChannelId(channel) || !/^\d+\.\d+$/.test(messageId)
      ? null
      : `${base.replace(/\/+$/, '')}/archives/${channel}/p${messageId.replace('.', '')}`;
}
