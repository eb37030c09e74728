/** Collects what is wrong with a payload, in Slack's words and with the place of each. */
import { type Dict, isDict } from '../shapes.ts';

export interface Problems {
  list: string[];
  add(what: string, place: string): void;
  /** A text between 1 (or `least`) and `most` characters; null when it is none. */
  text(value: unknown, place: string, most: number, least?: number): string | null;
  /** Optional: nothing is fine. */
  optionalText(value: unknown, place: string, most: number): void;
  /** An object with a key that is not among `known` is refused, as Slack does for blocks. */
  keys(value: Dict, place: string, known: readonly string[]): void;
  object(value: unknown, place: string): Dict | null;
  items(value: unknown, place: string, least: number, most: number): unknown[];
  oneOf(value: unknown, place: string, allowed: readonly string[]): void;
  flag(value: unknown, place: string): void;
}

export function newProblems(): Problems {
  const list: string[] = [];
  const add = (what: string, place: string) => {
    list.push(`[ERROR] ${what} [json-pointer:${place}]`);
  };
  const problems: Problems = {
    list,
    add,
    text(value, place, most, least = 1) {
      if (value === undefined || value === null) {
        add(`missing required field: ${place.split('/').at(-1)}`, place.replace(/\/[^/]*$/, ''));
        return null;
      }
      if (typeof value !== 'string') {
        add('must be a string', place);
        return null;
      }
      const length = [...value].length;
      if (length > most) add(`must be less than ${most + 1} characters`, place);
      if (length < least) add(`must be more than ${least - 1} characters`, place);
      return value;
    },
    optionalText(value, place, most) {
      if (value !== undefined) problems.text(value, place, most, 0);
    },
    keys(value, place, known) {
      const odd = Object.keys(value).filter((key) => !known.includes(key));
      for (const key of odd) add(`invalid additional property: ${key}`, place);
    },
    object(value, place) {
      if (isDict(value)) return value;
      const name = place.split('/').at(-1);
      if (value === undefined) add(`missing required field: ${name}`, place.replace(/\/[^/]*$/, ''));
      else add('must be an object', place);
      return null;
    },
    items(value, place, least, most) {
      if (!Array.isArray(value)) {
        if (value === undefined)
          add(`missing required field: ${place.split('/').at(-1)}`, place.replace(/\/[^/]*$/, ''));
        else add('must be an array', place);
        return [];
      }
      if (value.length < least) add(`no less than ${least} items allowed`, place);
      if (value.length > most) add(`no more than ${most} items allowed`, place);
      return value;
    },
    oneOf(value, place, allowed) {
      if (typeof value !== 'string' || !allowed.includes(value))
        add(`must be one of: ${allowed.join(', ')}`, place);
    },
    flag(value, place) {
      if (value !== undefined && typeof value !== 'boolean') add('must be a boolean', place);
    },
  };
  return problems;
}
