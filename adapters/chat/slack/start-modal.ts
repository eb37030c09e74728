/** The form of `/leak start` as a modal. Each option is a block of its own, by its name: errors stand there. */
import type { InputBlock, ModalView, PlainTextElement, PlainTextOption } from '@slack/types';
import { inUnits } from '../../../src/duration.ts';
import type { CommandForm } from '../../../src/grammar/command-form.ts';
import type { Option } from '../../../src/grammar/option.ts';
import { plainWithin } from './mrkdwn.ts';

/** Slack's limits, in characters. */
const longestChoice = 75;
const longestHint = 150;

/** By which a submission is known to be of this form. */
export const startModalId = 'leakops_start';
/** The field that asks for the channel; no option is called so. */
export const channelField = 'channel';
const elementId = 'filled';

/** @param from the channel that `/leak start` was given in; null: it is asked for, `suggested` first */
export function startModal(
  form: CommandForm,
  from: { channel: string; suggested?: undefined } | { channel: null; suggested: string | null },
): ModalView {
  return {
    type: 'modal',
    callback_id: startModalId,
    private_metadata: from.channel ?? '',
    title: plain('Start a run'),
    submit: plain('Start'),
    close: plain('Cancel'),
    blocks: [
      ...(from.channel === null ? [channelInput(from.suggested ?? null)] : []),
      ...form.options.map((option) => inputOf(option, form)),
    ],
  };
}

function channelInput(suggested: string | null): InputBlock {
  return {
    type: 'input',
    block_id: channelField,
    label: plain('Channel'),
    hint: plain('Where the run is played: its card and its thread stand there'),
    element: {
      type: 'conversations_select',
      action_id: elementId,
      placeholder: plain('Choose a channel'),
      filter: { include: ['public', 'private'], exclude_bot_users: true },
      ...(suggested === null ? {} : { initial_conversation: suggested }),
    },
  };
}

function inputOf(option: Option, form: CommandForm): InputBlock {
  const hint = option.type === 'choice' || option.type === 'switch' ? null : hintOf(option);
  return {
    type: 'input',
    block_id: option.name,
    label: plain(labels[option.name] ?? option.name),
    ...(hint === null ? {} : { hint: plain(plainWithin(hint, longestHint)) }),
    optional: !option.required,
    element: elementOf(option, form),
  };
}

/** For people. An option without one is called by its name. */
const labels: Readonly<Record<string, string>> = {
  scenario: 'Scenario',
  flagValue: 'Flag value',
  users: 'Users',
  for: 'Time',
  ramp: 'Ramp',
  breaker: 'Breaker',
  withBrokerDown: 'Broker',
  dry: 'Dry run',
};

function elementOf(option: Option, form: CommandForm): InputBlock['element'] {
  switch (option.type) {
    case 'choice': {
      const options = option.choices.map((choice) => choiceOf(option.name, choice, form));
      const initial = options.find(({ value }) => value === option.example);
      return {
        type: 'static_select',
        action_id: elementId,
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      };
    }
    case 'switch':
      return {
        type: 'checkboxes',
        action_id: elementId,
        options: [
          {
            text: plain(plainWithin(capital(option.description), longestChoice)),
            value: 'true',
          },
        ],
      };
    case 'integer': {
      const placeholder = plain(
        option.exampleBeside === undefined ? `${option.example}` : 'As the scenario says',
      );
      // A number field lets nobody write "off".
      return option.words.length > 0
        ? { type: 'plain_text_input', action_id: elementId, placeholder }
        : {
            type: 'number_input',
            action_id: elementId,
            is_decimal_allowed: false,
            min_value: `${option.min}`,
            max_value: `${option.max}`,
            placeholder,
          };
    }
    case 'duration':
      return {
        type: 'plain_text_input',
        action_id: elementId,
        placeholder: plain(inUnits(option.exampleMs)),
      };
    case 'run':
      return { type: 'plain_text_input', action_id: elementId, placeholder: plain('run-42') };
  }
}

/** `gradual · flag 300 · 25 users`, and below it what it is expected to do. */
function choiceOf(
  name: string,
  choice: { value: string; description: string },
  form: CommandForm,
): PlainTextOption {
  const usual = form.options.flatMap((option) => {
    if (option.type !== 'integer' || option.exampleBeside?.option !== name) return [];
    const example = option.exampleBeside.examples.get(choice.value);
    return example === undefined ? [] : [option.name === 'users' ? `${example} users` : `flag ${example}`];
  });
  return {
    text: plain(plainWithin([choice.value, ...usual].join(' · '), longestChoice)),
    value: choice.value,
    description: plain(plainWithin(choice.description, longestChoice)),
  };
}

/** `What the flag serves, else the scenario's value. 1–10000` */
function hintOf(option: Option): string {
  const words = capital(option.description);
  if (option.type === 'integer')
    return `${words}. ${[`${option.min}–${option.max}`, ...option.words].join(' or ')}`;
  if (option.type !== 'duration') return words;
  const limit = option.limitedBy === undefined ? '' : ` (${option.limitedBy})`;
  return `${words}. ${inUnits(option.minMs)}–${inUnits(option.maxMs)}${limit}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text };
}
