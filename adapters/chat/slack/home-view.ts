/** The bot's page as Slack's App Home. Whatever comes in, it keeps to Slack's limits. */
import type { HomeView, KnownBlock, MrkdwnElement } from '@slack/types';
import type { Home, HomeEntry, HomePart } from '../../../src/voice/home.ts';
import { buttonsOf } from './buttons.ts';
import { messageUrls } from './message-url.ts';
import { isBlank, type MessageUrl, mrkdwnWithin, plain, plainWithin } from './mrkdwn.ts';

/** Opens the form of a start; no action of a message is called so. */
export const startButtonId = 'leakops_start';

/** Slack's limits: of a view, of texts in characters. */
const mostBlocks = 100;
const longestTitle = 150;
const longestSection = 3_000;

/** @param workspaceUrl as `auth.test` answers it, for links to cards; null: they are words */
export function homeView(home: Home, workspaceUrl: string | null): HomeView {
  const urlOf = messageUrls(workspaceUrl);
  const [first, ...others] = home.parts.map((part) => partOf(part, urlOf));
  const blocks = [...(first ?? []), ...startOf(home), ...others.flat()];
  return {
    type: 'home',
    blocks: [
      ...blocks.slice(0, mostBlocks - 1),
      { type: 'context', elements: [mrkdwnOf([home.asOf], urlOf)] },
    ],
  };
}

function startOf({ start }: Home): KnownBlock[] {
  if (start === null) return [];
  return [
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: startButtonId,
          text: { type: 'plain_text', text: start.label, emoji: true },
          ...(start.style === 'default' ? {} : { style: start.style }),
        },
      ],
    },
  ];
}

function partOf({ title, entries }: HomePart, urlOf: MessageUrl): KnownBlock[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: plainWithin(title, longestTitle), emoji: true } },
    ...entries.flatMap((entry) => entryOf(entry, urlOf)),
  ];
}

function entryOf({ lines, link }: HomeEntry, urlOf: MessageUrl): KnownBlock[] {
  const shown = lines.filter((line) => !isBlank(plain(line)));
  if (shown.length === 0) return [];
  const [accessory] = link === null ? [] : buttonsOf([link]);
  return [
    { type: 'section', text: mrkdwnOf(shown, urlOf), ...(accessory === undefined ? {} : { accessory }) },
  ];
}

function mrkdwnOf(lines: readonly string[], urlOf: MessageUrl): MrkdwnElement {
  return { type: 'mrkdwn', text: mrkdwnWithin(lines, longestSection, urlOf), verbatim: true };
}
