/** Help: private, short, examples first. */
import type { Said } from '../ports.ts';
import { answer, copy } from './answer.ts';

export function helpAnswer(): Said {
  return answer([
    'Commands of leakops. Anyone may stop',
    `Start: ${copy('start gradual')} or ${copy('start gradual 300 25 for 30m')}`,
    'Look: `status` `scenarios` `history` `report run-42` `doctor`',
    'Steer: `stop` `breaker trip` `flag off` `load 10` `breaker 85` `extend 10m` `restart`',
    `More: ${copy('help start')} · in a thread: \`@leakops stop\``,
  ]);
}

export interface VerbHelp {
  name: string;
  summary: string;
  /** `/leak start <scenario> [flagValue] …` */
  usage: string;
  /** One line an option: name, description, range. */
  options: string[];
  /** Whole commands without `/leak`. */
  examples: readonly string[];
}

/** At most 12 lines as long as a verb has at most 9 options. */
export function verbHelpAnswer(help: VerbHelp): Said {
  const examples = `For example ${help.examples.map(copy).join(' or ')}`;
  // A verb that takes nothing is its own example.
  const isAll = help.examples.every((example) => copy(example) === `\`${help.usage}\``);
  return answer([
    `${help.name}: ${help.summary}`,
    ...(isAll ? [] : [examples]),
    `\`${help.usage}\``,
    ...help.options,
  ]);
}
