/** A number for where none was given: of a suggestion, or of a place with another number behind it. */
import type { IntegerOption, OptionValues } from './option.ts';

/** @param beside the values of the other options: a scenario has numbers of its own */
export function exampleOf(option: IntegerOption, beside: OptionValues): number {
  const { exampleBeside } = option;
  const value = exampleBeside === undefined ? undefined : beside[exampleBeside.option];
  return (value === undefined ? undefined : exampleBeside?.examples.get(value)) ?? option.example;
}
