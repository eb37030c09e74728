/** Messages and views as a person in Berlin reads them in Slack, as text to be kept and reviewed. */
import type { KnownBlock } from '@slack/types';
import { messageOf } from '../../../../adapters/chat/slack/message-blocks.ts';
import type { Said } from '../../../../src/ports.ts';
import { blockProblems, type Surface } from '../../../stand-ins/slack/blocks/check-blocks.ts';
import { defaultChannels, defaultPeople } from '../../../stand-ins/slack/people.ts';
import { buttonsOf, type Reader, renderBlock, renderMrkdwn } from '../../../stand-ins/slack/render.ts';
import type { Dict, StoredFile } from '../../../stand-ins/slack/shapes.ts';
import { newWorkspace } from '../../../stand-ins/slack/workspace.ts';

const people = defaultPeople();
const workspace = newWorkspace(() => 0, people, defaultChannels(people, 'U0LEAKOPS'));
const inBerlin: Reader = { workspace, zone: 'Europe/Berlin' };
export const workspaceUrl = 'https://team.slack.com/';

/** What Slack would not take; empty: nothing. */
export function problemsOf(blocks: readonly KnownBlock[], surface: Surface = 'message'): string[] {
  const picture = {} as StoredFile;
  return blockProblems(blocks, '/blocks', { surface, without: new Set(), file: () => picture });
}

/** As Slack gets it: with the picture of a report uploaded. */
export function sentOf(said: Said) {
  const [file] = said.files;
  const picture = file === undefined ? {} : { picture: { fileId: 'F0CHART', alt: file.alt } };
  return messageOf(said, { mention: said.mention, workspaceUrl, ...picture });
}

/** As many characters as a phone shows of a notification at most. */
const onAPhone = 130;

/**
 * The phone's notification first, of a card that is edited none; then the message: `!` an alert (the words of the
 * desktop's notification), `|` what matters, `.` small print.
 */
export function drawnMessage(said: Said): string {
  const { text, blocks } = sentOf(said);
  const shown = said.broadcast ? ' (also in the channel)' : '';
  return tidied(
    [
      `${said.kind}${shown}`,
      ...(said.kind === 'card' ? [] : [`  phone: ${renderMrkdwn(text, inBerlin).slice(0, onAPhone)}`]),
      ...blocks.flatMap((block) => drawnBlock(block)),
    ].join('\n'),
  );
}

export function drawnBlocks(blocks: readonly KnownBlock[]): string {
  return tidied(blocks.flatMap((block) => drawnBlock(block)).join('\n'));
}

const marks: Readonly<Record<string, string>> = { section: '|', context: '.', header: '#', image: '|' };

function drawnBlock(block: KnownBlock): string[] {
  const plainBlock = block as unknown as Dict;
  const mark = block.type === 'alert' ? `! ${block.level}:` : (marks[block.type] ?? '?');
  const lines = block.type === 'input' ? inputLines(block) : renderBlock(plainBlock, inBerlin);
  const buttons = buttonsOf([plainBlock], inBerlin).map(({ label, style, url }) => {
    const styled = style === 'default' ? label : `${label} (${style})`;
    return `[${url === null ? styled : `${styled} → ${url}`}]`;
  });
  return [
    ...lines.map((line) => `  ${mark} ${line}`),
    ...(buttons.length === 0 ? [] : [`  ${buttons.join(' ')}`]),
  ];
}

function inputLines(block: Extract<KnownBlock, { type: 'input' }>): string[] {
  const { label, hint, element, optional } = block;
  const lines = [`${label.text}${optional === true ? ' (optional)' : ''}`];
  if ('placeholder' in element && element.placeholder !== undefined)
    lines.push(`  [${element.placeholder.text}]`);
  if ('options' in element && element.options !== undefined) {
    const chosen = 'initial_option' in element ? element.initial_option : undefined;
    for (const option of element.options) {
      const box = option.value === chosen?.value ? '(•)' : '( )';
      const description = option.description === undefined ? '' : ` — ${option.description.text}`;
      lines.push(`  ${box} ${option.text.text}${description}`);
    }
  }
  if (hint !== undefined) lines.push(`  ${hint.text}`);
  return lines;
}

function tidied(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
