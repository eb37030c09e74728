/** What a person's Discord would send for a command line: only what the registered definition allows. */
import { isObject, type Json, listOf } from '../json.ts';
import type { Command, World } from '../state/world.ts';

export type Given = Record<string, string | number | boolean>;
/** `focusedType`: the type of the option being typed; 0 when none is. */
export type Filled = { command: Command; name: string; options: Json[]; focusedType: number };

type Typing = { focused: string; typed: string };

/**
 * `line`: `leak start`. Throws, with what would be allowed, when a person could not send it. With `typing`, one
 * option is being typed: it may be anything, and what is required may still be missing.
 */
export function fillCommand(world: World, line: string, given: Given, typing: Typing | null = null): Filled {
  const [name = '', ...subcommands] = line.replace(/^\//, '').split(' ');
  const all = [...world.guildCommands, ...world.globalCommands].filter(
    (command) => (command.type ?? 1) === 1,
  );
  const command = all.find((each) => each.name === name);
  if (command === undefined)
    throw new Error(
      `There is no /${name}. Registered: ${all.map((each) => `/${each.name}`).join(', ') || 'none'}.`,
    );
  const chosen = descend(command, subcommands, line);
  const filled = fill(chosen.options, given, typing, line);
  const options = chosen.path.reduceRight<Json[]>((inner, step) => [{ ...step, options: inner }], filled);
  const focused = chosen.options.find((option) => option.name === typing?.focused);
  return {
    command,
    name: [name, ...subcommands].join(' '),
    options,
    focusedType: Number(focused?.type ?? 0),
  };
}

function optionsOf(part: Json): Json[] {
  return listOf(part.options).filter(isObject);
}

function descend(
  command: Json,
  subcommands: readonly string[],
  line: string,
): { options: Json[]; path: Json[] } {
  let at = command;
  const path: Json[] = [];
  for (const word of subcommands) {
    const found = optionsOf(at).find((option) => option.name === word && Number(option.type) <= 2);
    if (found === undefined) throw new Error(`/${line}: no “${word}”. There are: ${namesOf(optionsOf(at))}.`);
    path.push({ name: found.name, type: found.type });
    at = found;
  }
  const left = optionsOf(at).filter((option) => Number(option.type) <= 2);
  if (left.length > 0) throw new Error(`/${line} alone cannot be sent. It needs one of: ${namesOf(left)}.`);
  return { options: optionsOf(at), path };
}

function namesOf(options: readonly Json[]): string {
  return options.map(({ name }) => String(name)).join(', ') || 'none';
}

function fill(options: readonly Json[], given: Given, typing: Typing | null, line: string): Json[] {
  for (const name of Object.keys(given))
    if (!options.some((option) => option.name === name))
      throw new Error(`/${line}: no option “${name}”. There are: ${namesOf(options)}.`);
  return options.flatMap((option): Json[] => {
    const name = String(option.name);
    if (typing !== null && typing.focused === name) {
      if (option.autocomplete !== true) throw new Error(`/${line}: “${name}” has no autocomplete.`);
      return [{ name, type: option.type, value: typing.typed, focused: true }];
    }
    const value = given[name];
    if (value === undefined) {
      if (option.required === true && typing === null) throw new Error(`/${line}: “${name}” is required.`);
      return [];
    }
    const wrong = whyWrong(option, value);
    if (wrong !== null) throw new Error(`/${line}: “${name}” cannot be ${JSON.stringify(value)}: ${wrong}.`);
    return [{ name, type: option.type, value }];
  });
}

/** Why Discord's own form would not let this value pass; null: it would. */
function whyWrong(option: Json, value: string | number | boolean): string | null {
  const type = Number(option.type);
  const choices = listOf(option.choices).filter(isObject);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value))
    return `one of ${choices.map((choice) => String(choice.value)).join(', ')}`;
  if (type === 5) return typeof value === 'boolean' ? null : 'yes or no';
  if (type === 4 || type === 10) {
    if (typeof value !== 'number') return 'a number';
    if (type === 4 && !Number.isInteger(value)) return 'a whole number';
    const { min_value: min, max_value: max } = option;
    if (typeof min === 'number' && value < min) return `at least ${min}`;
    return typeof max === 'number' && value > max ? `at most ${max}` : null;
  }
  if (typeof value !== 'string') return 'a text';
  const { min_length: shortest, max_length: longest } = option;
  if (typeof shortest === 'number' && value.length < shortest) return `at least ${shortest} characters`;
  return typeof longest === 'number' && value.length > longest ? `at most ${longest} characters` : null;
}
