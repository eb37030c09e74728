import { fileShape } from '../message-shape.ts';
import { dicts, type StoredFile } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import { channelOf, demandWritable, type Method } from './method.ts';

const mostOfAlt = 1000;

export const getUploadUrl: Method = (args, state) => {
  const name = args.text('filename');
  const lengthBytes = args.count('length', 'invalid_arguments');
  if (name === null || lengthBytes === null || lengthBytes <= 0) throw new SlackError('missing_argument');
  // `alt_txt`, as the page documents it; another spelling is an unknown argument, and has no effect.
  const alt = args.text('alt_txt');
  if (alt !== null && [...alt].length > mostOfAlt) throw new SlackError('alt_txt_too_large');
  const { id, path } = state.uploads.begin({ name, lengthBytes, alt });
  return { upload_url: `${state.origin()}${path}`, file_id: id };
};

export const completeUpload: Method = (args, state) => {
  const named = dicts(args.json('files', 'invalid_arguments'));
  if (named.length === 0) throw new SlackError('invalid_arguments');
  const thread = args.text('thread_ts');
  const target = args.text('channel_id') === null ? null : channelOf(args, state, 'channel_id');
  if (target !== null) demandWritable(target, state);
  const root = target === null || thread === null ? null : state.workspace.message(target.id, thread);
  if (root === undefined) throw new SlackError('thread_not_found');
  const files = named.map(({ id, title }): StoredFile => {
    if (typeof id !== 'string') throw new SlackError('invalid_arguments');
    return state.uploads.complete(id, typeof title === 'string' ? title : null);
  });
  const fresh = files.filter(({ shared }) => target !== null && !shared.includes(target.id));
  if (target !== null && fresh.length > 0) {
    for (const file of fresh) file.shared.push(target.id);
    state.workspace.post({
      channel: target.id,
      user: state.workspace.bot.id,
      byApp: true,
      text: args.text('initial_comment') ?? '',
      threadTs: root?.ts ?? null,
      files: fresh,
    });
  }
  return { files: files.map((file) => fileShape(file, state.origin())) };
};

export const info: Method = (args, state) => {
  const id = args.text('file');
  const file = state.workspace.files.find((one) => one.id === id);
  if (file === undefined) throw new SlackError('file_not_found');
  return { file: fileShape(file, state.origin()), comments: [], response_metadata: { next_cursor: '' } };
};
