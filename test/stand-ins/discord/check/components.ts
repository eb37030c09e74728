/**
 * Components under a message. Without IS_COMPONENTS_V2: at most 5 action rows of 5 buttons or one select.
 * With it: at most 40 components in all, 4000 characters of text. A `custom_id` stands once in a message.
 */
import { isObject, type Json } from '../json.ts';
import { type Form, isSnowflake, lengthOf, list, model, type Path, text, url, whole } from './form.ts';

const row = 1;
const button = 2;
const selects = [3, 5, 6, 7, 8];

export function checkComponents(form: Form, path: Path, value: unknown, version2: boolean): Json[] {
  const components = list(form, path, value);
  const seen: Seen = { customIds: new Set(), count: 0, characters: 0 };
  if (!version2 && components.length > 5) form.tooLong(path, 5);
  components.forEach((given, at) => {
    const inner = [...path, at];
    const component = model(form, inner, given);
    if (component === null) return;
    const allowed = version2 ? [row, 9, 10, 12, 13, 14, 17] : [row];
    if (!allowed.includes(Number(component.type))) {
      const shown = allowed.join(', ');
      form.add(inner, 'UNION_TYPE_CHOICES', `Value of field "type" must be one of (${shown}).`);
    } else checkComponent(form, inner, component, seen);
  });
  if (version2 && seen.count > 40) form.tooLong(path, 40);
  if (version2 && seen.characters > 4000)
    form.add(
      path,
      'COMPONENT_MAX_TOTAL_CHARACTERS_EXCEEDED',
      'The total text of all components exceeds 4000.',
    );
  return components.filter(isObject);
}

type Seen = { customIds: Set<string>; count: number; characters: number };

function checkComponent(form: Form, path: Path, component: Json, seen: Seen): void {
  seen.count += 1;
  const type = Number(component.type);
  if (type === row) checkRow(form, path, component, seen);
  else if (type === button) checkButton(form, path, component, seen);
  else if (selects.includes(type)) checkSelect(form, path, component, seen);
  else checkLayout(form, path, component, seen);
}

