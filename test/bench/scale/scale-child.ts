/**
 * The bot under load: as many worlds as it is told, each with a desk and a bot of its own; one store on a file, one
 * web chat, one HTTP server for all. Told by its parent when to take figures. Ends when the parent does.
 */
import { join } from 'node:path';
import { webChat } from '../../../adapters/chat/web/web-chat.ts';
import { systemClock } from '../../../adapters/clock/system.ts';
import { runRoutes } from '../../../adapters/http/run-routes.ts';
import { createServer } from '../../../adapters/http/server.ts';
import { createLog } from '../../../adapters/log.ts';
import { svgToPng } from '../../../adapters/picture/svg-to-png.ts';
import { openStore } from '../../../adapters/store/sqlite/open.ts';
import { type Bot, createBot } from '../../../commands/bot.ts';
import type { Store } from '../../../src/ports.ts';
import { createDesk } from '../../../src/run/live-desk.ts';
import type { Run } from '../../../src/run/run.ts';
import { chartSvg } from '../../../src/voice/chart.ts';
import { makeRun, minute } from '../../src/voice/make-run.ts';
import { summary } from '../statistics.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type ChildFigures, channelOf, type ToChild } from './figures.ts';
import { lagClock } from './lag.ts';
import { flagKey, memoryWorld } from './world.ts';

const [runs, pollMs, endedRuns] = process.argv.slice(2).map(Number) as [number, number, number];
const hour = 60 * minute;
const folder = temporaryFolder();
const { store, messages } = openStore(join(folder.path, 'bench.db'));
const clock = lagClock(systemClock());
const log = createLog({ level: 'warn' });

// What a busy team has behind it.
const pastAt = Date.now() - 24 * hour;
for (let i = 0; i < endedRuns; i += 1) {
  store.createRun((id) =>
    makeRun({
      id,
      state: 'ended',
      channel: 'past',
      thread: `past-${i}`,
      startedAt: pastAt,
      endedAt: pastAt + hour,
    }),
  );
}

const bots = new Map<string, Bot>();
const web = webChat({
  messages,
  clock,
  onHeard: (heard) => void bots.get(heard.channel)?.hear(heard),
  onPressed: (pressed) => void bots.get(pressed.channel)?.press(pressed),
  realNow: Date.now,
  runs: (newest) => store.runs(newest),
  verbs: [],
});
const chatOf = () => web.chat;
const settings = {
  flagKey,
  leaseMs: 90_000,
  blindAfterMs: 90_000,
  pollMs,
  progressMs: 3 * minute,
  maxDurationMs: hour,
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
    chats: [web.chat],
    settings,
    log,
    onChange: web.runChanged,
  });
  bots.set(
    namespace,
    createBot({ desk, chatOf, settings, store, realNow: Date.now, now: () => clock.now(), log }),
  );
  return desk;
});

const server = createServer({
  host: '127.0.0.1',
  port: 0,
  token: null,
  publicUrl: null,
  webOn: true,
  logger: log,
  routes: [
    runRoutes({
      runs: (newest) => store.runs(newest),
      run: (id) => store.run(id),
      chartSvg: (run) => chartSvg(run, clock.now()),
      png: svgToPng,
      sandbox: () => null,
      notReady: () => null,
    }),
    web.routes,
  ],
});

let rssBytes = 0;
let cpu = process.cpuUsage();
let sinceMono = clock.monotonic();
setInterval(() => {
  rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
}, 250).unref();

function states(): ChildFigures['states'] {
  const counts: ChildFigures['states'] = {};
  for (const run of desks.flatMap((desk) => desk.live())) counts[run.state] = (counts[run.state] ?? 0) + 1;
  return counts;
}

function figures(): ChildFigures {
  const lags = clock.takeLags();
  const { user, system } = process.cpuUsage(cpu);
  const answer: ChildFigures = {
    states: states(),
    ticks: lags.length,
    lagMs: lags.length === 0 ? { p50: 0, p99: 0, max: 0 } : summary(lags),
    rssBytes,
    cpuShare: (user + system) / 1000 / (clock.monotonic() - sinceMono),
  };
  rssBytes = process.memoryUsage.rss();
  cpu = process.cpuUsage();
  sinceMono = clock.monotonic();
  return answer;
}

process.on('message', (asked: ToChild) => {
  if (asked === 'states') process.send?.({ states: states() });
  else process.send?.({ figures: figures() });
});
process.once('disconnect', () => process.exit());

const { url } = await server.listen();
process.send?.({ url });
