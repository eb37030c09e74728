import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { actionOf } from '../../../../adapters/chat/slack/buttons.ts';
import { type MessageContent, messageOf } from '../../../../adapters/chat/slack/message-blocks.ts';
import type { Action, Said } from '../../../../src/ports.ts';
import { readMrkdwn } from './read-mrkdwn.ts';

const stop: Action = { id: 'stop', label: 'Stop run', style: 'danger', url: null, value: 'run-42' };

function said(more: Partial<Said> = {}): Said {
  return {
    kind: 'card',
    text: '📈 Growing 72 %: checkout, run-42. 14.4 of 20 MiB. Ana, +8 m.',
    lines: ['📈 Growing 72 %: checkout, run-42', '14.4 of 20 MiB', '`▅▅█T`', 'Flag 300', 'Ana · +8 m'],
    level: 'info',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
    ...more,
  };
}

const typesOf = ({ blocks }: MessageContent) => blocks.map(({ type }) => type);

function textOf(block: KnownBlock | undefined): string {
  if (block?.type === 'alert' || block?.type === 'section') return block.text?.text ?? '';
  return JSON.stringify(block);
}

describe('the layout', () => {
  test('a card: state, what matters, who and how long in small print, buttons', () => {
    const message = messageOf(said({ actions: [stop] }), { mention: null });
    expect(message.blocks).toEqual([
      {
        type: 'alert',
        text: { type: 'mrkdwn', text: '📈 Growing 72 %: checkout, run-42', verbatim: true },
        level: 'info',
      },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '14.4 of 20 MiB\n`▅▅█T`\nFlag 300', verbatim: true },
      },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'Ana · +8 m', verbatim: true }] },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'stop',
            text: { type: 'plain_text', text: 'Stop run', emoji: true },
            value: 'run-42',
            style: 'danger',
            accessibility_label: 'Stop run, run-42',
          },
        ],
      },
    ]);
    expect(message.text).toBe('📈 Growing 72 %: checkout, run-42. 14.4 of 20 MiB. Ana, +8 m.');
  });

  test('without the alert block where a workspace does not have it', () => {
    expect(typesOf(messageOf(said(), { mention: null, plain: true }))).toEqual([
      'section',
      'section',
      'context',
    ]);
  });

  test('what tells of no state begins quietly', () => {
    const progress = said({ kind: 'progress', level: 'default' });
    expect(typesOf(messageOf(progress, { mention: null }))).toEqual(['section', 'section']);
  });

  test('of an answer what is fine is small print', () => {
    const doctor = said({
      kind: 'reply',
      lines: ['1 problem', '✗ flag: none', '✓ Load: Locust', '✓ Also: x'],
    });
    const { blocks } = messageOf(doctor, { mention: null });
    expect(textOf(blocks[1])).toBe('✗ flag: none');
    expect(textOf(blocks[2])).toContain('✓ Load: Locust\\n✓ Also: x');
  });

  test('a picture stands before the buttons, with its words', () => {
    const message = messageOf(said({ actions: [stop] }), {
      mention: null,
      picture: { fileId: 'F1', alt: 'peak 81 %' },
    });
    expect(message.blocks.at(-2)).toEqual({
      type: 'image',
      slack_file: { id: 'F1' },
      alt_text: 'peak 81 %',
    });
  });
});

test('the way to a card is a link in the workspace', () => {
  const answer = said({
    kind: 'reply',
    lines: ['Started: run-42', 'Card: <card:C024:1712.000100|in this channel>'],
  });
  const shown = (workspaceUrl: string | null) =>
    textOf(messageOf(answer, { mention: null, workspaceUrl }).blocks[1]);
  expect(shown('https://team.slack.com/')).toBe(
    'Card: <https://team.slack.com/archives/C024/p1712000100|in this channel>',
  );
  expect([shown(null), shown('javascript:x')]).toEqual(['Card: in this channel', 'Card: in this channel']);
});

describe('a mention', () => {
  const trip = said({
    kind: 'milestone',
    text: '🛑 Tripped at 81 %, flag seen off after 3 s. Why: 81 % is over 80 %.',
    lines: ['🛑 Tripped at 81 %, flag seen off after 3 s.', 'Why: 81 % is over 80 %.'],
  });

  test('stands in the blocks, which ping, and in the text behind the first sentence', () => {
    const message = messageOf(trip, { mention: 'U024BE7LH' });
    expect(message.text).toBe(
      '🛑 Tripped at 81 %, flag seen off after 3 s. <@U024BE7LH> Why: 81 % is over 80 %.',
    );
    expect(textOf(message.blocks[1])).toBe('Why: 81 % is over 80 %. <@U024BE7LH>');
    expect(message.text.startsWith(textOf(message.blocks[0]))).toBe(true);
  });

  test('has a section of its own where there is no other line', () => {
    const message = messageOf({ ...trip, lines: trip.lines.slice(0, 1) }, { mention: 'W1' });
    expect(textOf(message.blocks[1])).toBe('<@W1>');
  });

  test.each(['ana', '', '!channel', 'U1> <!here', '123456789012345678'])('is nobody for %j', (mention) => {
    expect(JSON.stringify(messageOf(trip, { mention }))).not.toMatch(/<@|<!/);
  });
});

