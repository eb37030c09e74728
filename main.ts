/**
 * The one place that knows everything: configuration → adapters → bot; recover, serve, shut down.
 * `node main.ts` serves; `node main.ts demo` plays the main job in the terminal on a sandbox of its own.
 */
import { randomUUID } from 'node:crypto';
import cron from 'node-cron';
import type { SlackChat, SlackChatOptions } from './adapters/chat/slack/slack-chat.ts';
import { webChat } from './adapters/chat/web/web-chat.ts';
import { elasticClock } from './adapters/clock/elastic.ts';
import { systemClock } from './adapters/clock/system.ts';
import { flagFileFlags } from './adapters/flags/flag-file.ts';
import { flagdUiFlags } from './adapters/flags/flagd-ui.ts';
import { runRoutes } from './adapters/http/run-routes.ts';
import { createServer } from './adapters/http/server.ts';
import { chooseLoad } from './adapters/load/choose.ts';
import { flagLoad } from './adapters/load/flagd/load.ts';
import { locustLoad } from './adapters/load/locust.ts';
import { noLoad } from './adapters/load/none.ts';
import { createLog } from './adapters/log.ts';
import { svgToPng } from './adapters/picture/svg-to-png.ts';
import type { Sandbox } from './adapters/sandbox/sandbox.ts';
import { openStore } from './adapters/store/sqlite/open.ts';
import { kubernetesBroker } from './adapters/workload/kubernetes/kubernetes-broker.ts';
import { kubernetesWorkload } from './adapters/workload/kubernetes/kubernetes-workload.ts';
import { createBot } from './commands/bot.ts';
import { startForm } from './commands/form/start-form.ts';
import { mayRaise } from './commands/handling/settings.ts';
import { type Config, type KubernetesConfig, readConfig } from './src/config.ts';
import { Failure, wordsOf } from './src/failure.ts';
import type { Broker, Chat, Clock, Flags, Load, Store } from './src/ports.ts';
import { runOfChart } from './src/run/chart-path.ts';
import type { Desk, Finding } from './src/run/desk.ts';
import { homePages } from './src/run/home-page.ts';
import { createDesk } from './src/run/live-desk.ts';
import type { Run, WorldIdentity } from './src/run/run.ts';
import type { World } from './src/run/runner.ts';
import { chartSvg } from './src/voice/chart.ts';

interface Bot {
  url: string;
  /** Runs stay resumable. Idempotent. */
  stop(): Promise<void>;
}

/** Real time that a shutdown may take before it is cut short: SIGTERM leaves runs resumable within five seconds. */
const shutdownMs = 4_000;
const deliveriesKeptMs = 7 * 24 * 3_600_000;
const identityTimeoutMs = 3_000;

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
    const clock = clockFor(config, store);
    const sandbox = config.target === 'sandbox' ? await startEmbeddedSandbox(config, clock) : null;
    if (sandbox !== null) undo.unshift(() => sandbox.stop());
    const settings = sandbox === null ? (config as KubernetesConfig) : sandboxSettings(config, sandbox);
    const world = worldOf(settings, clock, log);
    const identity = await identityOf(settings, world, sandbox);

    const web = webChat({
      messages,
      clock,
      onHeard: (heard) => void bot.hear(heard),
      onPressed: (pressed) => void bot.press(pressed),
      realNow: Date.now,
      runs: (newest) => desk.history(newest),
    });
    const commands = { ...config, workload: settings.workload, broker: settings.broker };
    const slack = await openSlack(config, {
      posts,
      log,
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
    const chats = [web.chat, ...(slack === null ? [] : [slack.chat])];
    const desk = createDesk({
      world,
      identity,
      store,
      clock,
      chats,
      settings: { ...config, flagKey: settings.flagKey, restartPolicy: config.restart },
      log,
      onChange: (run) => {
        web.runChanged(run);
        slack?.runChanged(run);
      },
    });
    const examined: Desk = {
      ...desk,
      doctor: async () => [...(await desk.doctor()), ...chatFindings(slack)],
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
    if (slack !== null) undo.unshift(() => slack.stop());
    const homePage = homePages({
      desk: examined,
      chat: 'slack',
      world: identity,
      load: config.load,
      chats: [...(config.webOn ? ['the page'] : []), ...(slack === null ? [] : ['Slack'])],
      publicUrl: config.publicUrl,
      mayStart: (user) => mayRaise(config, user),
      now: () => clock.now(),
      clock: systemClock(),
    });

    // Before anybody can speak: what was going on goes on, or is put right (rule 26).
    const { taken, elsewhere } = desk.resume();
    for (const run of taken)
      say(run.state === 'ended' ? `${run.id} has ended with its sandbox` : `${run.id} goes on: ${run.state}`);
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
        ...(config.webOn ? [web.routes] : []),
        ...(slack?.routes == null ? [] : [slack.routes]),
      ],
    });
    undo.unshift(() => server.close());
    const { url } = await server.listen();
    slack?.start();

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

