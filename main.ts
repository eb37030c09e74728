/**
 * The one place that knows everything: configuration → adapters → bot; recover, serve, shut down.
 * `node main.ts` serves; `node main.ts demo` plays the main job in the terminal on a sandbox of its own.
 */
import { randomUUID } from 'node:crypto';
import cron from 'node-cron';
import { logScreen } from './adapters/chat/web/demo/log-screen.ts';
import { playDemo } from './adapters/chat/web/demo/play-demo.ts';
import { terminalScreen } from './adapters/chat/web/demo/terminal-screen.ts';
import { webChat } from './adapters/chat/web/web-chat.ts';
import { elasticClock } from './adapters/clock/elastic.ts';
import { systemClock } from './adapters/clock/system.ts';
import { runRoutes } from './adapters/http/run-routes.ts';
import { createServer } from './adapters/http/server.ts';
import { createLog } from './adapters/log.ts';
import { createMetrics } from './adapters/metrics/metrics.ts';
import { svgToPng } from './adapters/picture/svg-to-png.ts';
import type { Sandbox } from './adapters/sandbox/sandbox.ts';
import { openStore } from './adapters/store/sqlite/open.ts';
import { createBot } from './commands/bot.ts';
import { offeredVerbs } from './commands/form/offered-verbs.ts';
import { startForm } from './commands/form/start-form.ts';
import { mayRaise } from './commands/handling/settings.ts';
import { sandboxAddresses, sandboxSettings, startEmbeddedSandbox } from './main/embedded-sandbox.ts';
import { checkPlatform, openPlatforms, platformFinding, platformWords } from './main/platforms.ts';
import { toldToEnd } from './main/told-to-end.ts';
import { elsewhereWords, identityOf, type WorldSettings, worldOf } from './main/world.ts';
import packageFile from './package.json' with { type: 'json' };
import { type Config, readConfig } from './src/config.ts';
import { Failure } from './src/failure.ts';
import type { Chat, Clock, Store } from './src/ports.ts';
import { runOfChart } from './src/run/chart-path.ts';
import type { Desk } from './src/run/desk.ts';
import { homePages } from './src/run/home-page.ts';
import { createDesk } from './src/run/live-desk.ts';
import { chartSvg } from './src/voice/chart.ts';
import { platformName } from './src/voice/platform-name.ts';

const { version } = packageFile;

interface Bot {
  url: string;
  /** Runs stay resumable. Idempotent. */
  stop(): Promise<void>;
}

/** Real time that a shutdown may take before it is cut short: SIGTERM leaves runs resumable within five seconds. */
const shutdownMs = 4_000;
const deliveriesKeptMs = 7 * 24 * 3_600_000;
/** More than one world can have of runs that are not told to their end. */
const mostTakenUp = 100;
/** Runs among which a chat suggests while somebody types. */
const mostOffered = 30;

