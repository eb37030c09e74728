/** What must be so when a run has ended, whatever happened on the way. */
import { expect } from 'vitest';
import type { SeenRun, SpokenTo } from './bot-process.ts';
import { ended, type Game, worldOf } from './game.ts';

/** The run that was begun has ended so: one run, one card, one plan, one report, in the thread that it had. */
export async function expectSaidOnce(
  bot: SpokenTo,
  begun: Pick<SeenRun, 'id' | 'thread'>,
  outcome: string,
): Promise<SeenRun> {
  const { run, messages } = await ended(bot);
  const threadsOf = (kind: string) =>
    messages.filter((said) => said.kind === kind).map((said) => said.thread);
  const cards = messages.filter(({ kind }) => kind === 'card').map(({ id }) => id);
  expect(run).toMatchObject({ id: begun.id, thread: begun.thread, outcome });
  expect({ cards, plans: threadsOf('plan'), reports: threadsOf('report') }).toEqual({
    cards: [begun.thread],
    plans: [begun.thread],
    reports: [begun.thread],
  });
  expect(await bot.runs()).toHaveLength(1);
  return run;
}

/** And the world is as it was before. */
export async function expectPutRight(
  game: Game,
  bot: SpokenTo,
  begun: Pick<SeenRun, 'id' | 'thread'>,
  outcome: string,
): Promise<SeenRun> {
  const run = await expectSaidOnce(bot, begun, outcome);
  expect(await worldOf(game.sandbox)).toEqual(game.before);
  return run;
}
