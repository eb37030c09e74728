/** What a person fills into a modal, checked as Slack's client checks it before it is sent. */
import { type Dict, dicts, isDict } from './shapes.ts';

export type Filled = Record<string, string | string[] | boolean | number | null>;

export interface Values {
  /** block_id → action_id → value, as payloads carry it. */
  state: Dict;
  /** What the client would not let through: block_id → why. */
  problems: Record<string, string>;
}

/** `filled`: by action_id, or block_id; what is not filled in keeps its initial value. */
export function modalValues(blocks: unknown, filled: Filled): Values {
  const state: Dict = {};
  const problems: Record<string, string> = {};
  const known = new Set<string>();
  for (const block of dicts(blocks)) {
    const blockId = String(block.block_id);
    const inputs =
      block.type === 'input'
        ? [block.element]
        : block.type === 'actions'
          ? block.elements
          : [block.accessory];
    for (const element of dicts(inputs)) {
      if (element.type === 'button' || element.type === 'image' || element.type === 'overflow') continue;
      const actionId = String(element.action_id ?? 'generated');
      for (const name of [actionId, blockId]) known.add(name);
      const given = filled[actionId] ?? filled[blockId];
      const value = heldBy(element, given, (why) => {
        problems[blockId] = why;
      });
      if (block.type === 'input' && block.optional !== true && isEmpty(value))
        problems[blockId] ??= 'Please complete this required field.';
      state[blockId] = { ...(isDict(state[blockId]) ? state[blockId] : {}), [actionId]: value };
    }
  }
  const odd = Object.keys(filled).filter((name) => !known.has(name));
  if (odd.length > 0) throw new Error(`the modal has no input ${odd.join(', ')}`);
  return { state, problems };
}

function isEmpty(value: Dict): boolean {
  const held = value.value ?? value.selected_option ?? value.selected_options ?? null;
  return held === null || held === '' || (Array.isArray(held) && held.length === 0);
}

function heldBy(element: Dict, given: Filled[string] | undefined, refuse: (why: string) => void): Dict {
  const type = String(element.type);
  const options =
    dicts(element.options).length > 0
      ? dicts(element.options)
      : dicts(element.option_groups).flatMap((group) => dicts(group.options));
  const option = (value: unknown): Dict => {
    const found = options.find((one) => one.value === value);
    if (found === undefined)
      throw new Error(`no option ${String(value)} among ${options.map((one) => one.value).join(', ')}`);
    return found;
  };
  if (type === 'static_select' || type === 'radio_buttons') {
    const chosen =
      given === undefined ? (element.initial_option ?? null) : given === null ? null : option(given);
    return { type, selected_option: chosen };
  }
  if (type === 'checkboxes') {
    const chosen =
      given === undefined ? dicts(element.initial_options) : chosenIn(given, options).map(option);
    return { type, selected_options: chosen };
  }
  const text = given === undefined ? (element.initial_value ?? null) : given === null ? null : String(given);
  const value = text === '' ? null : text;
  if (type === 'number_input' && typeof value === 'string') checkNumber(element, value, refuse);
  if (type === 'plain_text_input' && typeof value === 'string') checkLength(element, value, refuse);
  return { type, value };
}

function chosenIn(given: Filled[string], options: Dict[]): unknown[] {
  if (Array.isArray(given)) return given;
  if (given === true) return options.slice(0, 1).map(({ value }) => value);
  return given === false || given === null ? [] : [given];
}

function checkNumber(element: Dict, value: string, refuse: (why: string) => void): void {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) refuse('Must be a valid number.');
  else if (element.is_decimal_allowed === false && !Number.isInteger(number))
    refuse('Must be a whole number.');
  else if (element.min_value !== undefined && number < Number(element.min_value))
    refuse(`Must be at least ${String(element.min_value)}.`);
  else if (element.max_value !== undefined && number > Number(element.max_value))
    refuse(`Must be at most ${String(element.max_value)}.`);
}

function checkLength(element: Dict, value: string, refuse: (why: string) => void): void {
  if (typeof element.min_length === 'number' && value.length < element.min_length) refuse('Too short.');
  if (typeof element.max_length === 'number' && value.length > element.max_length) refuse('Too long.');
}