async function startBot(config: Config, say: (line: string) => void): Promise<Bot> {
  const log = createLog({
    level: config.logLevel,
    secrets: secretsOf(config),
  });
  for (const words of config.warnings) say(`warning: ${words}`);
  if (config.ignored.length > 0)
    say(`ignored with LEAKOPS_TARGET=${config.target}: ${config.ignored.join(', ')}`);

  const database = openStore(config.database, { log });
  const { store, messages, posts } = database;
  const undo: (() => unknown)[] = [() => database.close()];
  try {
    const metrics = createMetrics({ version });
    const clock = metrics.measuredClock(clockFor(config, store));
    const { sandbox, settings } = await realOrSandbox(config, clock);
    if (sandbox !== null) undo.unshift(() => sandbox.stop());
    const world = worldOf(settings, clock, log);
    for (const words of world.workload.readingsFrom.cautions) say(`warning: readings: ${words}`);
    const identity = await identityOf(settings, world, sandbox);

    const commands = {
      ...config,
      workload: settings.workload,
      broker: settings.target === 'docker' ? null : settings.broker,
    };
    const verbs = offeredVerbs(commands);
    const web = webChat({
      messages,
      clock,
      onHeard: (heard) => void bot.hear(heard),
      onPressed: (pressed) => void bot.press(pressed),
      realNow: Date.now,
      runs: (newest) => desk.history(newest),
      verbs,
    });
    const platforms = await openPlatforms(config, {
      posts,
      botId: store.botId(),
      log,
      verbs,
      runs: () => desk.history(mostOffered),
      onHeard: (heard) => void bot.hear(heard),
      onPressed: (pressed) => void bot.press(pressed),
      startForm: startForm(commands),
      homePage: (user) => homePage(user),
      pictureOf: async (url) => {
        const id = runOfChart(url);
        const run = id === null ? null : desk.run(id);
        if (run === null) throw new Failure('no-picture', `there is no picture at ${url}`);
        return svgToPng(chartSvg(run, clock.now()));
      },
    });
    const chats = [web.chat, ...platforms.map(({ chat }) => chat)].map(metrics.measuredChat);
    const desk = createDesk({
      world,
      identity,
      store,
      clock,
      chats,
      settings: { ...config, flagKey: settings.flagKey, restartPolicy: config.restart },
      log,
      onChange: (run) => {
        metrics.runChanged(run);
        web.runChanged(run);
        for (const platform of platforms) platform.runChanged(run);
      },
    });
    const examined: Desk = {
      ...desk,
      doctor: async () => [...(await desk.doctor()), ...platforms.map(platformFinding)],
    };
    const bot = createBot({
      desk: examined,
      chatOf: (name) => chatNamed(name, chats),
      settings: commands,
      store,
      realNow: Date.now,
      now: () => clock.now(),
      log,
    });
    undo.unshift(() => desk.close());
    undo.unshift(() => Promise.all(platforms.map((platform) => platform.stop())));
    const homePage = homePages({
      desk: examined,
      chat: 'slack',
      world: identity,
      load: config.load,
      chats: [...(config.webOn ? ['the page'] : []), ...platforms.map(({ chat }) => platformName(chat.name))],
      publicUrl: config.publicUrl,
      mayStart: (user) => mayRaise(config, user),
      now: () => clock.now(),
      clock: systemClock(),
    });

    // Before anybody can speak: what was going on goes on, or is put right (rule 26).
    metrics.playedBefore(desk.history(mostTakenUp));
    const { taken, elsewhere } = desk.resume();
    for (const run of taken)
      say(run.state === 'ended' ? `${run.id} has ended, and is told now` : `${run.id} goes on: ${run.state}`);
    for (const run of elsewhere) say(elsewhereWords(run));
    void desk.idle();

    let stopping = false;
    const server = createServer({
      host: config.host,
      port: config.port,
      token: config.webToken,
      publicUrl: config.publicUrl,
      webOn: config.webOn,
      logger: log,
      routes: [
        runRoutes({
          runs: (newest) => desk.history(newest),
          run: (id) => desk.run(id),
          chartSvg: (run) => chartSvg(run, clock.now()),
          png: svgToPng,
          sandbox: () => (sandbox === null ? null : sandboxAddresses(sandbox)),
          notReady: () => (stopping ? 'shutting down' : null),
        }),
        metrics.routes,
        ...(config.webOn ? [web.routes] : []),
        ...platforms.flatMap(({ routes }) => routes ?? []),
      ],
    });
    undo.unshift(() => server.close());
    const { url } = await server.listen();
    for (const platform of platforms) platform.start();

    const housekeeping = cron.schedule('17 * * * *', () => {
      store.forgetDeliveries(Date.now() - deliveriesKeptMs);
      posts.forget(Date.now() - deliveriesKeptMs);
    });
    undo.unshift(() => housekeeping.stop());
    let stopped: Promise<void> | null = null;
    return {
      url,
      stop() {
        stopping = true;
        stopped ??= inOrder(undo);
        return stopped;
      },
    };
  } catch (error) {
    await inOrder(undo);
    throw error;
  }
}

