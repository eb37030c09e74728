/**
 * The bot under load: as many worlds as it is told, each with a desk and a bot of its own, one store on a file, and
 * Slack for all; beside it a naive bot that is told of the same readings. Ends when its parent does.
 */
import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock/system.ts';
import { openStore } from '../../../adapters/store/sqlite/open.ts';
import { type Bot, createBot } from '../../../commands/bot.ts';
import type { Store } from '../../../src/ports.ts';
import { createDesk } from '../../../src/run/live-desk.ts';
import type { Run } from '../../../src/run/run.ts';
import { startSlackBot } from '../../adapters/chat/slack/slack-bot.ts';
import { flagKey, memoryWorld } from '../scale/world.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ChildOptions, channelOf, type FromChild, type States, type ToChild } from './figures.ts';
import { naiveBot } from './naive-bot.ts';

const { way, runs, pollMs, slack, naive } = JSON.parse(process.argv[2] ?? '') as ChildOptions;
const minute = 60_000;
const { store, posts } = openStore(join(temporaryFolder().path, 'bench.db'));
const clock = systemClock();
const log = { info: () => {}, warn: () => {}, error: console.error };
const poster = naiveBot(naive);
let isPosting = false;

const bots = new Map<string, Bot>();
const { chat, requestUrl } = await startSlackBot({
  slack,
  way,
  clock,
  posts,
  onHeard: (heard) => void bots.get(heard.channel)?.hear(heard),
  onPressed: (pressed) => void bots.get(pressed.channel)?.press(pressed),
});
const settings = {
  flagKey,
  leaseMs: 90_000,
  blindAfterMs: 90_000,
  pollMs,
  progressMs: 3 * minute,
  maxDurationMs: 60 * minute,
  spawnRate: 3,
  restartPolicy: 'ask' as const,
  publicUrl: null,
  operators: null,
  broker: null,
  breaker: { thresholdPercent: 80, state: 'armed' as const },
  predict: 'on' as const,
};

/** The shared store, which a desk does not search for runs of the other worlds: a bot's database has one world. */
function storeOfOneWorld(): Store {
  const own: Run[] = [];
  return {
    ...store,
    createRun(make) {
      const run = store.createRun(make);
      own.unshift({ ...run, readings: [] });
      return run;
    },
    runs: (newest) => (newest === undefined ? own : store.runs(newest)),
  };
}

const desks = Array.from({ length: runs }, (_, index) => {
  const namespace = channelOf(index);
  const desk = createDesk({
    world: memoryWorld(namespace, index, clock.now, clock.monotonic),
    identity: {
      target: 'kubernetes',
      flagKey,
      flagSource: `http://flagd-ui.${namespace}`,
      ofrepUrl: `http://flagd.${namespace}`,
      namespace,
      workload: 'checkout',
      clusterId: 'cluster-1',
    },
    store: storeOfOneWorld(),
    clock,
    chats: [chat],
    settings,
    log,
    onChange: (run) => {
      if (isPosting) poster.runChanged(run);
    },
  });
  bots.set(
    namespace,
    createBot({ desk, chatOf: () => chat, settings, store, realNow: Date.now, now: () => clock.now(), log }),
  );
  return desk;
});

function states(): States {
  const counts: States = {};
  for (const run of desks.flatMap((desk) => desk.live())) counts[run.state] = (counts[run.state] ?? 0) + 1;
  return counts;
}

const tell = (said: FromChild) => void process.send?.(said);

process.on('message', (asked: ToChild) => {
  if (asked === 'states') tell({ states: states() });
  else isPosting = asked === 'naive on';
  if (asked === 'naive off') tell({ naive: poster.takeFigures() });
});
process.once('disconnect', () => process.exit());

tell({ url: requestUrl });
