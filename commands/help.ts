import type { Option } from '../src/grammar/option.ts';
import type { VerbGrammar } from '../src/grammar/verb-grammar.ts';
import { helpAnswer, verbHelpAnswer } from '../src/voice/answer-help.ts';
import { rangeOf, title } from './grammar/read-option.ts';
import { usage } from './grammar/written.ts';
import { defineVerb, freely, type Verb } from './handling/verb.ts';

/** Help is about all verbs, itself too. */
export function helpOn(others: readonly VerbGrammar[]): Verb {
  const name = 'help';
  const summary = 'says what one can type, or all about one verb';
  const self = { name, summary, examples: ['help', 'help start'] as const };
  const options = [
    {
      name: 'verb',
      type: 'choice',
      keyword: null,
      required: false,
      description: 'the verb that it is about',
      example: 'start',
      choices: [...others, self].map((verb) => ({ value: verb.name, description: verb.summary })),
    },
  ] as const;
  return defineVerb({
    ...self,
    options,
    refusal: 'Not done',
    operatorsOnly: false,
    plan: ({ verb: about }) =>
      freely(() => {
        if (about === undefined) return helpAnswer();
        const grammar = others.find((verb) => verb.name === about) ?? { ...self, options };
        return verbHelpAnswer({
          ...grammar,
          usage: usage(grammar),
          options: grammar.options.map(optionLine),
        });
      }),
  });
}

/** `for: longest time of the run, else 30m, slow 45m (1m–4h)`. */
function optionLine(option: Option): string {
  const choices = option.type === 'choice' ? option.choices.map((choice) => choice.value).join(', ') : '';
  const allowed = rangeOf(option) || choices;
  return `${title(option)}: ${option.description}${allowed === '' ? '' : ` (${allowed})`}`;
}
