/** Reads settings of the environment one by one, and gathers what is wrong instead of throwing at the first. */

import { parseDuration, writtenDuration } from '../duration.ts';
import { nearestWord } from '../nearest-word.ts';
import { notInThisVersion, type Problem, wrongValue } from './problem.ts';
import { variableNamed } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a text is read: the value, or what is allowed in words. */
type Reading<T> = { value: T } | { allowed: string };

/** The text of a variable; null: unset, or nothing but spaces. */
export function textOf(env: Environment, name: string): string | null {
  const text = env[name]?.trim() ?? '';
  return text === '' ? null : text;
}

export class Settings {
  readonly problems: Problem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** The text given; null: unset. */
  given(name: string): string | null {
    variableNamed(name);
    return textOf(this.#env, name);
  }

  /** What is given, else the default; null where there is neither. */
  text(name: string): string | null {
    return this.given(name) ?? variableNamed(name).fallback;
  }

  /** A value of its own rules. Where it is wrong, the problem is noted and the default is answered. */
  read<T>(name: string, read: (text: string) => Reading<T>): T {
    const given = this.given(name);
    const { fallback } = variableNamed(name);
    if (given !== null) {
      const found = read(given);
      if ('value' in found) return found.value;
      this.problems.push(wrongValue(name, given, found.allowed));
    }
    const usual = read(fallback ?? '');
    if ('value' in usual) return usual.value;
    throw new RangeError(`the default of ${name} is wrong`);
  }

  /** As `read`, for a variable without a default: null when it is unset or wrong. */
  optional<T>(name: string, read: (text: string) => Reading<T>): T | null {
    const given = this.given(name);
    if (given === null) return null;
    const found = read(given);
    if ('value' in found) return found.value;
    this.problems.push(wrongValue(name, given, found.allowed));
    return null;
  }

  /** One of some words, in any case. `later`: words that mean something, but not in this version. */
  word<T extends string>(name: string, words: readonly T[], later: readonly string[] = []): T {
    const given = this.given(name);
    if (given !== null && later.includes(given.toLowerCase())) {
      this.problems.push(
        notInThisVersion(name, given, given.toLowerCase(), `allowed are ${words.join(', ')}`),
      );
      return this.read(name, () => wordIn(variableNamed(name).fallback ?? '', words));
    }
    return this.read(name, (text) => wordIn(text, words));
  }

  duration(name: string, range: { fromMs: number; toMs: number }): number {
    return this.read(name, (text) => durationIn(text, range));
  }

  integer(name: string, from: number, to: number): number {
    return this.read(name, (text) => integerIn(text, from, to, ''));
  }
}

function wordIn<T extends string>(text: string, words: readonly T[]): Reading<T> {
  const found = words.find((word) => word === text.toLowerCase());
  if (found !== undefined) return { value: found };
  const near = nearestWord(text, words);
  return { allowed: `allowed are ${words.join(', ')}${near === null ? '' : `; did you mean ${near}?`}` };
}

export function durationIn(text: string, range: { fromMs: number; toMs: number }): Reading<number> {
  const ms = parseDuration(text);
  if (ms !== null && ms >= range.fromMs && ms <= range.toMs) return { value: ms };
  const from = writtenDuration(range.fromMs);
  return { allowed: `a time such as 90s or 1h30m is needed, from ${from} to ${writtenDuration(range.toMs)}` };
}

export function integerIn(text: string, from: number, to: number, or: string): Reading<number> {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return { value };
  return { allowed: `a whole number from ${from} to ${to}${or} is needed` };
}

/** An address to send requests to. A path in front of the API's is kept, a slash at its end is not. */
export function httpAddress(text: string): Reading<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
    return { allowed: 'an address such as http://host:8080 is needed, http or https' };
  }
  if (/[?#]/.test(text)) return { allowed: 'an address without ? and # is needed' };
  return { value: url.href.replace(/\/+$/, '') };
}

/** As `httpAddress`, for links that people follow. */
export function publicAddress(text: string): Reading<string> {
  const address = httpAddress(text);
  if ('value' in address && /\/\/[^/]*@/.test(address.value)) {
    return { allowed: 'an address without a login is needed: everybody sees it' };
  }
  return address;
}

export function plainText(text: string): Reading<string> {
  const sound = text.length <= 1_000 && !/\p{Cc}/u.test(text);
  return sound ? { value: text } : { allowed: 'a text of one line, at most 1000 characters, is needed' };
}

/** A name as Kubernetes takes it. */
export function objectName(text: string): Reading<string> {
  if (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text)) return { value: text };
  return { allowed: 'a name of small letters, digits and - is needed, without kind or namespace' };
}

/** A name or an id of a container, as Docker takes it. */
export function containerName(text: string): Reading<string> {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/.test(text)) return { value: text };
  return { allowed: 'a name or id of a container is needed: letters, digits, _ . and -' };
}