async function inOrder(steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) await step();
}

/** The fast clock starts no earlier than the latest instant in the database: no run goes back in time. */
function clockFor(config: Config, store: Store): Clock {
  if (config.target === 'kubernetes') return systemClock();
  const startAt = Math.max(Date.now(), (store.latestInstant() ?? 0) + 1);
  return elasticClock({ speed: config.sandboxSpeed, pollMs: config.pollMs, startAt });
}

function secretsOf({ webToken, slack }: Config): string[] {
  const all = [webToken, slack?.botToken, slack?.appToken, slack?.signingSecret];
  return all.filter((secret) => secret != null);
}

type SlackParts = Omit<
  SlackChatOptions,
  'botToken' | 'appToken' | 'signingSecret' | 'apiUrl' | 'home' | 'clock'
>;

/** Loaded only where it is set up. */
async function openSlack({ slack }: Config, parts: SlackParts): Promise<SlackChat | null> {
  if (slack === null) return null;
  const { slackChat } = await import('./adapters/chat/slack/slack-chat.ts');
  return slackChat({ ...slack, home: slack.channel, clock: systemClock(), ...parts });
}

function chatNamed(name: Chat['name'], chats: readonly Chat[]): Chat {
  const found = chats.find((chat) => chat.name === name);
  if (found === undefined) throw new Failure('chat-off', `${name} is not set up`, { retryable: false });
  return found;
}

function chatFindings(slack: SlackChat | null): Finding[] {
  if (slack === null) return [];
  const trouble = slack.trouble();
  return trouble === null
    ? [{ name: 'Slack', verdict: 'ok', text: 'connected', remedy: null }]
    : [{ name: 'Slack', verdict: 'problem', text: trouble, remedy: 'Look closer: npm run slack:check' }];
}

async function startEmbeddedSandbox(
  config: Extract<Config, { target: 'sandbox' }>,
  clock: Clock,
): Promise<Sandbox> {
  const { startSandbox } = await import('./adapters/sandbox/sandbox.ts');
  const load = config.load === 'flagd' ? 'flags' : 'locust';
  return startSandbox({ clock, broker: config.sandboxBroker, load });
}

type WorldSettings = Omit<KubernetesConfig, 'target'> & { target: Config['target'] };

/** The same adapters as for a real demo: it is the servers that differ. */
function sandboxSettings(config: Config, sandbox: Sandbox): WorldSettings {
  return {
    ...config,
    kubeconfig: sandbox.kubeconfig,
    namespace: 'otel-demo',
    workload: 'checkout',
    container: 'checkout',
    broker: 'kafka',
    selector: null,
    readings: 'auto',
    flagKey: 'kafkaQueueProblems',
    flagdUiUrl: sandbox.flagdUiUrl,
    ofrepUrl: sandbox.ofrepUrl,
    flagFile: null,
    locustUrl: sandbox.locustUrl,
  };
}

function sandboxAddresses(sandbox: Sandbox) {
  const { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, kubeconfig } = sandbox;
  return { flagdUiUrl, ofrepUrl, locustUrl, kubernetesUrl, kubeconfig };
}

function worldOf(settings: WorldSettings, clock: Clock, log: ReturnType<typeof createLog>): World {
  const { ofrepUrl, flagdUiUrl, flagFile, locustUrl } = settings;
  const flags: Flags =
    flagFile === null
      ? flagdUiFlags({ flagdUiUrl, ofrepUrl, clock })
      : flagFileFlags({ path: flagFile, ofrepUrl, clock });
  const made: Record<Load['kind'], () => Load> = {
    locust: () => locustLoad({ url: locustUrl, clock }),
    flagd: () => flagLoad({ flags }),
    none: noLoad,
  };
  // One a name: each has a connection of its own.
  const brokers = new Map<string, Broker>();
  const brokerNamed = (name: string) => {
    const kubeconfig = settings.kubeconfig ?? undefined;
    const known =
      brokers.get(name) ?? kubernetesBroker({ kubeconfig, namespace: settings.namespace, name, clock });
    brokers.set(name, known);
    return known;
  };
  return {
    flags,
    workload: kubernetesWorkload({
      ...settings,
      kubeconfig: settings.kubeconfig ?? undefined,
      selector: settings.selector ?? undefined,
      clock,
      logger: log,
    }),
    loads: {
      choose: (signal) => chooseLoad({ choice: settings.load, locustUrl, flags, clock }, signal),
      of: (kind) => made[kind](),
    },
    brokers: {
      allowed: settings.broker === null ? null : brokerNamed(settings.broker),
      of: brokerNamed,
    },
  };
}

