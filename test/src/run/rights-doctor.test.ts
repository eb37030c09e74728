/** Rights that only a run would miss, in the words of doctor. */
import { expect, test } from 'vitest';
import type { Right } from '../../../src/ports.ts';
import { createGame } from '../../fakes/game.ts';

const right = (verb: string, allowed: boolean | null): Right => ({
  what: `${verb} pods`,
  allowed,
  why: allowed === null ? 'it does not answer' : null,
  without: `no ${verb}ing`,
  remedy: `Add the rule for ${verb}`,
});

async function findings(...rights: Right[]) {
  const game = createGame();
  game.shop.rights = rights;
  return (await game.desk().doctor()).filter(({ name }) => name === 'rights');
}

test('all there: said in two words, beside what the other looks have shown', async () => {
  expect(await findings(right('watch', true), right('patch', true))).toEqual([
    { name: 'rights', verdict: 'ok', text: 'all rights', remedy: null },
  ]);
});

test('each that is missing is a warning with what it costs and what to add, and hides none that is not known', async () => {
  expect(
    await findings(right('watch', false), right('get', true), right('patch', false), right('list', null)),
  ).toEqual([
    {
      name: 'rights',
      verdict: 'warning',
      text: 'may not watch pods: no watching',
      remedy: 'Add the rule for watch',
    },
    {
      name: 'rights',
      verdict: 'warning',
      text: 'may not patch pods: no patching',
      remedy: 'Add the rule for patch',
    },
    {
      name: 'rights',
      verdict: 'unknown',
      text: 'not known whether it may list pods: it does not answer',
      remedy: null,
    },
  ]);
});

test('what nobody knows is said once, never as fine', async () => {
  expect(await findings(right('watch', null), right('patch', null))).toEqual([
    {
      name: 'rights',
      verdict: 'unknown',
      text: 'not known whether it may watch pods, patch pods: it does not answer',
      remedy: null,
    },
  ]);
});

test('where there are none to be granted, as on Docker, nothing is said', async () => {
  expect(await findings()).toEqual([]);
});

test('a right that is missing refuses no start', async () => {
  const game = createGame();
  game.shop.rights = [right('watch', false)];
  expect(await game.start()).toMatchObject({ kind: 'started' });
});
