/** `/leak` with its subcommands, as Discord registers it: made from the verbs, so that it cannot differ from the text. */
import { ApplicationCommandOptionType as Type } from 'discord.js';
import type { Option } from '../../../src/grammar/option.ts';
import type { VerbGrammar } from '../../../src/grammar/verb-grammar.ts';
import { cut } from '../../../src/voice/typed.ts';

export type Verb = Pick<VerbGrammar, 'name' | 'summary' | 'options'>;

/** Discord's limits, in characters. */
const longestDescription = 100;
const longestName = 32;
const mostChoices = 25;

export const commandName = 'leak';

export interface OptionDefinition {
  type: Type;
  name: string;
  description: string;
  required?: true;
  autocomplete?: true;
  min_value?: number;
  max_value?: number;
  min_length?: number;
  choices?: { name: string; value: string }[];
  options?: OptionDefinition[];
}

export interface CommandDefinition {
  name: string;
  description: string;
  options: OptionDefinition[];
}

/**
 * Who may start is for leakops to check (LEAKOPS_OPERATORS): rights of Discord hold for all of `/leak`, stop too, so
 * none are set.
 */
export function commandDefinition(verbs: readonly Verb[]): CommandDefinition {
  return {
    name: commandName,
    description: 'Memory-leak game days: start, follow and stop a run',
    options: verbs.map(({ name, summary, options }) => ({
      type: Type.Subcommand,
      name,
      description: cut(summary, longestDescription),
      ...(options.length === 0 ? {} : { options: options.map(definitionOf) }),
    })),
  };
}

/** `flagValue` is `flag-value`, `with broker down` is `with-broker-down`: Discord takes small letters only. */
export function optionName({ keyword, name }: Option): string {
  const words = keyword ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.replaceAll(' ', '-').slice(0, longestName);
}

function definitionOf(option: Option): OptionDefinition {
  return {
    ...typeOf(option),
    name: optionName(option),
    description: cut(option.description, longestDescription),
    ...(option.required ? { required: true } : {}),
  };
}

function typeOf(option: Option): Pick<OptionDefinition, 'type'> & Partial<OptionDefinition> {
  switch (option.type) {
    case 'integer':
      // Where a word may stand in its place it is a text, that the grammar reads.
      return option.words.length > 0
        ? typed
        : { type: Type.Integer, min_value: option.min, max_value: option.max, autocomplete: true };
    case 'choice':
      return option.choices.length > mostChoices
        ? typed
        : { type: Type.String, choices: option.choices.map(choiceOf) };
    case 'switch':
      return { type: Type.Boolean };
    case 'duration':
    case 'run':
      return typed;
  }
}

const typed = { type: Type.String, min_length: 1, autocomplete: true } as const;

/** `gradual: 80 % at 7–12 m, kill at 10–20 m`. */
export function choiceOf({ value, description }: { value: string; description: string }): {
  name: string;
  value: string;
} {
  return { name: cut(`${value}: ${description}`, longestDescription), value };
}