describe('buttons', () => {
  const many = Array.from(
    { length: 30 },
    (_, n): Action => ({ ...stop, label: `Stop run-${n}`, value: `run-${n}` }),
  );

  function elements(actions: Action[]) {
    const block = messageOf(said({ actions }), { mention: null }).blocks.at(-1);
    return block?.type === 'actions'
      ? block.elements.flatMap((each) => (each.type === 'button' ? [each] : []))
      : [];
  }

  test('each has an action_id of its own that says which action it is', () => {
    const ids = elements(many).map(({ action_id }) => action_id ?? '');
    expect(ids.length).toBe(25);
    expect(new Set(ids).size).toBe(25);
    expect(new Set(ids.map(actionOf))).toEqual(new Set(['stop']));
    expect([actionOf('users-more'), actionOf('start'), actionOf('toString')]).toEqual([
      'users-more',
      null,
      null,
    ]);
  });

  test('one is coloured, at most', () => {
    expect(elements(many).filter(({ style }) => style !== undefined)).toHaveLength(1);
  });

  test('a value without room, or an address that is none, leaves its button out', () => {
    const link = (url: string): Action => ({
      id: 'report',
      label: 'Report',
      style: 'default',
      url,
      value: '',
    });
    expect(elements([{ ...stop, value: 'x'.repeat(2_001) }, link('javascript:alert(1)'), link('')])).toEqual(
      [],
    );
    expect(elements([link('https://leakops.example/runs/run-42')])[0]).toMatchObject({
      action_id: 'report',
      url: 'https://leakops.example/runs/run-42',
    });
  });

  test('a long label is cut', () => {
    expect(elements([{ ...stop, label: 'x'.repeat(200) }])[0]?.text.text).toBe(`${'x'.repeat(74)}…`);
  });
});

test('a first line of many sentences: what an alert has no room for goes on below it', () => {
  const head = '⚠️ Not protectable: readings up to 45 s old, stopping takes 120 s, a kill may come unseen.';
  const notes = Array.from({ length: 4 }, (_, n) => `Warning ${n} says what one ought to know & do.`);
  const line = [head, ...notes].join(' ');
  const plan = said({
    kind: 'plan',
    level: 'warning',
    lines: [line, 'Guide', 'Off', 'Bars'],
    text: `${line} Guide. Off.`,
  });
  const { text, blocks } = messageOf(plan, { mention: 'U1' });
  const escaped = notes.map((note) => note.replace('&', '&amp;'));
  expect(textOf(blocks[0])).toBe(`${head} ${escaped.slice(0, 2).join(' ')}`);
  expect(textOf(blocks[1])).toBe(`${escaped.slice(2).join(' ')}\nGuide\nOff <@U1>`);
  expect(text).toBe(
    `${head} ${escaped.slice(0, 2).join(' ')} <@U1> ${escaped.slice(2).join(' ')} Guide. Off.`,
  );
});

describe('limits', () => {
  test('ten thousand characters a line, forty lines', () => {
    const line = '<&>*é👩‍👩‍👧‍👦 <t:1766500000> `▅▅█T`'.repeat(400);
    const { text, blocks } = messageOf(
      said({ text: `${line}. ${line}`, lines: Array.from({ length: 40 }, () => line) }),
      { mention: 'U1' },
    );
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text.startsWith(textOf(blocks[0]))).toBe(true);
    expect(text).not.toMatch(/[`]|<t:|<!/);
    expect(textOf(blocks[1]).length).toBeLessThanOrEqual(3_000);
    expect(textOf(blocks[1])).toMatch(/… <@U1>$/);
    for (const block of blocks) expect(readMrkdwn(textOf(block)).formatted).toEqual([]);
  });

  test('nothing at all is still a message', () => {
    const empty = messageOf(said({ text: '', lines: [] }), { mention: null });
    expect([empty.text, textOf(empty.blocks[0])]).toEqual(['…', '…']);
  });
});
