/** A modal: title 45 characters, 1–5 rows or labels with one input each. */
import type { Json } from '../json.ts';
import { isObject } from '../json.ts';
import { checkCustomId } from './components.ts';
import { type Form, list, model, type Path, text, whole } from './form.ts';

const row = 1;
const textInput = 4;
const label = 18;

export function checkModal(form: Form, path: Path, value: unknown): void {
  const modal = model(form, path, value);
  if (modal === null) return;
  const seen = { customIds: new Set<string>() };
  text(form, [...path, 'custom_id'], modal.custom_id, { min: 1, max: 100, required: true });
  text(form, [...path, 'title'], modal.title, { min: 1, max: 45, required: true });
  const at = [...path, 'components'];
  const components = list(form, at, modal.components);
  if (components.length < 1 || components.length > 5) form.badLength(at, 1, 5);
  components.forEach((given, index) => {
    const component = model(form, [...at, index], given);
    if (component !== null) checkPart(form, [...at, index], component, seen);
  });
}

function checkPart(form: Form, path: Path, component: Json, seen: { customIds: Set<string> }): void {
  const type = Number(component.type);
  if (type === row) {
    const children = list(form, [...path, 'components'], component.components);
    if (children.length !== 1) form.badLength([...path, 'components'], 1, 1);
    const child = children[0];
    if (isObject(child)) checkInput(form, [...path, 'components', 0], child, seen, true);
  } else if (type === label) {
    text(form, [...path, 'label'], component.label, { min: 1, max: 45, required: true });
    text(form, [...path, 'description'], component.description, { max: 100 });
    const child = model(form, [...path, 'component'], component.component);
    if (child !== null) checkInput(form, [...path, 'component'], child, seen, false);
  } else if (type !== 10) {
    form.add(path, 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1, 10, 18).');
  }
}

function checkInput(
  form: Form,
  path: Path,
  input: Json,
  seen: { customIds: Set<string> },
  labelled: boolean,
): void {
  checkCustomId(form, path, input, seen);
  if (Number(input.type) !== textInput) return;
  if (input.style !== 1 && input.style !== 2) form.notOneOf([...path, 'style'], [1, 2]);
  if (labelled) text(form, [...path, 'label'], input.label, { min: 1, max: 45, required: true });
  whole(form, [...path, 'min_length'], input.min_length, 0, 4000);
  whole(form, [...path, 'max_length'], input.max_length, 1, 4000);
  text(form, [...path, 'value'], input.value, { max: 4000 });
  text(form, [...path, 'placeholder'], input.placeholder, { max: 100 });
}
