/** The verbs for a chat with typed commands: what cannot be started with these settings is no choice there. */
import type { VerbGrammar } from '../../src/grammar/verb-grammar.ts';
import { verbsWithin } from '../index.ts';
import { type FormSettings, startForm } from './start-form.ts';

export function offeredVerbs(settings: FormSettings): VerbGrammar[] {
  const { options } = startForm(settings);
  return verbsWithin(settings.maxDurationMs).map((verb) =>
    verb.name === 'start' ? { ...verb, options } : verb,
  );
}
