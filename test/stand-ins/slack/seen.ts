/** The workspace as people see it. */
import { buttonsOf, type Reader, renderBlock, renderMrkdwn, type ShownButton } from './render.ts';
import type { Message } from './shapes.ts';
import type { Workspace } from './workspace.ts';

export interface SeenMessage {
  ts: string;
  channel: string;
  /** The root's ts; null: in the channel itself. */
  thread: string | null;
  /** In the thread and, as a copy, in the channel. */
  broadcast: boolean;
  /** Name of who wrote it. */
  by: string;
  byApp: boolean;
  /** The one person who sees it; null: everyone. */
  to: string | null;
  /** Line by line, as rendered for the reader; of a message without blocks its text. */
  lines: string[];
  /** `lines` in one text. */
  words: string;
  /** What a phone's notification shows, and a screen reader reads: `text`. */
  mobile: string;
  /** What a desktop's notification shows: the words of the blocks. */
  desktop: string;
  buttons: ShownButton[];
  /** How often it was edited. */
  edits: number;
  deleted: Message['deleted'];
  files: { name: string; title: string; alt: string | null; bytes: Buffer }[];
  metadata: Message['metadata'];
  /** As it stands, to look closer: not to be changed. */
  raw: Message;
}

export interface SeenBy {
  channel?: string;
  /** Only this thread: its root and replies. */
  thread?: string;
  /** What this person sees, in their zone; without: everything, in UTC. */
  person?: string;
  /** Also what was deleted. */
  deleted?: boolean;
}

export function seen(workspace: Workspace, by: SeenBy = {}): SeenMessage[] {
  const zone = (by.person === undefined ? undefined : workspace.person(by.person)?.zone) ?? 'Etc/UTC';
  const reader = { workspace, zone };
  return workspace.messages
    .filter((message) => by.deleted === true || message.deleted !== 'gone')
    .filter(({ channel }) => by.channel === undefined || channel === by.channel)
    .filter(({ ts, threadTs }) => by.thread === undefined || ts === by.thread || threadTs === by.thread)
    .filter((message) => by.person === undefined || sees(by.person, message, workspace))
    .map((message) => shown(message, reader));
}

function sees(person: string, { channel, to }: Message, workspace: Workspace): boolean {
  const member = workspace.channel(channel)?.members.has(person) ?? false;
  return member && (to === null || to === person);
}

function shown(message: Message, reader: Reader): SeenMessage {
  const gone = message.deleted !== 'no';
  const blocks = gone ? [] : message.blocks;
  const text = gone ? 'This message was deleted.' : renderMrkdwn(message.text, reader);
  const ofBlocks = blocks.flatMap((block) => renderBlock(block, reader));
  const lines = blocks.length > 0 ? ofBlocks : text.split('\n');
  return {
    ts: message.ts,
    channel: message.channel,
    thread: message.threadTs,
    broadcast: message.broadcast,
    by: reader.workspace.person(message.user)?.displayName ?? message.user,
    byApp: message.byApp,
    to: message.to,
    lines,
    words: lines.join('\n'),
    mobile: text,
    desktop: lines.join(' '),
    buttons: buttonsOf(blocks, reader),
    edits: message.edits.length,
    deleted: message.deleted,
    files: message.files.map(({ name, title, alt, bytes }) => ({ name, title, alt, bytes })),
    metadata: message.metadata,
    raw: message,
  };
}

/** For snapshots: one message as text, private ones marked, buttons in brackets, the red one with `!`. */
export function asText(message: SeenMessage): string {
  const where = message.thread === null ? '' : message.broadcast ? '↳ (also in the channel) ' : '↳ ';
  const to = message.to === null ? '' : `(only ${message.to}) `;
  const marks = { default: '', primary: '*', danger: '!' };
  const buttons = message.buttons.map(({ label, style }) => `[${marks[style]}${label}]`).join(' ');
  const files = message.files.map(({ name, alt }) => `{${name}: ${alt ?? 'no alt text'}}`);
  const [first = '', ...rest] = message.lines;
  const all = [`${where}${to}${first}`, ...rest.map((line) => `    ${line}`)];
  if (buttons !== '') all.push(`    ${buttons}`);
  return [...all, ...files.map((file) => `    ${file}`)].join('\n');
}
