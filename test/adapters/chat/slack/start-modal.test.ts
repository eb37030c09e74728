import { describe, expect, test } from 'vitest';
import { readStartModal } from '../../../../adapters/chat/slack/read-start-modal.ts';
import { startModal } from '../../../../adapters/chat/slack/start-modal.ts';
import type { CommandForm } from '../../../../src/grammar/command-form.ts';

const form: CommandForm = {
  options: [
    {
      name: 'scenario',
      type: 'choice',
      keyword: null,
      required: true,
      description: 'how it leaks',
      example: 'fast',
      choices: [
        { value: 'slow', description: '80 % at 20 m, kill at 30–40 m' },
        { value: 'fast', description: 'x'.repeat(200) },
      ],
    },
    {
      name: 'flagValue',
      type: 'integer',
      keyword: null,
      required: false,
      description: 'what the flag serves',
      min: 1,
      max: 10_000,
      words: [],
      example: 300,
      exampleBeside: { option: 'scenario', examples: new Map([['slow', 100]]) },
      zeroWord: null,
    },
    {
      name: 'breaker',
      type: 'integer',
      keyword: 'breaker',
      required: false,
      description: 'percent of the limit',
      min: 50,
      max: 99,
      words: ['off'],
      example: 80,
      zeroWord: null,
    },
    {
      name: 'for',
      type: 'duration',
      keyword: 'for',
      required: false,
      description: 'longest time of the run',
      minMs: 60_000,
      maxMs: 3_600_000,
      limitedBy: 'LEAKOPS_MAX_DURATION',
      exampleMs: 1_800_000,
    },
    { name: 'dry', type: 'switch', keyword: 'dry', required: false, description: 'preflight and plan only' },
  ],
  read: () => ({ ok: true, command: 'start' }),
};

const blockOf = (name: string) =>
  startModal(form, { channel: 'C1' }).blocks.find(({ block_id }) => block_id === name);

describe('the modal', () => {
  test('has a block for each option, and knows its channel', () => {
    const modal = startModal(form, { channel: 'C024' });
    expect(modal.blocks.map(({ block_id }) => block_id)).toEqual([
      'scenario',
      'flagValue',
      'breaker',
      'for',
      'dry',
    ]);
    expect(modal.private_metadata).toBe('C024');
  });

  test('choices say what they usually mean and do', () => {
    expect(blockOf('scenario')).toMatchObject({
      optional: false,
      element: {
        type: 'static_select',
        initial_option: { value: 'fast' },
        options: [
          {
            text: { text: 'slow · flag 100' },
            value: 'slow',
            description: { text: '80 % at 20 m, kill at 30–40 m' },
          },
          { description: { text: `${'x'.repeat(74)}…` } },
        ],
      },
    });
  });

  test('numbers are number fields, but where a word is allowed too', () => {
    expect(blockOf('flagValue')).toMatchObject({
      optional: true,
      hint: { text: 'What the flag serves. 1–10000' },
      element: { type: 'number_input', min_value: '1', max_value: '10000', is_decimal_allowed: false },
    });
    expect(blockOf('breaker')).toMatchObject({
      hint: { text: 'Percent of the limit. 50–99 or off' },
      element: { type: 'plain_text_input', placeholder: { text: '80' } },
    });
    expect(blockOf('for')).toMatchObject({
      hint: { text: 'Longest time of the run. 1m–1h (LEAKOPS_MAX_DURATION)' },
      element: { type: 'plain_text_input', placeholder: { text: '30m' } },
    });
  });

  test('opened where there is no channel it asks for one', () => {
    const modal = startModal(form, { channel: null, suggested: 'C9' });
    expect(modal.private_metadata).toBe('');
    expect(modal.blocks[0]).toMatchObject({
      block_id: 'channel',
      element: { type: 'conversations_select', initial_conversation: 'C9' },
    });
  });
});

describe('what is read', () => {
  const state = {
    values: {
      channel: { filled: { type: 'conversations_select', selected_conversation: 'C7' } },
      scenario: { filled: { type: 'static_select', selected_option: { value: 'slow' } } },
      flagValue: { filled: { type: 'number_input', value: ' 250 ' } },
      users: { filled: { type: 'number_input' } },
      breaker: { filled: { type: 'plain_text_input', value: null } },
      for: { other_action_id: { type: 'plain_text_input', value: '20m' } },
      dry: { filled: { type: 'checkboxes', selected_options: [{ value: 'true' }] } },
      withBrokerDown: { filled: { type: 'checkboxes', selected_options: [] } },
    },
  };

  test('is by option name, without what is empty', () => {
    const values = { scenario: 'slow', flagValue: '250', for: '20m', dry: 'true' };
    expect(readStartModal({ private_metadata: '', state })).toEqual({ values, channel: 'C7' });
    expect(readStartModal({ private_metadata: 'C024', state })).toEqual({ values, channel: 'C024' });
  });

  test.each([
    {},
    { state: null },
    { state: { values: [] } },
    { state: { values: { a: 1, b: { c: null } } } },
  ])('of %j is nothing', (view) => {
    expect(readStartModal(view)).toEqual({ values: {}, channel: null });
  });
});
