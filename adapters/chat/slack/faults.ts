/**
 * What each error that Slack documents for our methods means for who wanted to say something: one table. A code that
 * is not in it is `refused`, fatal for that one message.
 */

/**
 * `later`, `refused`, `message-gone`, `thread-gone`, `place-gone`: as ChatTrouble. `auth`: nothing goes until a person
 * has mended it; asked again once in a while. `ignore`: what was wanted is so already.
 */
export type Rule = 'later' | 'refused' | 'message-gone' | 'thread-gone' | 'place-gone' | 'auth' | 'ignore';

export interface Fault {
  rule: Rule;
  /** What is so, for a person. */
  words: string;
  /** What a person can do about it; null: nothing needs to be done. */
  remedy: string | null;
}

const invite = 'invite the bot there: /invite @leakops';
const newToken =
  'install the app again (OAuth & Permissions), set SLACK_BOT_TOKEN to its bot token, restart leakops';
const askAdmins = 'ask the admins of the workspace';
const allowPosting = 'let the app post there (channel settings), or use another channel';
const updateLeakops = 'install a newer leakops';

type Row = readonly [rule: Rule, words: string, remedy?: string];

const rows: Record<string, Row> = {
  // Not now.
  ratelimited: ['later', 'too many calls at once'],
  rate_limited: ['later', 'too many messages at once'],
  internal_error: ['later', 'an error of Slack itself'],
  fatal_error: ['later', 'an error of Slack itself'],
  service_unavailable: ['later', 'Slack is not available'],
  request_timeout: ['later', 'the request did not arrive whole'],
  update_failed: ['later', 'an error of Slack itself'],
  external_channel_migrating: ['later', 'the channel is being moved'],
  streaming_state_conflict: ['later', 'the message is still being written'],
  fetch_members_failed: ['later', 'an error of Slack itself'],
  file_update_failed: ['later', 'an error of Slack itself'],

  // The message that was to be edited.
  message_not_found: ['message-gone', 'the message was deleted'],
  cant_update_message: ['message-gone', 'the message is not one that the bot may edit'],
  edit_window_closed: [
    'message-gone',
    'the workspace lets messages be edited for a limited time only',
    'ask the admins of the workspace to let apps edit their messages at any time',
  ],

  // The thread.
  thread_not_found: ['thread-gone', 'the thread was deleted'],
  cannot_reply_to_message: ['thread-gone', 'the message takes no replies'],
  invalid_thread_ts: ['thread-gone', 'there is no such thread'],
  restricted_action_thread_locked: ['thread-gone', 'the thread was locked'],
  restricted_action_non_threadable_channel: ['thread-gone', 'the channel has no threads'],

  // The channel.
  channel_not_found: ['place-gone', 'the channel is gone, or private and without the bot', invite],
  not_in_channel: ['place-gone', 'the bot is not in the channel', invite],
  is_archived: ['place-gone', 'the channel was archived'],
  is_inactive: ['place-gone', 'the channel was archived or deleted'],
  no_permission: ['place-gone', 'the bot may not speak there', invite],
  channel_is_limited_access: ['place-gone', 'the bot has no access to the channel', invite],
  invalid_channel: ['place-gone', 'there is no such channel'],
  method_not_supported_for_channel_type: ['place-gone', 'that kind of conversation does not allow it'],
  restricted_action: ['place-gone', 'a setting of the workspace keeps the bot from posting', allowPosting],
  restricted_action_read_only_channel: ['place-gone', 'the channel is read-only', allowPosting],
  restricted_action_thread_only_channel: [
    'place-gone',
    'the channel takes replies only',
    'use another channel',
  ],
  messages_tab_disabled: [
    'place-gone',
    'direct messages of the app are off',
    'switch on App Home → Messages Tab',
  ],
  posting_to_general_channel_denied: ['place-gone', 'the bot may not post in the main channel', allowPosting],
  cannot_dm_bot: ['place-gone', 'bots take no direct messages'],
  too_many_members: ['place-gone', 'the channel is full'],
  user_not_in_channel: ['place-gone', 'the person is not in the channel'],
  user_not_found: ['place-gone', 'there is no such person'],
  user_not_visible: ['place-gone', 'the app may not see the person'],
  user_disabled: ['place-gone', 'the person’s account was deactivated'],

  // A person must act.
  not_authed: ['auth', 'no token was sent', newToken],
  invalid_auth: ['auth', 'the token is not valid', newToken],
  account_inactive: ['auth', 'the app was removed or its account deactivated', newToken],
  token_revoked: ['auth', 'the token was revoked', newToken],
  token_expired: [
    'auth',
    'the token has expired',
    'switch off token rotation for the app (OAuth & Permissions), then install it again',
  ],
  not_allowed_token_type: [
    'auth',
    'the token is of another kind',
    'SLACK_BOT_TOKEN takes the bot token (xoxb-…), SLACK_APP_TOKEN the app-level token (xapp-…)',
  ],
  missing_scope: [
    'auth',
    'the token lacks a scope',
    'add it under OAuth & Permissions (manifest.yml has them all), then install the app again',
  ],
  missing_args: ['auth', 'no app-level token was sent', 'set SLACK_APP_TOKEN (xapp-…)'],
  forbidden_team: ['auth', 'the workspace does not allow Socket Mode', askAdmins],
  access_denied: ['auth', 'the app is denied access', askAdmins],
  accesslimited: ['auth', 'the workspace does not allow calls from this network', askAdmins],
  app_access_restricted: ['auth', 'the workspace restricts the app', askAdmins],
  ekm_access_denied: ['auth', 'the admins have suspended posting', askAdmins],
  enterprise_is_restricted: [
    'auth',
    'the method is not open to an enterprise’s token',
    'install the app in the workspace itself, not in the organisation',
  ],
  two_factor_setup_required: ['auth', 'the account needs two-factor authentication', askAdmins],
  org_login_required: [
    'auth',
    'the workspace is being moved to an enterprise',
    'wait until Slack has moved it',
  ],
  team_added_to_org: [
    'auth',
    'the workspace is being moved to an enterprise',
    'wait until Slack has moved it',
  ],
  team_not_found: ['auth', 'the token does not belong to this workspace', newToken],
  team_access_not_granted: [
    'auth',
    'the app was not given access to the workspace',
    'ask the admins of the organisation to add the app to the workspace',
  ],
  message_limit_exceeded: [
    'auth',
    'the workspace has used up its messages',
    'see the limits of its plan at slack.com/help',
  ],
  not_enabled: ['refused', 'the app’s Home is off', 'switch on App Home → Home Tab'],

  // This one message or call.
  no_text: ['refused', 'the message was empty'],
  msg_too_long: ['refused', 'the message is too long'],
  msg_blocks_too_long: ['refused', 'the message is too long'],
  invalid_blocks: ['refused', 'the message’s layout was not taken'],
  invalid_blocks_format: ['refused', 'the message’s layout was not taken'],
  block_mismatch: ['refused', 'the message’s layout was not taken'],
  markdown_text_conflict: ['refused', 'the message’s layout was not taken'],
  invalid_metadata_format: ['refused', 'the message’s metadata was not taken'],
  invalid_metadata_schema: ['refused', 'the message’s metadata was not taken'],
  metadata_must_be_sent_from_app: ['refused', 'the message’s metadata was not taken'],
  metadata_too_large: ['refused', 'the message’s metadata was not taken'],
  invalid_attachments: ['refused', 'the message’s layout was not taken'],
  attachment_payload_limit_exceeded: ['refused', 'the message is too long'],
  too_many_attachments: ['refused', 'the message’s layout was not taken'],
  too_many_contact_cards: ['refused', 'the message’s layout was not taken'],
  cant_broadcast_message: ['refused', 'the reply cannot be shown in the channel'],
  no_dual_broadcast_content_update: ['refused', 'the reply cannot be shown in the channel'],
  as_user_not_supported: ['refused', 'the call was not taken'],
  send_on_behalf_not_allowed: ['refused', 'the call was not taken'],
  draft_already_deleted: ['refused', 'the call was not taken'],
  draft_already_sent: ['refused', 'the call was not taken'],
  draft_has_conflict: ['refused', 'the call was not taken'],
  draft_not_found: ['refused', 'the call was not taken'],
  duplicate_channel_not_found: ['refused', 'the call was not taken'],
  duplicate_message_not_found: ['refused', 'the call was not taken'],
  is_bot: ['refused', 'the call is not open to bots'],
  invalid_cursor: ['refused', 'the call was not taken'],
  invalid_limit: ['refused', 'the call was not taken'],
  invalid_types: ['refused', 'the call was not taken'],
  invalid_ts_latest: ['refused', 'the call was not taken'],
  invalid_ts_oldest: ['refused', 'the call was not taken'],
  invalid_metadata_filter_keys: ['refused', 'the call was not taken'],
  list_record_comment_fetch_failed: ['refused', 'the call was not taken'],
  too_many_users: ['refused', 'the call was not taken'],
  invalid_arguments: ['refused', 'the call was not taken'],
  invalid_arg_name: ['refused', 'the call was not taken'],
  invalid_array_arg: ['refused', 'the call was not taken'],
  invalid_charset: ['refused', 'the call was not taken'],
  invalid_form_data: ['refused', 'the call was not taken'],
  invalid_post_type: ['refused', 'the call was not taken'],
  missing_post_type: ['refused', 'the call was not taken'],
  missing_argument: ['refused', 'the call was not taken'],
  insecure_request: ['refused', 'the call was not taken'],
  deprecated_endpoint: ['refused', 'Slack has given up the method', updateLeakops],
  method_deprecated: ['refused', 'Slack has given up the method', updateLeakops],
  unknown_method: ['refused', 'Slack does not know the method', updateLeakops],

  // Views: an old trigger, a newer view.
  expired_trigger_id: ['refused', 'the form was asked for too long ago'],
  exchanged_trigger_id: ['refused', 'the form was opened already'],
  invalid_trigger_id: ['refused', 'the form cannot be opened from there'],
  duplicate_external_id: ['refused', 'the view was not taken'],
  view_too_large: ['refused', 'the view is too large'],
  missing_profile_id: ['refused', 'the view was not taken'],
  not_implemented: ['refused', 'the view was not taken'],
  not_found: ['refused', 'the view is not open any more'],
  already_in_channel: ['ignore', 'the bot is in the channel already'],
  hash_conflict: ['ignore', 'a newer view is shown already'],

  // Pictures, and what an organisation does not want shared.
  alt_txt_too_large: ['refused', 'the picture’s description is too long'],
  file_not_found: ['refused', 'the picture did not arrive'],
  file_deleted: ['refused', 'the picture was deleted'],
  file_is_deleted: ['refused', 'the picture was deleted'],
  file_share_limit_reached: ['refused', 'the picture was not taken'],
  file_type_not_allowed: ['refused', 'the workspace takes no PNG files', askAdmins],
  blocked_file_type: ['refused', 'the workspace takes no PNG files', askAdmins],
  file_uploads_disabled: ['refused', 'the workspace takes no files', askAdmins],
  file_uploads_except_images_disabled: ['refused', 'the workspace takes images only', askAdmins],
  file_upload_size_restricted: ['refused', 'the picture is too large for the workspace', askAdmins],
  storage_limit_reached: ['refused', 'the workspace has no room for files', askAdmins],
  posting_to_channel_denied: ['refused', 'files may not be shared there', askAdmins],
  channels_limit_exceeded: ['refused', 'the picture was not taken'],
  max_file_sharing_exceeded: ['refused', 'the picture was not taken'],
  unable_to_share_files: ['refused', 'the picture was not taken'],
  missing_file_data: ['refused', 'the picture was not taken'],
  snippet_too_large: ['refused', 'the picture was not taken'],
  unknown_snippet_type: ['refused', 'the picture was not taken'],
  unknown_subtype: ['refused', 'the picture was not taken'],
  slack_connect_blocked_file_type: ['refused', 'files may not be shared with other organisations'],
  slack_connect_canvas_sharing_blocked: ['refused', 'files may not be shared with other organisations'],
  slack_connect_clip_sharing_blocked: ['refused', 'files may not be shared with other organisations'],
  slack_connect_file_link_sharing_blocked: ['refused', 'files may not be shared with other organisations'],
  slack_connect_file_upload_sharing_blocked: ['refused', 'files may not be shared with other organisations'],
  slack_connect_lists_sharing_blocked: ['refused', 'files may not be shared with other organisations'],

  // Of a way back to a person.
  used_url: ['refused', 'the answer’s address was used up'],
  expired_url: ['refused', 'the answer’s address has expired'],
  invalid_url: ['refused', 'the answer’s address is not known'],
};

/** null: not documented, or not known here. */
export function faultOf(code: string): Fault | null {
  const row = Object.hasOwn(rows, code) ? rows[code] : undefined;
  return row === undefined ? null : { rule: row[0], words: row[1], remedy: row[2] ?? null };
}
