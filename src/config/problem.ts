import { Failure } from '../failure.ts';
import { variableNamed } from './variables.ts';

/** One wrong setting, in words for a person. */
export interface Problem {
  variable: string;
  /** Says the variable, its value (a secret's never) and what is allowed. */
  text: string;
  remedy: string;
}

/** Every wrong setting at once. */
export class ConfigError extends Failure {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const head = problems.length === 1 ? 'A setting is wrong:' : `${problems.length} settings are wrong:`;
    const lines = problems.map(({ text, remedy }) => `- ${text} → ${remedy}`);
    super('config', [head, ...lines].join('\n'), {
      retryable: false,
      remedy: 'put the variables right and start again; docs/reference.md lists them all',
    });
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A value as it may be shown: quoted, short, on one line, without the login or query of an address. */
function shownValue(variable: string, value: string): string {
  if (variableNamed(variable).secret) return '(not shown)';
  const bare = value.includes('://') ? value.replace(/:\/\/.*@/, '://…@').replace(/\?.*/, '?…') : value;
  return JSON.stringify(bare.length > 80 ? `${bare.slice(0, 80)}…` : bare);
}

export function wrongValue(variable: string, value: string, allowed: string, remedy?: string): Problem {
  return {
    variable,
    text: `${variable} is ${shownValue(variable, value)}: ${allowed}`,
    remedy: remedy ?? `change ${variable}, or unset it for ${defaultWords(variable)}`,
  };
}

export function notInThisVersion(variable: string, value: string, what: string, remedy: string): Problem {
  return {
    variable,
    text: `${variable} is ${shownValue(variable, value)}: ${what} is not in this version`,
    remedy,
  };
}

function defaultWords(variable: string): string {
  const { fallback } = variableNamed(variable);
  return fallback === null ? 'no value' : `the default ${fallback}`;
}