function checkRow(form: Form, path: Path, component: Json, seen: Seen): void {
  const inner = [...path, 'components'];
  const children = list(form, inner, component.components);
  if (children.length < 1 || children.length > 5) form.badLength(inner, 1, 5);
  const types = children.map((child) => (isObject(child) ? Number(child.type) : 0));
  children.forEach((given, at) => {
    const child = model(form, [...inner, at], given);
    if (child === null) return;
    if (![button, ...selects].includes(types[at] ?? 0))
      form.add(
        [...inner, at],
        'UNION_TYPE_CHOICES',
        'Value of field "type" must be one of (2, 3, 5, 6, 7, 8).',
      );
    else checkComponent(form, [...inner, at], child, seen);
  });
  if (types.some((type) => selects.includes(type)) && children.length > 1)
    form.add(inner, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
}

function checkButton(form: Form, path: Path, component: Json, seen: Seen): void {
  const style = Number(component.style);
  if (![1, 2, 3, 4, 5, 6].includes(style)) form.notOneOf([...path, 'style'], [1, 2, 3, 4, 5, 6]);
  const label = text(form, [...path, 'label'], component.label, { max: 80 });
  const isLink = style === 5;
  const hasId = component.custom_id !== undefined && component.custom_id !== null;
  if (isLink) {
    if (hasId)
      form.add(
        path,
        'BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
    if (typeof component.url !== 'string')
      form.add(path, 'BUTTON_COMPONENT_URL_REQUIRED', 'A url is required');
    url(form, [...path, 'url'], component.url, { max: 512 });
  } else if (style !== 6) {
    if (hasId) checkCustomId(form, path, component, seen);
    else form.add(path, 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required');
    if (typeof component.url === 'string')
      form.add(
        path,
        'BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  }
  if ((label === null || label === '') && !isObject(component.emoji) && style !== 6)
    form.add(path, 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED', 'A label or an emoji is required');
  checkEmoji(form, [...path, 'emoji'], component.emoji);
}

function checkEmoji(form: Form, path: Path, value: unknown): void {
  if (!isObject(value)) return;
  const isCustom = isSnowflake(value.id);
  const isUnicode = typeof value.name === 'string' && /\p{Extended_Pictographic}|\p{RI}/u.test(value.name);
  if (!isCustom && !isUnicode) form.add([...path, 'name'], 'BUTTON_COMPONENT_INVALID_EMOJI', 'Invalid emoji');
}

/** Also of modals: 1–100 characters, each once. */
export function checkCustomId(
  form: Form,
  path: Path,
  component: Json,
  seen: { customIds: Set<string> },
): void {
  const at = [...path, 'custom_id'];
  const id = text(form, at, component.custom_id, { min: 1, max: 100, required: true });
  if (id === null) return;
  if (seen.customIds.has(id))
    form.add(at, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  seen.customIds.add(id);
}

function checkSelect(form: Form, path: Path, component: Json, seen: Seen): void {
  checkCustomId(form, path, component, seen);
  text(form, [...path, 'placeholder'], component.placeholder, { max: 150 });
  whole(form, [...path, 'min_values'], component.min_values, 0, 25);
  whole(form, [...path, 'max_values'], component.max_values, 1, 25);
  if (Number(component.type) !== 3) return;
  const options = list(form, [...path, 'options'], component.options);
  if (options.length < 1 || options.length > 25) form.badLength([...path, 'options'], 1, 25);
  const values = new Set<unknown>();
  options.forEach((given, at) => {
    const inner = [...path, 'options', at];
    const option = model(form, inner, given);
    if (option === null) return;
    text(form, [...inner, 'label'], option.label, { min: 1, max: 100, required: true });
    text(form, [...inner, 'value'], option.value, { min: 1, max: 100, required: true });
    text(form, [...inner, 'description'], option.description, { max: 100 });
    if (values.has(option.value))
      form.add(
        [...inner, 'value'],
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    values.add(option.value);
  });
}

/** Section, text, pictures, file, separator, container: only in version 2. */
function checkLayout(form: Form, path: Path, component: Json, seen: Seen): void {
  const type = Number(component.type);
  if (type === 10) {
    const content = text(form, [...path, 'content'], component.content, {
      min: 1,
      max: 4000,
      required: true,
    });
    seen.characters += lengthOf(content ?? '');
  }
  if (type === 9 || type === 17) {
    const children = list(form, [...path, 'components'], component.components);
    const most = type === 9 ? 3 : 40;
    if (children.length < 1 || children.length > most) form.badLength([...path, 'components'], 1, most);
    children.forEach((given, at) => {
      const child = model(form, [...path, 'components', at], given);
      if (child !== null) checkComponent(form, [...path, 'components', at], child, seen);
    });
  }
  if (type === 9) {
    const accessory = model(form, [...path, 'accessory'], component.accessory);
    if (accessory !== null) checkComponent(form, [...path, 'accessory'], accessory, seen);
  }
  if (type === 12) {
    const items = list(form, [...path, 'items'], component.items);
    if (items.length < 1 || items.length > 10) form.badLength([...path, 'items'], 1, 10);
    for (const [at, item] of items.entries()) checkMedia(form, [...path, 'items', at], item, 'media');
  }
  if (type === 11) checkMedia(form, path, component, 'media');
  if (type === 13) checkMedia(form, path, component, 'file');
}

function checkMedia(form: Form, path: Path, value: unknown, key: 'media' | 'file'): void {
  const holder = model(form, path, value);
  const media = holder === null ? null : model(form, [...path, key], holder[key]);
  if (media === null) return;
  url(form, [...path, key, 'url'], media.url, { attachments: true });
  text(form, [...path, 'description'], holder?.description, { max: 1024 });
}
