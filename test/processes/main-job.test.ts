/** `/leak start` from the request to the report: against the sandbox in another process, and as `npm run demo`. */
import { describe, expect, test } from 'vitest';
import { newHome } from './child-process.ts';
import { ended, growing, newGame, worldOf } from './game.ts';

const limitMs = 80_000;

describe.concurrent('the main job', () => {
  test('threshold, seen off, load back, recovered, one report', { timeout: limitMs }, async (context) => {
    const game = await newGame(context, { LEAKOPS_LEASE: '3200ms', LEAKOPS_BREAKER: '80' });
    const bot = await game.start();
    const started = await growing(game, bot);
    expect(await game.sandbox.served()).toMatchObject({ value: 300, runId: started.id });
    const others = ({ flags }: typeof game.before) => ({ ...flags, kafkaQueueProblems: null });
    expect(others(await worldOf(game.sandbox))).toEqual(others(game.before));

    const { run, messages, cards, plans, reports } = await ended(bot);
    expect(run).toMatchObject({ id: started.id, outcome: 'averted', recovery: 'recovered' });
    expect(run.breaker).toMatchObject({ state: 'tripped', reason: 'threshold' });
    const { trippedAt, flagOffSeenAt } = run.breaker;
    expect(Date.parse(flagOffSeenAt!)).toBeGreaterThanOrEqual(Date.parse(trippedAt!));
    expect([cards.length, plans.length, reports.length]).toEqual([1, 1, 1]);
    expect(messages.at(-1)).toMatchObject({ kind: 'report', thread: cards[0]?.id });
    expect(await worldOf(game.sandbox)).toEqual(game.before);
  });

  test('the demo exits 0, and its last message is the report', { timeout: limitMs }, async ({ onTestFinished }) => {
    const home = newHome(onTestFinished);
    const demo = home.run(['main.ts', 'demo']);
    expect(await demo.ended).toEqual({ code: 0, signal: null });
    expect(demo.said.err).toBe('');
    const messages = demo.said.out.trim().split('\n\n');
    expect(messages[0]).toContain('/leak start gradual 300 25');
    expect(messages.at(-1)).toMatch(/run-1\b.*averted/);
  });
});
