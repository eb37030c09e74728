/**
 * The limits of application commands: names, lengths, 25 options and choices, required before optional,
 * 8000 characters a command in all, 100 commands a scope.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { refuse } from '../server/refusal.ts';
import { Form, lengthOf, list, model, type Path, text, whole } from './form.ts';

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const charactersACommand = 8000;
const subcommand = 1;
const group = 2;
const withChoices = [3, 4, 10];

/** Throws the refusal when a list of commands would not be taken. */
export function checkCommands(value: unknown): Json[] {
  const form = new Form();
  const commands = list(form, [], value);
  const names = new Set<string>();
  commands.forEach((given, at) => {
    const command = model(form, [at], given);
    if (command === null) return;
    checkCommand(form, [at], command);
    const key = `${Number(command.type ?? 1)} ${String(command.name)}`;
    if (names.has(key))
      form.add([at], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    names.add(key);
  });
  form.done();
  const slash = commands.filter((command) => isObject(command) && (command.type ?? 1) === 1);
  if (slash.length > 100 || commands.length - slash.length > 30) throw refuse('tooManyCommands');
  return commands.filter(isObject);
}

function checkCommand(form: Form, path: Path, command: Json): void {
  const type = command.type ?? 1;
  if (type !== 1 && type !== 2 && type !== 3) form.notOneOf([...path, 'type'], [1, 2, 3]);
  if (type !== 1) {
    text(form, [...path, 'name'], command.name, { min: 1, max: 32, required: true });
    if (command.description !== undefined && command.description !== '')
      form.add(
        [...path, 'description'],
        'APPLICATION_COMMAND_INVALID_DESCRIPTION',
        'Context menu commands cannot have description',
      );
    return;
  }
  checkName(form, path, command.name);
  text(form, [...path, 'description'], command.description, { min: 1, max: 100, required: true });
  checkDefaultPermissions(form, path, command.default_member_permissions);
  checkOptions(form, [...path, 'options'], command.options, 0);
  const characters = size(command);
  if (characters > charactersACommand)
    form.add(path, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${charactersACommand})`);
}

function checkDefaultPermissions(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' || !/^\d+$/.test(value))
    form.add(
      [...path, 'default_member_permissions'],
      'NUMBER_TYPE_COERCE',
      `Value "${String(value)}" is not int.`,
    );
}

function checkName(form: Form, path: Path, value: unknown): void {
  const at = [...path, 'name'];
  const name = text(form, at, value, { min: 1, max: 32, required: true });
  if (name !== null && (!namePattern.test(name) || name !== name.toLowerCase()))
    form.add(at, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

/** `depth`: 0 under the command, 1 under a group, 2 under a subcommand. */
function checkOptions(form: Form, path: Path, value: unknown, depth: 0 | 1 | 2): void {
  const options = list(form, path, value);
  if (options.length > 25) form.tooLong(path, 25);
  const names = new Set<unknown>();
  let optionalSeen = false;
  let nested = 0;
  options.forEach((given, at) => {
    const inner = [...path, at];
    const option = model(form, inner, given);
    if (option === null) return;
    const type = Number(option.type);
    if (names.has(option.name))
      form.add(
        [...inner, 'name'],
        'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        'Option name already exists in this set of options',
      );
    names.add(option.name);
    checkName(form, inner, option.name);
    text(form, [...inner, 'description'], option.description, { min: 1, max: 100, required: true });
    if (type === subcommand || type === group) {
      nested += 1;
      if (depth === 2 || (depth === 1 && type === group))
        form.add(
          [...inner, 'type'],
          'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
          'Sub-command option type is invalid in this depth',
        );
      else checkOptions(form, [...inner, 'options'], option.options, type === group ? 1 : 2);
      return;
    }
    if (depth === 1 || !Number.isInteger(type) || type < 3 || type > 11)
      form.notOneOf([...inner, 'type'], depth === 1 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    if (option.required === true && optionalSeen)
      form.add(
        inner,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    if (option.required !== true) optionalSeen = true;
    checkValues(form, inner, option, type);
  });
  if (nested > 0 && nested < options.length)
    form.add(
      path,
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
}

function checkValues(form: Form, path: Path, option: Json, type: number): void {
  const choices = list(form, [...path, 'choices'], option.choices);
  if (choices.length > 25) form.tooLong([...path, 'choices'], 25);
  if (choices.length > 0 && !withChoices.includes(type))
    form.add([...path, 'choices'], 'APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID', 'Choices are not allowed');
  if (option.autocomplete === true && (choices.length > 0 || !withChoices.includes(type)))
    form.add(
      [...path, 'autocomplete'],
      'APPLICATION_COMMAND_AUTOCOMPLETE_INVALID',
      'Autocomplete cannot be enabled with choices, nor for this type',
    );
  checkChoices(form, [...path, 'choices'], choices, type);
  for (const key of ['min_value', 'max_value'] as const) {
    const value = option[key];
    if (value === undefined || value === null) continue;
    if (type !== 4 && type !== 10)
      form.add([...path, key], 'APPLICATION_COMMAND_OPTIONS_VALUE_INVALID', 'Only of numbers');
    if (typeof value !== 'number' || (type === 4 && !Number.isInteger(value)))
      form.add([...path, key], 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
  }
  if (type === 3) {
    whole(form, [...path, 'min_length'], option.min_length, 0, 6000);
    whole(form, [...path, 'max_length'], option.max_length, 1, 6000);
  }
}

/** Also of autocomplete results: at most 25, name 1–100, text values at most 100, numbers for number options. */
export function checkChoices(form: Form, path: Path, choices: readonly unknown[], type: number): void {
  const names = new Set<unknown>();
  choices.forEach((given, at) => {
    const inner = [...path, at];
    const choice = model(form, inner, given);
    if (choice === null) return;
    text(form, [...inner, 'name'], choice.name, { min: 1, max: 100, required: true });
    if (names.has(choice.name))
      form.add(
        inner,
        'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
        'Option choice name already exists',
      );
    names.add(choice.name);
    const isNumber = type === 4 || type === 10;
    if (!isNumber) text(form, [...inner, 'value'], choice.value, { min: 1, max: 100, required: true });
    else if (typeof choice.value !== 'number' || (type === 4 && !Number.isInteger(choice.value)))
      form.add([...inner, 'value'], 'NUMBER_TYPE_COERCE', `Value "${String(choice.value)}" is not int.`);
  });
}

/** Name, description and values of a command, its options and choices, all together. */
function size(part: Json): number {
  const own = ['name', 'description', 'value'].reduce((sum, key) => {
    const value = part[key];
    return sum + (value === undefined ? 0 : lengthOf(String(value)));
  }, 0);
  const inner = [...listOf(part.options), ...listOf(part.choices)].filter(isObject);
  return own + inner.reduce((sum, each) => sum + size(each), 0);
}
