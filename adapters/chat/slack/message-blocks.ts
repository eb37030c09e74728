/**
 * What is said as a Slack message (facts/chat-ux.md): line 1 is the first block, in an alert where it tells of a state;
 * then the lines that matter, then the small print, then the picture and the buttons. Desktop notifications take their
 * words from the blocks, mobile ones and screen readers from `text`, so both begin with the same words. Whatever comes
 * in, the message keeps to Slack's limits: what is too long is cut.
 */
import type { KnownBlock, MrkdwnElement } from '@slack/types';
import type { Said } from '../../../src/ports.ts';
import { buttonsOf } from './buttons.ts';
import { type FirstLine, firstLine } from './first-line.ts';
import { isPersonId } from './ids.ts';
import { messageUrls } from './message-url.ts';
import { isBlank, type MessageUrl, mrkdwnWithin, plain, plainWithin, wordsWithin } from './mrkdwn.ts';

/** Slack's limits, in characters. */
const longestText = 4_000;
const longestSection = 3_000;
const longestContext = 2_000;
const longestAlt = 2_000;
/** Longer sections are folded behind "see more" unless they ask not to be. */
const foldedFrom = 400;

export interface More {
  /** Slack's id of the person to ping (`U…`, `W…`); null, or an id of another chat: nobody. */
  mention: string | null;
  /** An uploaded picture to show. */
  picture?: { fileId: string; alt: string };
  /** Without the alert block, for workspaces that do not have it yet (`invalid_blocks`). */
  plain?: boolean;
  /** The workspace's address as `auth.test` answers it (`https://team.slack.com/`), for links to cards; else words. */
  workspaceUrl?: string | null;
}

export interface MessageContent {
  text: string;
  blocks: KnownBlock[];
}

export function messageOf(said: Said, more: More): MessageContent {
  const first = firstLine(said);
  const urlOf = messageUrls(more.workspaceUrl ?? null);
  const ping = more.mention !== null && isPersonId(more.mention) ? `<@${more.mention}>` : null;
  const { body, small } = layoutOf(said);
  const lines = first.rest === '' ? body : [first.rest, ...body];
  const buttons = buttonsOf(said.actions);
  return {
    text: textOf(first, ping),
    blocks: [
      firstBlock(said, first.shown, more.plain === true),
      ...sectionOf(lines, ping, urlOf),
      ...(small.length === 0 ? [] : [contextOf(small, urlOf)]),
      ...(more.picture === undefined ? [] : [imageOf(more.picture)]),
      ...(buttons.length === 0 ? [] : [{ type: 'actions' as const, elements: buttons }]),
    ],
  };
}

/** A state is told by an alert; what has none (help, progress, an ordinary plan) begins quietly. */
function firstBlock(said: Said, first: string, isPlain: boolean): KnownBlock {
  const text = mrkdwnOf(first);
  const isState = said.kind === 'card' || said.kind === 'report' || said.level !== 'default';
  return isPlain || !isState ? { type: 'section', text } : { type: 'alert', text, level: said.level };
}

/**
 * Of the lines after the first: which matter, and which are small print. That is the end of a card (who, how long), of
 * a plan (how to read the bars) and of a report (what is back as it was); of an answer what was found to be fine.
 */
function layoutOf({ kind, lines }: Said): { body: string[]; small: string[] } {
  const rest = lines.slice(1).filter((line) => !isBlank(plain(line)));
  const bodyLines = () => {
    switch (kind) {
      case 'card':
      case 'plan':
      case 'report':
        return withCommands(rest, Math.min(3, rest.length - 1));
      case 'milestone':
        return 3;
      case 'reply':
        return rest.findLastIndex((line) => !line.startsWith('✓')) + 1;
      case 'progress':
      case 'line':
        return rest.length;
    }
  };
  const count = bodyLines();
  return { body: rest.slice(0, count), small: rest.slice(count) };
}

/** A command to copy is no small print, but at the very end. */
function withCommands(lines: readonly string[], count: number): number {
  const next = lines.findIndex((line, index) => index >= count && !line.startsWith('`/leak'));
  return Math.max(0, Math.min(next === -1 ? count : next, lines.length - 1));
}

/** The mention ends the last line, where it does not stand between a reader and the words. */
function sectionOf(lines: readonly string[], ping: string | null, urlOf: MessageUrl): KnownBlock[] {
  if (lines.length === 0) return ping === null ? [] : [{ type: 'section', text: mrkdwnOf(ping) }];
  const room = longestSection - (ping === null ? 0 : ping.length + 1);
  const shown = mrkdwnWithin(lines, room, urlOf);
  const text = mrkdwnOf(ping === null ? shown : `${shown} ${ping}`);
  return [{ type: 'section', text, ...(text.text.length > foldedFrom ? { expand: true } : {}) }];
}

function contextOf(lines: readonly string[], urlOf: MessageUrl): KnownBlock {
  return { type: 'context', elements: [mrkdwnOf(mrkdwnWithin(lines, longestContext, urlOf))] };
}

function imageOf({ fileId, alt }: NonNullable<More['picture']>): KnownBlock {
  return { type: 'image', slack_file: { id: fileId }, alt_text: plainWithin(alt, longestAlt) || 'chart' };
}

/** All in words, the mention behind the first sentence: what a phone shows of it is the news. */
function textOf({ shown, spokenRest }: FirstLine, ping: string | null): string {
  const stop = /^[.…]?/u.exec(spokenRest)?.[0] ?? '';
  const start = `${shown}${stop}${ping === null ? '' : ` ${ping}`}`;
  const left = wordsWithin(plain(spokenRest.slice(stop.length)), longestText - start.length);
  return `${start}${isBlank(left) ? '' : left}`.trimEnd();
}

/** Verbatim: what looks like an address or a name is not made a link. */
function mrkdwnOf(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}
