/** The fake that the rules are tested on keeps the contract too. */
import { Failure } from '../../src/failure.ts';
import { manualClock } from '../adapters/sandbox/manual-clock.ts';
import { brokerContract } from '../contracts/broker.ts';
import { fakeBroker } from './fake-broker.ts';

brokerContract('the fake', async () => {
  const clock = manualClock();
  const broker = fakeBroker(clock);
  const missing = fakeBroker(clock);
  missing.state = null;
  missing.rehearse = async () => {
    throw new Failure('kubernetes-404', 'there is none');
  };
  return {
    broker,
    again: () => broker,
    wait: clock.advance,
    settlesMs: 30_000,
    async scaleByHand(replicas) {
      broker.scaleByHand(replicas);
    },
    missing: () => missing,
    async loseAnswers(on) {
      broker.answersLost = on;
    },
    async loseAll() {
      broker.readsFail = 'no answer';
      broker.writesFail = 'no answer';
    },
    async close() {},
  };
});
