/** The arguments of one call, whether they came as JSON or as a form, in which all values are text. */
import { type Dict, isDict } from './shapes.ts';
import { SlackError } from './slack-error.ts';

export interface Arguments {
  all: Dict;
  /** null: not given, or empty. */
  text(name: string): string | null;
  flag(name: string): boolean;
  /** A whole number; null: not given. Rejects all else with `errorCode`. */
  count(name: string, errorCode: string): number | null;
  /** A list or an object, in a form as a text of JSON; undefined: not given. Rejects bad JSON with `errorCode`. */
  json(name: string, errorCode: string): unknown;
}

export function argumentsOf(all: Dict): Arguments {
  return {
    all,
    text(name) {
      const value = all[name];
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && value !== '' ? value : null;
    },
    flag(name) {
      const value = all[name];
      return value === true || value === 1 || value === '1' || value === 'true';
    },
    count(name, errorCode) {
      const value = all[name];
      if (value === undefined || value === null || value === '') return null;
      const number = Number(value);
      if (!Number.isInteger(number)) throw new SlackError(errorCode);
      return number;
    },
    json(name, errorCode) {
      const value = all[name];
      if (value === undefined || value === null || value === '') return undefined;
      if (typeof value !== 'string') return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        throw new SlackError(errorCode);
      }
    },
  };
}

/**
 * Reads a body as Slack does: a form (also multipart), or JSON where the method takes JSON.
 * Rejects with `invalid_json`, `json_not_object` or `invalid_form_data`.
 */
export async function readArguments(
  body: Buffer,
  contentType: string,
  query: URLSearchParams,
): Promise<{ args: Dict; isJson: boolean }> {
  const args: Dict = Object.fromEntries(query);
  if (body.length === 0) return { args, isJson: false };
  if (contentType.startsWith('application/json')) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString());
    } catch {
      throw new SlackError('invalid_json');
    }
    if (!isDict(parsed)) throw new SlackError('json_not_object');
    return { args: { ...args, ...parsed }, isJson: true };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return { args: { ...args, ...Object.fromEntries(new URLSearchParams(body.toString())) }, isJson: false };
  if (contentType.startsWith('multipart/form-data')) {
    const form = await multipart(body, contentType);
    return { args: { ...args, ...form }, isJson: false };
  }
  throw new SlackError('invalid_post_type');
}

async function multipart(body: Buffer, contentType: string): Promise<Dict> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    const fields: Dict = {};
    for (const [name, value] of form)
      fields[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
    return fields;
  } catch {
    throw new SlackError('invalid_form_data');
  }
}
