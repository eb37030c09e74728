/** Every command that a document shows is one: as it stands there it is understood. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { understand } from '../../../commands/grammar/understand.ts';
import { verbs } from '../../../commands/index.ts';

const root = new URL('../../../', import.meta.url);
const documents = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/**
 * In backticks, or on a line of its own. What has a place to fill in is a form of a command, not one, and a bare
 * `start` is how a form is opened.
 */
function commandsOf(document: string): string[] {
  const text = readFileSync(new URL(document, root), 'utf8');
  return [...text.matchAll(/`(?:\/leak|@leakops) ([^`\n]+)`|^(?:\/leak|@leakops) (.+)$/gm)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((command) => !/[<[…─]/.test(command) && command !== 'start');
}

test('every command in the documents is understood', () => {
  const shown = documents.flatMap((document) =>
    commandsOf(document).map((command) => ({ document, command })),
  );
  expect(shown.length).toBeGreaterThan(40);
  const odd = shown.filter(({ command }) => {
    const understood = understand(command, verbs, true);
    return !understood.ok || understood.spare.length > 0;
  });
  expect(odd).toEqual([]);
});

test('what is no command is found out', () => {
  expect(understand('flagg 300', verbs, true).ok).toBe(false);
  expect(commandsOf('docs/first-game-day.md')).toContain('start gradual 300 25');
});
