/** Block Kit's limits: each at its edge, and the place that Slack names. */
import { describe, expect, test } from 'vitest';
import { type Dict, isDict } from '../shapes.ts';
import { blockProblems, type Surface } from './check-blocks.ts';
import { checkView } from './check-view.ts';

const rules = { without: new Set<string>(), file: () => null };
const problemsOf = (blocks: unknown, surface: Surface = 'message', without: string[] = []) =>
  blockProblems(blocks, '/blocks', { ...rules, surface, without: new Set(without) });
const x = (length: number) => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (more: object = {}) => ({ type: 'button', text: plain('Stop'), action_id: 'stop', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string, text = value) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_none, at) => option(`o${at}`));
const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Users'),
  element,
  ...more,
});
const number = (more: object = {}) => ({
  type: 'number_input',
  action_id: 'n',
  is_decimal_allowed: false,
  ...more,
});
const select = (more: object = {}) => ({
  type: 'static_select',
  action_id: 's',
  options: options(2),
  ...more,
});
const chart = (more: object = {}, type = 'line') => ({
  type: 'data_visualization',
  title: 'Memory',
  chart: {
    type,
    axis_config: { categories: ['+0', '+1'] },
    series: [{ name: 'used', data: ['+0', '+1'].map((label) => ({ label, value: 50 })) }],
    ...more,
  },
});
const cells = (count: number) => Array.from({ length: count }, () => ({ type: 'raw_text', text: 'x' }));
const many = (count: number, block: object) => Array.from({ length: count }, () => block);

describe('fits', () => {
  test.each<[string, object[]]>([
    ['nothing', []],
    ['header', [{ type: 'header', text: plain(x(150)) }]],
    ['section', [{ type: 'section', text: mrkdwn(x(3000)) }]],
    ['fields', [{ type: 'section', fields: many(10, mrkdwn(x(2000))) }]],
    ['accessory', [{ type: 'section', text: mrkdwn('x'), accessory: button() }]],
    ['context', [{ type: 'context', elements: many(10, mrkdwn('x')) }]],
    ['alert', [{ type: 'alert', level: 'warning', text: mrkdwn('70 %') }]],
    ['alert without a level', [{ type: 'alert', text: plain('70 %') }]],
    ['buttons', [actions(button({ text: plain(x(75)), value: x(2000), style: 'danger' }))]],
    ['25 buttons', [actions(...Array.from({ length: 25 }, (_none, at) => button({ action_id: `a${at}` })))]],
    [
      'a picture by address',
      [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'peak 81 %' }],
    ],
    ['markdown', [{ type: 'markdown', text: x(12_000) }]],
    ['table', [{ type: 'table', rows: many(100, cells(20)) }]],
    ['chart', [chart(), chart()]],
    ['50 blocks', many(50, { type: 'divider' })],
    [
      'rich text',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
        },
      ],
    ],
  ])('%s', (_name, blocks) => {
    expect(problemsOf(blocks)).toEqual([]);
  });
});

