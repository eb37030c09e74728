/** Interactive elements: buttons, selects, inputs. */
import type { Dict } from '../shapes.ts';
import { checkConfirm, checkOption, checkText } from './check-text.ts';
import type { Problems } from './problems.ts';

type Check = (element: Dict, place: string, problems: Problems) => void;

const common = ['type', 'action_id', 'confirm', 'focus_on_load', 'placeholder'];

function checkCommon(element: Dict, place: string, problems: Problems): void {
  problems.optionalText(element.action_id, `${place}/action_id`, 255);
  checkConfirm(element.confirm, `${place}/confirm`, problems);
  problems.flag(element.focus_on_load, `${place}/focus_on_load`);
  if (element.placeholder !== undefined)
    checkText(element.placeholder, `${place}/placeholder`, { most: 150, kind: 'plain' }, problems);
}

const button: Check = (element, place, problems) => {
  problems.keys(element, place, [
    ...['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label'],
  ]);
  checkText(element.text, `${place}/text`, { most: 75, kind: 'plain' }, problems);
  problems.optionalText(element.value, `${place}/value`, 2000);
  problems.optionalText(element.accessibility_label, `${place}/accessibility_label`, 75);
  if (element.style !== undefined) problems.oneOf(element.style, `${place}/style`, ['primary', 'danger']);
  if (element.url !== undefined) {
    const url = problems.text(element.url, `${place}/url`, 3000);
    if (url !== null && !/^https?:\/\/\S+$/.test(url)) problems.add('must be a valid URL', `${place}/url`);
  }
};

function sameOption(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An initial option must be one of the options, letter for letter. */
function checkInitial(initial: unknown, options: unknown[], place: string, problems: Problems): void {
  if (initial === undefined) return;
  const known = options.some((option) => sameOption(option, initial));
  if (!known) problems.add('must match one of the options', place);
}

const staticSelect: Check = (element, place, problems) => {
  problems.keys(element, place, [...common, 'options', 'option_groups', 'initial_option']);
  const groups =
    element.option_groups === undefined ? null : problems.items(element.option_groups, place, 1, 100);
  const options =
    groups === null
      ? problems.items(element.options, `${place}/options`, 1, 100)
      : groups.flatMap((group) => ((group as Dict | null)?.options as unknown[] | undefined) ?? []);
  for (const [at, option] of options.entries())
    checkOption(option, `${place}/options/${at}`, false, problems);
  checkUnique(options, place, problems);
  checkInitial(element.initial_option, options, `${place}/initial_option`, problems);
};

function checkUnique(options: unknown[], place: string, problems: Problems): void {
  const values = options.map((option) => (option as Dict | null)?.value);
  if (new Set(values).size !== values.length) problems.add('option values must be unique', place);
}

const choice: Check = (element, place, problems) => {
  problems.keys(element, place, [...common, 'options', 'initial_option', 'initial_options']);
  const options = problems.items(element.options, `${place}/options`, 1, 10);
  for (const [at, option] of options.entries()) checkOption(option, `${place}/options/${at}`, true, problems);
  checkUnique(options, place, problems);
  checkInitial(element.initial_option, options, `${place}/initial_option`, problems);
  if (element.initial_options === undefined) return;
  const initial = problems.items(element.initial_options, `${place}/initial_options`, 1, 10);
  for (const [at, one] of initial.entries())
    checkInitial(one, options, `${place}/initial_options/${at}`, problems);
};

const overflow: Check = (element, place, problems) => {
  problems.keys(element, place, ['type', 'action_id', 'confirm', 'options']);
  const options = problems.items(element.options, `${place}/options`, 1, 5);
  for (const [at, option] of options.entries())
    checkOption(option, `${place}/options/${at}`, false, problems);
};

const numberInput: Check = (element, place, problems) => {
  const bounds = ['initial_value', 'min_value', 'max_value'];
  problems.keys(element, place, [...common, 'is_decimal_allowed', 'dispatch_action_config', ...bounds]);
  if (typeof element.is_decimal_allowed !== 'boolean')
    problems.add('missing required field: is_decimal_allowed', place);
  for (const bound of bounds) {
    const value = element[bound];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value))
      problems.add('must be a string that represents a number', `${place}/${bound}`);
  }
};

const plainTextInput: Check = (element, place, problems) => {
  problems.keys(element, place, [
    ...[...common, 'initial_value', 'multiline', 'min_length', 'max_length', 'dispatch_action_config'],
  ]);
  problems.optionalText(element.initial_value, `${place}/initial_value`, 3000);
  for (const bound of ['min_length', 'max_length']) {
    const value = element[bound];
    if (value !== undefined && (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 3000))
      problems.add('must be an integer between 0 and 3000', `${place}/${bound}`);
  }
};

/** Known by name; their fields are not looked into, as no bot of ours uses them. */
const loose: Check = () => {};

const checks: Record<string, Check> = {
  button,
  static_select: staticSelect,
  multi_static_select: loose,
  checkboxes: choice,
  radio_buttons: choice,
  overflow,
  number_input: numberInput,
  plain_text_input: plainTextInput,
  users_select: loose,
  channels_select: loose,
  conversations_select: loose,
  external_select: loose,
  datepicker: loose,
  timepicker: loose,
  datetimepicker: loose,
  email_text_input: loose,
  url_text_input: loose,
  workflow_button: loose,
};

const inputs = ['number_input', 'plain_text_input', 'email_text_input', 'url_text_input'];
export const inActions = Object.keys(checks).filter((type) => !inputs.includes(type));
export const inInput = Object.keys(checks).filter(
  (type) => !['button', 'overflow', 'workflow_button'].includes(type),
);
export const asAccessory = [...inActions, 'image'];

export function checkElement(
  value: unknown,
  place: string,
  allowed: readonly string[],
  problems: Problems,
): Dict | null {
  const element = problems.object(value, place);
  if (element === null) return null;
  const type = String(element.type);
  const check = checks[type];
  if (check === undefined || !allowed.includes(type)) {
    problems.add(`unsupported type: ${type}`, place);
    return null;
  }
  checkCommon(element, place, problems);
  check(element, place, problems);
  return element;
}
