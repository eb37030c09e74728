/** What an app sends to a response_url, or answers a command with at once. */
import { type Arguments, argumentsOf } from './arguments.ts';
import { readContent } from './check-message.ts';
import type { Origin } from './response-urls.ts';
import type { Dict } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import type { State } from './state.ts';
import { type Answer, answerOf } from './web-api.ts';

export function answerResponseUrl(path: string, args: Arguments, state: State): Answer {
  try {
    performAnswer(state.responseUrls.use(path), args, state);
    return answerOf(200, 'ok', { 'content-type': 'text/plain' });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const gone = ['used_url', 'expired_url', 'invalid_url'].includes(error.code);
    return answerOf(gone ? 404 : 400, { ok: false, error: error.code, ...error.more });
  }
}

/** A command answered in its acknowledgement. An empty one says nothing. Throws as a message does. */
export function answerAtOnce(origin: Origin, body: Dict, state: State): void {
  if (body.text === undefined && body.blocks === undefined) return;
  performAnswer(origin, argumentsOf(body), state);
}

function performAnswer(origin: Origin, args: Arguments, state: State): void {
  const { workspace } = state;
  const { source } = origin;
  if (args.flag('delete_original')) {
    if (source === null) throw new SlackError('no_text');
    source.deleted = 'gone';
    return;
  }
  const content = readContent(args, state.blockRules);
  if (content.text === null && (content.blocks ?? []).length === 0) throw new SlackError('no_text');
  const text = content.text ?? '';
  const blocks = content.blocks ?? [];
  if (args.flag('replace_original')) {
    if (source === null) throw new SlackError('no_text');
    if (source.deleted !== 'no') throw new SlackError('message_not_found');
    workspace.edit(source, { text, blocks });
    return;
  }
  const inChannel = args.text('response_type') === 'in_channel';
  workspace.post({
    channel: origin.channel,
    user: workspace.bot.id,
    byApp: true,
    text,
    blocks,
    threadTs: args.text('thread_ts') ?? null,
    to: inChannel ? null : origin.person,
  });
}
