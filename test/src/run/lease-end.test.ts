/** When the lease ends, wherever it is shown: by flagd's clock, on the bot's. */
import { expect, test } from 'vitest';
import { runJson } from '../../../adapters/http/run-json.ts';
import { liveFigures } from '../../../adapters/metrics/live-figures.ts';
import { flagdAheadMs, leaseEndsAt, liveLeaseEndsAt } from '../../../src/run/lease-end.ts';
import { detailsAnswer } from '../../../src/voice/answer-details.ts';
import { growingCard } from '../../../src/voice/card/growing-card.ts';
import { createGame, type Game, growing, standing } from '../../fakes/game.ts';

const deadlineAt = (game: Game) => Number(standing(game).metadata?.leakopsDeadline) * 1_000;

test.each([0, 7_300, 45_000, -45_000])(
  'flagd’s clock %i ms ahead: all that say when the lease ends say when flagd ends it',
  async (aheadMs) => {
    const game = createGame();
    game.flagd.clockOffsetMs = aheadMs;
    await game.start();
    await game.until(['growing'], 10_000);
    await game.advance(15_000);
    const run = await game.until(['growing'], 0);
    // As flagd has it: the instant of the bot's clock at which it serves off.
    const endsAt = deadlineAt(game) - aheadMs;
    const now = game.clock.now();
    expect(endsAt - now).toBeGreaterThan(50_000);
    const within = (shownAt: number) => expect(Math.abs(shownAt - endsAt)).toBeLessThan(1_000);
    within(leaseEndsAt(run)!);
    within(Number(/lease to <t:(\d+):s>/.exec(JSON.stringify(growingCard(run, now)))?.[1]) * 1_000);
    within(Number(/Lease: to <t:(\d+):s>/.exec(JSON.stringify(detailsAnswer(run, null)))?.[1]) * 1_000);
    within(Date.parse(runJson(run, []).lease?.deadline ?? ''));
    within(now + liveFigures(run, { at: now, mono: game.clock.monotonic() }).leaseLeftSeconds! * 1_000);
  },
);

test('until flagd’s clock is known a lease ends as if it were the bot’s, and its deadline 1 is none', async () => {
  const game = await growing();
  const { flag, eyes } = game.run();
  const unknown = { flag, eyes: { ...eyes, flagdAheadMs: null } };
  expect(leaseEndsAt(unknown)).toBe(deadlineAt(game));
  expect(liveLeaseEndsAt(unknown)).toBe(deadlineAt(game));
  const putOff = { eyes, flag: { ...flag, servedDeadlineSeconds: 1 } };
  expect(liveLeaseEndsAt(putOff)).toBeNull();
  expect(leaseEndsAt(putOff)).toBeLessThan(game.clock.now());
  expect(leaseEndsAt({ eyes, flag: { ...flag, servedDeadlineSeconds: null } })).toBeNull();
  expect(flagdAheadMs({ at: 1_000_400, flagdSeconds: null })).toBeNull();
  expect(flagdAheadMs({ at: 1_000_400, flagdSeconds: 1_000 })).toBe(0);
  expect(flagdAheadMs({ at: 1_000_400, flagdSeconds: 1_007.2 })).toBe(6_000);
});
