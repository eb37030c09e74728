/**
 * Every error that Slack documents for the methods that leakops calls, as their pages listed them in August 2026, has
 * a rule; and where a person must act, the words for it.
 */
import { describe, expect, test } from 'vitest';
import { faultOf } from '../../../../adapters/chat/slack/faults.ts';
import { type MethodName, methods } from '../../../../adapters/chat/slack/methods.ts';
import { refusal } from '../../../../adapters/chat/slack/slack-failure.ts';

/** Documented for each of them. */
const everywhere = words(`
  access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied
  enterprise_is_restricted fatal_error invalid_arg_name invalid_array_arg invalid_charset
  invalid_form_data invalid_post_type is_bot method_deprecated missing_post_type missing_scope
  no_permission not_allowed_token_type not_authed org_login_required ratelimited request_timeout
  service_unavailable team_added_to_org token_expired token_revoked two_factor_setup_required
  unknown_method
`);

const documented: Record<MethodName, string[]> = {
  'auth.test': words(`
    internal_error invalid_auth
  `),
  'apps.connections.open': words(`
    forbidden_team insecure_request internal_error invalid_auth missing_args
  `),
  'chat.postMessage': words(`
    app_access_restricted as_user_not_supported attachment_payload_limit_exceeded
    cannot_reply_to_message channel_not_found draft_already_deleted draft_already_sent
    draft_has_conflict draft_not_found duplicate_channel_not_found duplicate_message_not_found
    invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_archived
    markdown_text_conflict message_limit_exceeded messages_tab_disabled
    metadata_must_be_sent_from_app metadata_too_large missing_file_data msg_blocks_too_long no_text
    not_in_channel rate_limited restricted_action restricted_action_non_threadable_channel
    restricted_action_read_only_channel restricted_action_thread_locked
    restricted_action_thread_only_channel send_on_behalf_not_allowed
    slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
    slack_connect_lists_sharing_blocked team_not_found too_many_attachments too_many_contact_cards
  `),
  'chat.update': words(`
    as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message
    cant_update_message channel_not_found edit_window_closed external_channel_migrating file_deleted
    file_is_deleted file_not_found file_share_limit_reached invalid_attachments invalid_blocks
    invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_inactive
    markdown_text_conflict max_file_sharing_exceeded message_limit_exceeded message_not_found
    metadata_must_be_sent_from_app metadata_too_large msg_too_long no_dual_broadcast_content_update
    no_text posting_to_channel_denied slack_connect_blocked_file_type
    slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
    slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked
    streaming_state_conflict team_not_found too_many_attachments unable_to_share_files update_failed
  `),
  'chat.postEphemeral': words(`
    cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks
    invalid_blocks_format is_archived markdown_text_conflict message_limit_exceeded
    messages_tab_disabled msg_too_long no_text not_in_channel restricted_action too_many_attachments
    user_not_in_channel
  `),
  'conversations.history': words(`
    channel_is_limited_access channel_not_found invalid_cursor invalid_metadata_filter_keys
    invalid_ts_latest invalid_ts_oldest not_in_channel
  `),
  'conversations.replies': words(`
    channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest
    invalid_ts_oldest list_record_comment_fetch_failed method_not_supported_for_channel_type
    thread_not_found
  `),
  'conversations.join': words(`
    channel_is_limited_access channel_not_found is_archived method_not_supported_for_channel_type
    too_many_members
  `),
  'conversations.list': words(`
    invalid_cursor invalid_limit invalid_types method_not_supported_for_channel_type missing_argument
  `),
  'files.getUploadURLExternal': words(`
    alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled
    file_uploads_except_images_disabled missing_argument snippet_too_large storage_limit_reached
    unknown_snippet_type unknown_subtype
  `),
  'files.completeUploadExternal': words(`
    channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed
    file_update_failed file_uploads_except_images_disabled invalid_blocks invalid_channel
    not_in_channel posting_to_channel_denied
  `),
  'users.info': words(`
    too_many_users user_not_found user_not_visible
  `),
  'views.open': words(`
    duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id view_too_large
  `),
  'views.publish': words(`
    duplicate_external_id hash_conflict missing_profile_id not_enabled not_implemented
    view_too_large
  `),
};

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

test('the lists are those of the methods that are called', () => {
  expect(Object.keys(documented).sort()).toEqual(Object.keys(methods).sort());
});

describe.each(Object.entries(documented))('%s', (_method, codes) => {
  test.each([...everywhere, ...codes])('%s has a rule in words', (code) => {
    const fault = faultOf(code);
    expect(fault).not.toBeNull();
    expect(fault?.words).toMatch(/^[\p{L}].{5,}[^.]$/u);
    // Who is kept out must be told what to do.
    if (fault?.rule === 'auth') expect(fault.remedy).not.toBeNull();
  });
});

test.each([
  ['message_not_found', 'message-gone'],
  ['edit_window_closed', 'message-gone'],
  ['thread_not_found', 'thread-gone'],
  ['is_archived', 'place-gone'],
  ['not_in_channel', 'place-gone'],
  ['no_text', 'refused'],
  ['internal_error', 'later'],
  ['token_revoked', 'later'],
  ['something_new', 'refused'],
] as const)('%s is %s to who wanted to say something', (code, trouble) => {
  expect(refusal(code, 'chat.update')).toMatchObject({ code: `slack-${code}`, trouble });
});

test('what a person must mend is asked again once a minute, not at once', () => {
  expect(refusal('invalid_auth', 'chat.postMessage').retryAfterMs).toBe(60_000);
});

test('a missing scope is named, with where to add it', () => {
  const failure = refusal('missing_scope', 'files.getUploadURLExternal', { lacking: 'files:write' });
  expect(failure.message).toContain('files:write');
  expect(failure.remedy).toContain('OAuth & Permissions');
});

test('only what Slack says may have been done may stand', () => {
  expect(refusal('fatal_error', 'chat.postMessage').mayStand).toBe(true);
  expect(refusal('ratelimited', 'chat.postMessage').mayStand).toBe(false);
  expect(refusal('invalid_auth', 'chat.postMessage').mayStand).toBe(false);
});
