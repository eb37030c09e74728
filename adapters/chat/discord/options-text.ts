/**
 * A command as Discord takes it when it is typed or pasted: `/leak start scenario:gradual users:25`. What has no such
 * form, `confirm` or a `<scenario>` that stands for any, mentions the bot: that is read as text.
 */
import type { Option } from '../../../src/grammar/option.ts';
import type { Said } from '../../../src/ports.ts';
import { optionName, type Verb } from './command-definition.ts';

/** The same, with each command in code marks as it is typed in Discord. */
export function commandsWithOptions(said: Said, verbs: readonly Verb[]): Said {
  const shown = (line: string) =>
    line.replace(
      /`\/leak ([^`]+)`/g,
      (_, command: string) => `\`${optionsText(verbs, command) ?? `@leakops ${command}`}\``,
    );
  return { ...said, lines: said.lines.map(shown) };
}

/** @param command without `/leak`; null: it has no such form */
export function optionsText(verbs: readonly Verb[], command: string): string | null {
  const [name = '', ...words] = command.trim().split(/ +/);
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) return null;
  const given: string[] = [];
  const open = [...verb.options];
  while (words.length > 0) {
    const option = open.find((each) => isNext(each, words));
    if (option === undefined) return null;
    open.splice(open.indexOf(option), 1);
    words.splice(0, keywordsOf(option).length);
    const value = option.type === 'switch' ? 'True' : words.shift();
    if (value === undefined || !/^[\w-]+$/.test(value)) return null;
    given.push(`${optionName(option)}:${value}`);
  }
  return ['/leak', name, ...given].join(' ');
}

/** What has a keyword is told by it; what has none takes the next word that it may be. */
function isNext(option: Option, [word = '', ...more]: readonly string[]): boolean {
  const keywords = keywordsOf(option);
  if (keywords.length > 0) return [word, ...more].slice(0, keywords.length).join(' ') === option.keyword;
  switch (option.type) {
    case 'integer':
      return /^\d+$/.test(word) || option.words.includes(word);
    case 'choice':
      return option.choices.some(({ value }) => value === word);
    case 'run':
      return /^(?:run-)?\d+$|^last$/.test(word);
    default:
      return /^(?:\d+[hms])+$/.test(word);
  }
}

function keywordsOf({ keyword }: Option): string[] {
  return keyword === null ? [] : keyword.split(' ');
}
