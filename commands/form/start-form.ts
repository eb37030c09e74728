/** `start` as a form: what may be filled in under these settings, and the command that it makes. */
import type { CommandForm } from '../../src/grammar/command-form.ts';
import type { Option, OptionValue } from '../../src/grammar/option.ts';
import { scenarios } from '../../src/scenario/catalog.ts';
import { readOption } from '../grammar/read-option.ts';
import { tidy } from '../grammar/tokens.ts';
import { within } from '../grammar/within.ts';
import { written } from '../grammar/written.ts';
import type { Settings } from '../handling/settings.ts';
import { start } from '../start.ts';

export type FormSettings = Pick<Settings, 'maxDurationMs' | 'spawnRate' | 'breaker' | 'broker'>;

/** What cannot be started with these settings is no choice; examples are what an empty field means. */
export function startForm(settings: FormSettings): CommandForm {
  const options = within(start.options, settings.maxDurationMs)
    .filter((option) => option.name !== 'withBrokerDown' || settings.broker !== null)
    .map((option) => offered(option, settings));
  return {
    options,
    read(filled) {
      const values: { [name: string]: OptionValue } = {};
      const problems: { [name: string]: string } = {};
      for (const option of options) {
        const word = tidy(filled[option.name] ?? '');
        if (word === '' || (option.type === 'switch' && word !== 'true')) {
          if (option.required) problems[option.name] = `Choose a ${option.name}`;
          continue;
        }
        const read = readOption(option, word, values);
        if (read.ok) values[option.name] = read.value;
        else problems[option.name] = atField(read.problem, read.known);
      }
      return Object.keys(problems).length === 0
        ? { ok: true, command: written(start, values) }
        : { ok: false, problems };
    },
  };
}

function offered(option: Option, settings: FormSettings): Option {
  if (option.type === 'choice') {
    return { ...option, choices: option.choices.filter(({ value }) => canStart(value, settings)) };
  }
  if (option.type !== 'integer') return option;
  const { breaker, spawnRate } = settings;
  if (option.name === 'ramp') return { ...option, example: spawnRate };
  if (option.name !== 'breaker') return option;
  return breaker.state === 'off'
    ? { ...option, description: `${option.description}, else off` }
    : { ...option, example: breaker.thresholdPercent };
}

function canStart(name: string, { broker }: FormSettings): boolean {
  return scenarios.some(
    (each) => each.name === name && each.playable && (!each.brokerDown || broker !== null),
  );
}

/** `Must be a whole number 1–10000`: the field says of what, and shows what was typed. */
function atField(problem: string, known: string | null): string {
  const at = problem.lastIndexOf(', must be');
  const words = at === -1 ? problem : problem.slice(at + 2);
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return known === null ? sentence : `${sentence}. Known: ${known}`;
}
