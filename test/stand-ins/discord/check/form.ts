/**
 * Collects what is wrong with a body and answers it as Discord does: 50035 “Invalid Form Body” with an
 * `errors` object nested like the body, `_errors: [{code, message}]` at each leaf.
 */
import { isObject, type Json } from '../json.ts';
import { Refusal } from '../server/refusal.ts';

export type Path = readonly (string | number)[];

export class Form {
  #errors: Json = {};
  #bad = false;

  add(path: Path, code: string, message: string): void {
    this.#bad = true;
    let at = this.#errors;
    for (const step of path) {
      const next = at[String(step)];
      const inner: Json = isObject(next) ? next : {};
      at[String(step)] = inner;
      at = inner;
    }
    const there = Array.isArray(at._errors) ? at._errors : [];
    at._errors = [...there, { code, message }];
  }

  required(path: Path): void {
    this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  tooLong(path: Path, max: number): void {
    this.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
  }

  badLength(path: Path, min: number, max: number): void {
    this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  }

  notOneOf(path: Path, allowed: readonly (string | number)[]): void {
    const shown = allowed.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ');
    this.add(path, 'BASE_TYPE_CHOICES', `Value must be one of {${shown}}.`);
  }

  /** Throws the refusal if anything was added. */
  done(): void {
    if (this.#bad) throw new Refusal(400, 50035, 'Invalid Form Body', { errors: this.#errors });
  }
}

/** Discord counts characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** A list field: absent and null are an empty one, anything else than a list is an error. */
export function list(form: Form, path: Path, value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  form.add(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  return [];
}

/** An object field; null when it is none (which is then an error). */
export function model(form: Form, path: Path, value: unknown): Json | null {
  if (isObject(value)) return value;
  form.add(path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
  return null;
}

/** A text field of limited length; returns what was given, or null when it is absent or no text. */
export function text(
  form: Form,
  path: Path,
  value: unknown,
  { max, min = 0, required = false }: { max: number; min?: number; required?: boolean },
): string | null {
  if (value === undefined || value === null) {
    if (required) form.required(path);
    return null;
  }
  if (typeof value !== 'string') {
    form.add(path, 'STRING_TYPE_CONVERT', `Could not interpret "${JSON.stringify(value)}" as string.`);
    return null;
  }
  const length = lengthOf(value);
  if (required && length === 0) form.required(path);
  else if (min > 0 && (length < min || length > max)) form.badLength(path, min, max);
  else if (length > max) form.tooLong(path, max);
  return value;
}

/** A whole number between two bounds, both allowed; null when absent or wrong. */
export function whole(
  form: Form,
  path: Path,
  value: unknown,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    form.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
    return null;
  }
  if (value < min) form.add(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
  if (value > max) form.add(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
  return value;
}

export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) < 2n ** 64n;
}

/** A text that must be an http(s) address; with `attachments`, also `attachment://name`. */
export function url(form: Form, path: Path, value: unknown, { attachments = false, max = 2048 } = {}): void {
  const given = text(form, path, value, { max });
  if (given === null) return;
  const schemes = attachments ? ['http', 'https', 'attachment'] : ['http', 'https'];
  if (!URL.canParse(given)) {
    form.add(path, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  } else if (!schemes.includes(new URL(given).protocol.replace(':', ''))) {
    const shown = schemes.map((scheme) => `'${scheme}'`).join(', ');
    form.add(
      path,
      'URL_TYPE_INVALID_SCHEME',
      `Scheme "${new URL(given).protocol}" must be one of (${shown}).`,
    );
  }
}
