/** A start over a wire that is bad: refused, with what does not answer named, and nothing touched. */
import { expect, test } from 'vitest';
import { ended, growing, startCommand } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import type { Fault, System } from './faults.ts';
import { expectOnce, expectSound, tellIfItFails, wiredGame } from './wired-game.ts';

const cases: [System, Fault, RegExp][] = [
  ['flagd-ui', 'silent', /flagd-ui at \S+ did not answer within/],
  ['flagd-ui', 'cut off', /flagd-ui at \S+ does not answer/],
  ['ofrep', 'gone', /flagd at \S+ does not answer/],
  ['ofrep', 'reset', /flagd at \S+ does not answer/],
  ['locust', 'unreached', /locust at \S+ did not answer within/],
  ['locust', 'cut off', /locust at \S+ does not answer/],
  ['kubernetes', 'silent', /Kubernetes API at \S+ did not answer within/],
  ['kubernetes', 'gone', /Kubernetes API at \S+ cannot be reached/],
];

export function beforeTheStart(): void {
  describeWith('WIRE_TOXIPROXY_URL')('a start on a bad wire', { concurrent: true }, () => {
    test('is refused, what does not answer is named, and nothing is touched; once it answers it goes', async (context) => {
      // Else the load flags stand in for Locust: the sandbox has both.
      const game = await wiredGame(context, { LEAKOPS_LOAD: 'locust' });
      const bot = await game.start();
      tellIfItFails(context, game, bot);
      for (const [index, [system, fault, named]] of cases.entries()) {
        await game.break(fault, system);
        await bot.say(startCommand);
        const refused = await until(`refusal ${index}`, async () =>
          (await bot.messages()).filter(({ text }) => text.startsWith('Not started')).at(index),
        );
        expect(refused.text, `${system} ${fault}`).toMatch(named);
        await game.heal();
      }
      expect(await bot.runs()).toEqual([]);
      expect(game.watch.requests(/^(POST \/api\/write|POST \/swarm|PATCH)/, game.readyAt)).toEqual([]);
      expect(game.watch.values()).toEqual([0]);
      await growing(game, bot);
      await bot.say('/leak stop');
      const { run } = await ended(bot);
      expect(run.outcome).toBe('stopped');
      await expectOnce(game, bot);
      expectSound(bot);
    });
  });
}
