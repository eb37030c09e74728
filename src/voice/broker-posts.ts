/** The broker's steps in the thread: down, what frees the target before it comes back, back, and what is in the way. */
import type { Said } from '../ports.ts';
import { type BrokerHold, brokerName, scaleCommand } from '../run/broker-hold.ts';
import type { Run } from '../run/run.ts';
import { compose, type Line } from './compose.ts';
import { duration } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

type Holding = Run & { broker: BrokerHold };

export function brokerDownPost(run: Holding): Said {
  const { broker } = run;
  const name = brokerName(broker);
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `🔌 ${name} scaled to 0 (${broker.before.replicas} before), as ${nameOf(run.owner.name)} confirmed.`,
      `Orders stop. It comes back when the flag is off and ${run.world.workload} is level again or restarted.`,
    ],
  });
}

/** The restart that the confirmation told of, whatever LEAKOPS_RESTART says. */
export function brokerRestartPost(run: Holding, why: string): Said {
  const name = brokerName(run.broker);
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `🔧 Restarting ${run.world.workload}: ${outsideWords(why, 60)}.`,
      `${name} comes back after it: orders that wait in the old process would all go on at once.`,
    ],
  });
}

export function brokerBackPost(run: Holding): Said {
  const { broker } = run;
  const why = broker.release === null ? '' : `: ${outsideWords(broker.release.why, 60)}`;
  return compose({
    kind: 'milestone',
    level: 'info',
    lines: [
      `🔌 ${brokerName(broker)} back at ${broker.before.replicas}${why}.`,
      'Flag off. Next: memory must hold for three readings.',
    ],
  });
}

/** @param how as its event has it: `Kafka scaled to 2 outside leakops` */
export function brokerTakenPost(run: Holding, how: string): Said {
  const ended = run.decision?.by === 'someone outside leakops' && run.decision.kind === 'stop';
  const next = ended ? ' The flag goes off before what waits goes on.' : '';
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [`✋ ${outsideWords(how, 80)}: that stays.${next}`],
  });
}

/** It is down by us and cannot be brought back: what is in the way, and the way by hand. Pings the owner. */
export function brokerStuckPost(run: Holding): Said {
  const { broker } = run;
  const why = broker.failureWhy === null ? 'no answer' : outsideWords(broker.failureWhy, 60);
  return compose({
    kind: 'milestone',
    level: 'error',
    lines: [
      `🔥 ${brokerName(broker)} still at 0: ${why}.`,
      withCommand(
        `Tried ${broker.failures} times, and goes on. By hand: `,
        scaleCommand(broker.object, broker.before.replicas),
      ),
    ],
    mention: run.owner.id,
  });
}

/** A flag that somebody serves on keeps it down: what waits would go on with it. */
export function brokerWaitsPost(run: Holding): Said {
  const { serving } = run.flag;
  const isOn = serving !== null && !serving.off;
  const served = isOn ? `serves ${outsideWords(String(serving.value), 12)}` : 'is not seen: OFREP is silent';
  return compose({
    kind: 'milestone',
    level: 'error',
    lines: [
      `🔥 ${brokerName(run.broker)} stays at 0 while the flag ${served}.`,
      withCommand(
        'Orders that wait would all go on with it. Do: ',
        isOn ? '`/leak flag off`' : '`/leak doctor`',
      ),
    ],
    mention: run.owner.id,
  });
}

export function brokerNotReadyPost(run: Holding, now: number): Said {
  const { broker } = run;
  const { seen } = broker;
  const ready = seen === null ? 'not seen' : `${seen.ready} of ${seen.replicas} ready`;
  const since = broker.backAt === null ? '' : ` after ${duration(now - broker.backAt)}`;
  return compose({
    kind: 'milestone',
    level: 'warning',
    lines: [
      `⚠️ ${brokerName(broker)} is back, ${ready}${since}: orders still stop.`,
      withCommand('Look: ', `\`kubectl rollout status ${broker.object}\``),
    ],
    mention: run.owner.id,
  });
}

/** A command to copy is in code for the eye alone. */
function withCommand(words: string, command: string): Line {
  return { shown: `${words}${command}`, spoken: `${words}${command.replaceAll('`', '')}` };
}