describe('is refused', () => {
  const alert = (more: object) => ({ type: 'alert', text: mrkdwn('70 %'), ...more });
  const picture = (more: object) => ({ type: 'image', alt_text: 'peak', ...more });
  test.each<[string, object[], string]>([
    ['an unknown type', [{ type: 'marquee' }], 'unsupported type: marquee [json-pointer:/blocks/0/type]'],
    ['51 blocks', many(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a long header',
      [{ type: 'header', text: plain(x(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: mrkdwn('x') }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a long section',
      [{ type: 'section', text: mrkdwn(x(3001)) }],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty section',
      [{ type: 'section', text: mrkdwn('') }],
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a section of nothing',
      [{ type: 'section' }],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      '11 fields',
      [{ type: 'section', fields: many(11, mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long field',
      [{ type: 'section', fields: [mrkdwn(x(2001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      '11 in a context',
      [{ type: 'context', elements: many(11, mrkdwn('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button in a context',
      [{ type: 'context', elements: [button()] }],
      'must be one of: plain_text, mrkdwn [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'an odd level',
      [alert({ level: 'danger' })],
      'must be one of: default, info, warning, error, success [json-pointer:/blocks/0/level]',
    ],
    [
      'a long alert',
      [alert({ text: mrkdwn(x(201)) })],
      'must be less than 201 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an alert of text', [{ type: 'alert', text: 'x' }], 'must be an object [json-pointer:/blocks/0/text]'],
    [
      'a long label',
      [actions(button({ text: plain(x(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a label in mrkdwn',
      [actions(button({ text: mrkdwn('x') }))],
      'must be one of: plain_text [json-pointer:/blocks/0/elements/0/text/type]',
    ],
    [
      'a long value',
      [actions(button({ value: x(2001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a long action_id',
      [actions(button({ action_id: x(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'the same action_id twice',
      [actions(button(), button())],
      '`action_id` must be unique within a block [json-pointer:/blocks/0/elements]',
    ],
    [
      'an odd style',
      [actions(button({ style: 'default' }))],
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    ['no actions', [actions()], 'no less than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'a relative link',
      [actions(button({ url: '/runs/1' }))],
      'must be a valid URL [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a key of its own',
      [{ type: 'divider', color: 'red' }],
      'invalid additional property: color [json-pointer:/blocks/0]',
    ],
    [
      'a picture without words',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a picture of nothing',
      [picture({})],
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'an unknown file',
      [picture({ slack_file: { id: 'F1' } })],
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'a repeated block_id',
      many(2, { type: 'divider', block_id: 'a' }),
      'block_id already exists in the blocks [json-pointer:/blocks/1/block_id]',
    ],
    [
      'long markdown',
      [{ type: 'markdown', text: x(12_001) }],
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    [
      '101 rows',
      [{ type: 'table', rows: many(101, cells(1)) }],
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      '21 cells',
      [{ type: 'table', rows: [cells(21)] }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    ['a third chart', many(3, chart()), 'only 2 of data_visualization allowed [json-pointer:/blocks/2]'],
    [
      'a long title of a chart',
      [{ ...chart(), title: x(51) }],
      'must be less than 51 characters [json-pointer:/blocks/0/title]',
    ],
    [
      'a point that no category names',
      [chart({ axis_config: { categories: ['+0', '+2'] } })],
      'data labels must match the categories [json-pointer:/blocks/0/chart/series/0/data]',
    ],
    [
      'a long category',
      [chart({ axis_config: { categories: [x(21)] } })],
      'must be less than 21 characters [json-pointer:/blocks/0/chart/axis_config/categories/0]',
    ],
    [
      'another kind of chart',
      [chart({}, 'radar')],
      'must be one of: line, bar, area, pie [json-pointer:/blocks/0/chart/type]',
    ],
    [
      'a confirm without a way back',
      [actions(button({ confirm: { title: plain('x'), text: plain('x'), confirm: plain('x') } }))],
      'missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'an input in a button',
      [actions(number())],
      'unsupported type: number_input [json-pointer:/blocks/0/elements/0]',
    ],
  ])('%s', (_name, blocks, problem) => {
    expect(problemsOf(blocks)).toContain(`[ERROR] ${problem}`);
  });

  test('what this workspace does not have', () => {
    expect(problemsOf([chart()], 'message', ['data_visualization'])).toEqual([
      '[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]',
    ]);
  });

  test('what is no list of blocks', () => {
    expect(problemsOf({})).toEqual(['[ERROR] must be an array [json-pointer:/blocks]']);
    expect(problemsOf(['x'])).toEqual(['[ERROR] must be an object [json-pointer:/blocks/0]']);
  });
});

describe('modals', () => {
  const modal = (blocks: object[], more: object = {}) => ({
    type: 'modal',
    title: plain('Start a run'),
    submit: plain('Start'),
    blocks,
    ...more,
  });
  const messages = (view: unknown): unknown => {
    try {
      checkView(view, 'modal', rules);
      return [];
    } catch (error) {
      const more = error instanceof Error && 'more' in error && isDict(error.more) ? error.more : {};
      return isDict(more.response_metadata) ? more.response_metadata.messages : String(error);
    }
  };

  test('fits', () => {
    const blocks = [
      input(select({ options: options(100), initial_option: option('o7') })),
      input(number({ min_value: '1', max_value: '500', initial_value: '25' }), { hint: plain('1 to 500') }),
      input({ type: 'checkboxes', action_id: 'c', options: options(1) }, { optional: true }),
      input({ type: 'radio_buttons', action_id: 'r', options: [{ text: mrkdwn('*a*'), value: 'a' }] }),
      input({ type: 'plain_text_input', action_id: 't', max_length: 3000 }),
    ];
    expect(messages(modal(blocks))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    [
      'a long title',
      modal([], { title: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a long way out',
      modal([], { close: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'inputs that cannot be sent',
      { type: 'modal', title: plain('x'), blocks: [input(number())] },
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      '101 blocks',
      modal(many(101, { type: 'divider' })),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      '101 options',
      modal([input(select({ options: options(101) }))]),
      'no more than 100 items allowed [json-pointer:/view/blocks/0/element/options]',
    ],
    [
      'a long option',
      modal([input(select({ options: [option('a', x(76))] }))]),
      'must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]',
    ],
    [
      'a first choice that is none',
      modal([input(select({ initial_option: option('z') }))]),
      'must match one of the options [json-pointer:/view/blocks/0/element/initial_option]',
    ],
    [
      'a number as a number',
      modal([input(number({ initial_value: 25 }))]),
      'must be a string that represents a number [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      'a label in mrkdwn',
      modal([{ ...input(number()), label: mrkdwn('x') }]),
      'must be one of: plain_text [json-pointer:/view/blocks/0/label/type]',
    ],
    [
      'a button as an input',
      modal([input(button())]),
      'unsupported type: button [json-pointer:/view/blocks/0/element]',
    ],
    [
      'markdown in a modal',
      modal([{ type: 'markdown', text: 'x' }]),
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    ['no view', undefined, 'missing required field: view [json-pointer:]'],
    [
      'a home',
      { type: 'home', blocks: [] } satisfies Dict,
      'must be one of: modal [json-pointer:/view/type]',
    ],
  ])('%s', (_name, view, problem) => {
    expect(messages(view)).toContain(`[ERROR] ${problem}`);
  });
});