async function identityOf(
  settings: WorldSettings,
  world: World,
  sandbox: Sandbox | null,
): Promise<WorldIdentity> {
  const clusterId =
    sandbox?.bootId ??
    (await world.workload.identity(AbortSignal.timeout(identityTimeoutMs)).catch(unreadable));
  // An embedded sandbox has other ports at each start: its boot id says all.
  const address = (url: string) => (sandbox === null ? url : 'sandbox');
  return {
    target: settings.target,
    flagKey: settings.flagKey,
    flagSource: settings.flagFile ?? address(settings.flagdUiUrl),
    ofrepUrl: address(settings.ofrepUrl),
    namespace: settings.namespace,
    workload: settings.workload,
    clusterId,
  };
}

/** No obstacle: the next start looks again, and a run is known by its addresses too. */
function unreadable(error: unknown): null {
  console.log(`warning: the cluster does not answer yet: ${wordsOf(error)}`);
  return null;
}

function elsewhereWords(run: Run): string {
  const { target, namespace, workload, flagKey, flagSource, ofrepUrl, clusterId } = run.world;
  return (
    `${run.id} is ${run.state} in another world and is not touched. To put it right start leakops with ` +
    `LEAKOPS_TARGET=${target} LEAKOPS_NAMESPACE=${namespace} LEAKOPS_WORKLOAD=${workload} LEAKOPS_FLAG=${flagKey}, ` +
    `the flag at ${flagSource}, OFREP at ${ofrepUrl}, cluster ${clusterId ?? 'unknown'}`
  );
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const bot = await startBot(config, (line) => console.log(line));
  console.log(`leakops listens on ${bot.url}`);
  const token = config.webToken === null ? '' : ' with ?token= and LEAKOPS_WEB_TOKEN once';
  if (config.webOn) console.log(`Open it${token} and type: /leak start gradual 300 25`);
  if (config.slack !== null) {
    const way = config.slack.appToken === null ? 'over HTTP, at /slack/events' : 'over Socket Mode';
    console.log(`Slack ${way}: type /leak doctor there; what is missing: npm run slack:check`);
  }
  await untilSignal();
  setTimeout(() => process.exit(0), shutdownMs).unref();
  await bot.stop();
}

/** A bot and a sandbox of its own, gone afterwards. */
async function demo(): Promise<void> {
  const { NO_COLOR, LOG_LEVEL } = process.env;
  const config = readConfig({ LOG_LEVEL: LOG_LEVEL ?? 'error', LEAKOPS_DATABASE: ':memory:', PORT: '0' });
  const bot = await startBot(config, (line) => console.error(line));
  const colours = process.stdout.isTTY === true && NO_COLOR === undefined;
  const { playDemo } = await import('./adapters/chat/web/demo.ts');
  const interrupted = untilSignal().then(() => false);
  const played = await Promise.race([
    playDemo(bot.url, { user: 'you', key: randomUUID(), write: (line) => console.log(line), colours }),
    interrupted,
  ]);
  await bot.stop();
  process.exitCode = played ? 0 : 1;
}

/** What the workspace of the configuration lets leakops do; starts nothing. */
async function checkSlack(): Promise<void> {
  const { slack, publicUrl } = readConfig(process.env);
  const { printCheck } = await import('./adapters/chat/slack/check.ts');
  process.exitCode = (await printCheck(slack, publicUrl, console.log)) ? 0 : 1;
}

function main(word: string | undefined): Promise<void> {
  if (word === undefined) return serve();
  if (word === 'demo') return demo();
  if (word === 'slack:check') return checkSlack();
  throw new Failure('unknown-word', `node main.ts takes nothing, "demo" or "slack:check", not "${word}"`, {
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
