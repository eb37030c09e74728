/** A command that is told can be typed in Discord as it is told, and means the same. */
import { expect, test } from 'vitest';
import { textOf } from '../../../../adapters/chat/discord/command-text.ts';
import { commandsWithOptions, optionsText } from '../../../../adapters/chat/discord/options-text.ts';
import { verbs } from '../../../../commands/index.ts';
import { said } from './speaking.ts';

test.each([
  ['stop', '/leak stop'],
  ['start gradual', '/leak start scenario:gradual'],
  ['start gradual 300 25 for 30m', '/leak start scenario:gradual flag-value:300 users:25 for:30m'],
  ['start fast for 1h30m with broker down', '/leak start scenario:fast for:1h30m with-broker-down:True'],
  ['start fast breaker off dry', '/leak start scenario:fast breaker:off dry:True'],
])('%s is typed as %s', (command, text) => {
  expect(optionsText(verbs, command)).toBe(text);
});

test.each([
  'extend 10m confirm',
  'start <scenario> [flagValue] …',
  'stauts',
  'stop now',
  'start gradual 300 25 7',
])('%s has no options: it mentions the bot', (command) => {
  const told = commandsWithOptions(said('x', { lines: ['x', `Type \`/leak ${command}\` now`] }), verbs);
  expect(told.lines).toEqual(['x', `Type \`@leakops ${command}\` now`]);
});

test('what every verb gives as an example means the same when it is filled in', () => {
  for (const { name, examples } of verbs) {
    for (const example of examples) {
      const typed = optionsText(verbs, example);
      expect(typed, example).not.toBeNull();
      const [, , ...pairs] = typed!.split(' ');
      const chosen = Object.fromEntries(
        pairs.map((pair) => {
          const [option = '', value = ''] = pair.split(':');
          return [option, value === 'True' ? true : value];
        }),
      );
      expect(textOf(verbs, name, chosen)).toBe(example);
    }
  }
});