async function realOrSandbox(
  config: Config,
  clock: Clock,
): Promise<{ sandbox: Sandbox | null; settings: WorldSettings }> {
  if (config.target !== 'sandbox') return { sandbox: null, settings: config };
  const sandbox = await startEmbeddedSandbox(config, clock);
  return { sandbox, settings: sandboxSettings(config, sandbox) };
}

async function inOrder(steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) await step();
}

/** The fast clock starts no earlier than the latest instant in the database: no run goes back in time. */
function clockFor(config: Config, store: Store): Clock {
  if (config.target !== 'sandbox') return systemClock();
  const startAt = Math.max(Date.now(), (store.latestInstant() ?? 0) + 1);
  return elasticClock({ speed: config.sandboxSpeed, pollMs: config.pollMs, startAt });
}

function secretsOf({ webToken, slack, discord }: Config): string[] {
  const all = [webToken, slack?.botToken, slack?.appToken, slack?.signingSecret, discord?.token];
  return all.filter((secret) => secret != null);
}

function chatNamed(name: Chat['name'], chats: readonly Chat[]): Chat {
  const found = chats.find((chat) => chat.name === name);
  if (found === undefined) throw new Failure('chat-off', `${name} is not set up`, { retryable: false });
  return found;
}

async function serve(): Promise<void> {
  // From the first moment: as process 1 of a container nothing else would end it while it starts.
  const { npm_lifecycle_event: script } = process.env;
  const told = toldToEnd(script === 'start');
  void told.then(() => setTimeout(() => process.exit(0), shutdownMs).unref());
  const config = readConfig(process.env);
  const bot = await startBot(config, (line) => console.log(line));
  console.log(`leakops listens on ${bot.url}`);
  const token = config.webToken === null ? '' : ' with ?token= and LEAKOPS_WEB_TOKEN once';
  // In a real world the first line changes nothing, and says what is missing.
  const first = config.target === 'sandbox' ? 'start gradual 300 25' : 'doctor';
  if (config.webOn) console.log(`Open it${token} and type: /leak ${first}`);
  for (const words of platformWords(config)) console.log(words);
  await told;
  await bot.stop();
}

/** A bot and a sandbox of its own, gone afterwards. Ctrl-C stops the run and tells it to its end; again, it ends at once. */
async function demo(): Promise<void> {
  const { LOG_LEVEL, TERM } = process.env;
  const config = readConfig({ LOG_LEVEL: LOG_LEVEL ?? 'error', LEAKOPS_DATABASE: ':memory:', PORT: '0' });
  const bot = await startBot(config, (line) => console.error(line));
  const stop = new AbortController();
  const cut = new Promise<false>((resolve) => {
    process.once('SIGTERM', () => resolve(false));
    process.on('SIGINT', () => (stop.signal.aborted ? resolve(false) : stop.abort()));
  });
  const screen =
    process.stdout.isTTY && TERM !== 'dumb'
      ? terminalScreen(process.stdout)
      : logScreen((line) => console.log(line));
  const told = playDemo(bot.url, { user: 'you', key: randomUUID(), screen, stop: stop.signal });
  const played = await Promise.race([told, cut]);
  screen.close();
  await bot.stop();
  process.exitCode = stop.signal.aborted ? 130 : played ? 0 : 1;
}

/** What a platform lets leakops do; starts nothing. */
async function check(name: 'slack' | 'discord'): Promise<void> {
  process.exitCode = (await checkPlatform(name, readConfig(process.env), console.log)) ? 0 : 1;
}

function main(word: string | undefined): Promise<void> {
  if (word === undefined) return serve();
  if (word === 'demo') return demo();
  if (word === 'slack:check') return check('slack');
  if (word === 'discord:check') return check('discord');
  const words = 'nothing, "demo", "slack:check" or "discord:check"';
  throw new Failure('unknown-word', `node main.ts takes ${words}, not "${word}"`, {
    remedy: '`npm start`, `npm run demo`, `npm run sandbox`, or `npm run replay -- FILE.csv`',
  });
}

try {
  await main(process.argv[2]);
  process.exit();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.remedy === null ? error.message : `${error.message}\n→ ${error.remedy}`);
  process.exit(1);
}
