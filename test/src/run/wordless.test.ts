import { expect, test } from 'vitest';
import { growing } from '../../fakes/game.ts';

test('talk comes last: a post whose words cannot be made says so, and the run goes its way', async () => {
  const game = await growing({}, { scenario: 'unheard-of' as never });
  const run = await game.until(['ended'], 30 * 60_000);
  expect(run.outcome).toBe('averted');
  const plan = game.chat.posts.find((post) => post.key === 'run-1/plan');
  const words = 'leakops has no words for "plan": no scenario unheard-of.';
  expect(plan?.said).toEqual({
    kind: 'milestone',
    text: words,
    lines: [words],
    level: 'default',
    actions: [],
    mention: null,
    broadcast: false,
    files: [],
  });
});
