/** One way in, measured: a bot in a process of its own, a Slack stand-in in this one, people who give commands. */
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Delivered, Slack } from '../../stand-ins/slack/slack.ts';
import { startSlack } from '../../stand-ins/slack/slack.ts';
import { summary } from '../statistics.ts';
import {
  type Acknowledged,
  type Asked,
  type Calls,
  type ChildOptions,
  channelOf,
  type FromChild,
  type Measured,
  type NaiveFigures,
  type States,
  type ToChild,
  type WayIn,
} from './figures.ts';

export interface ChatOptions {
  runs: number;
  pollMs: number;
  /** Each of the parts, idle, growing, throttled, and the counting of calls. */
  seconds: number;
  /** Commands, mentions and presses a second. */
  perSecond: number;
}

const startWithinMs = 120_000;
const endWithinMs = 5_000;
/** A Slack that lets nothing through says so. */
const throttledRetrySeconds = 5;

export async function measure(way: WayIn, options: ChatOptions): Promise<Measured> {
  const slack = await startSlack();
  const naiveSlack = await startSlack();
  const channels = Array.from({ length: options.runs }, (_, index) => channelOf(index));
  for (const one of [slack, naiveSlack]) {
    for (const id of channels) one.addChannel({ id, name: id.toLowerCase() });
  }
  const child = startChild({
    way,
    runs: options.runs,
    pollMs: options.pollMs,
    slack: {
      apiUrl: slack.apiUrl,
      botToken: slack.botToken,
      appToken: slack.appToken,
      signingSecret: slack.signingSecret,
    },
    naive: { apiUrl: naiveSlack.apiUrl, botToken: naiveSlack.botToken },
  });
  try {
    slack.requestUrl = await child.url;
    if (way === 'socket') await slack.connected();
    await pause(1_000);
    const idle = await give(slack, channels, options);

    const growsIn = async (some: readonly string[], all: number) => {
      await Promise.all(some.map((channel) => start(slack, channel)));
      await until(async () => (await child.states()).growing === all, `${all} runs grow`);
      return count(slack, naiveSlack, child, { ...options, runs: all });
    };
    const asked = [await growsIn(channels.slice(0, 1), 1)];
    if (options.runs > 1) asked.push(await growsIn(channels.slice(1), options.runs));
    const growing = await give(slack, channels, options);
    slack.limits.throttled.set('*', throttledRetrySeconds);
    const throttled = await give(slack, channels, options);
    const { growing: left = 0 } = await child.states();
    if (left !== options.runs) throw new Error(`${left} of ${options.runs} runs grew to the end`);
    return { way, idle, growing, throttled, asked };
  } finally {
    await child.end();
    await slack.close();
    await naiveSlack.close();
  }
}

async function start(slack: Slack, channel: string): Promise<void> {
  const { acknowledged, error } = await slack.slash({
    user: slack.ana,
    channel,
    text: 'start gradual 300 25',
  });
  if (!acknowledged) throw new Error(`the start in ${channel} was not acknowledged: ${error}`);
}

/** Whatever the last one took: people do not wait for each other. */
async function give(slack: Slack, channels: readonly string[], options: ChatOptions): Promise<Acknowledged> {
  const count = Math.ceil(options.seconds * options.perSecond);
  const startedAt = performance.now();
  const given = Array.from({ length: count }, async (_, index) => {
    await pause(Math.max(0, startedAt + (index * 1000) / options.perSecond - performance.now()));
    // A step that is prime to the number of runs: each has its turn.
    return act(slack, channels[(index * 7) % channels.length] ?? slack.channel, index);
  });
  const all = await Promise.all(given);
  const ms = all.flatMap((one) => one?.afterMs ?? []);
  return { ms: summary(ms), late: all.length - ms.length };
}

/** A team's: looks, orders, mentions in the thread, and buttons where there is a card. */
function act(slack: Slack, channel: string, index: number): Promise<Delivered | null> {
  const user = slack.ana;
  const card = slack.seen({ channel }).find(({ buttons, thread }) => buttons.length > 0 && thread === null);
  switch (index % 4) {
    case 0:
      return slack.slash({ user, channel, text: 'status' });
    case 1:
      return mention(slack, { user, channel, text: 'status', ...(card ? { thread: card.ts } : {}) });
    case 2:
      return card ? slack.press({ user, ts: card.ts, action: 'details' }) : slack.openHome(user);
    default:
      return slack.slash({ user, channel, text: card ? `load ${22 + (index % 3)}` : 'scenarios' });
  }
}

async function mention(slack: Slack, given: Parameters<Slack['mention']>[0]): Promise<Delivered | null> {
  return (await slack.mention(given)).delivered;
}

async function count(
  slack: Slack,
  naiveSlack: Slack,
  child: Bot,
  { runs, seconds }: ChatOptions,
): Promise<Asked> {
  // The first words of a run, the same for every bot, are said when the counting begins.
  await pause(seconds * 1000);
  const from = { leakops: slack.calls.length, naive: naiveSlack.calls.length };
  child.startNaive();
  const beganAt = performance.now();
  await pause(seconds * 1000);
  const runMinutes = (runs * (performance.now() - beganAt)) / 60_000;
  const { given, posted } = await child.naive();
  return {
    runs,
    leakops: callsIn(slack.calls.slice(from.leakops), runMinutes),
    naive: { ...callsIn(naiveSlack.calls.slice(from.naive), runMinutes), behind: given - posted },
  };
}

function callsIn(calls: Slack['calls'], runMinutes: number): Calls {
  const of = (method: string) => calls.filter((call) => call.method === method);
  const both = [...of('chat.postMessage'), ...of('chat.update')];
  return {
    runMinutes,
    posts: of('chat.postMessage').length,
    edits: of('chat.update').length,
    refused: both.filter(({ status }) => status === 429).length,
  };
}

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + startWithinMs;
  while (!(await look())) {
    if (performance.now() > endMs)
      throw new Error(`after ${startWithinMs / 1000} s it is not so that ${what}`);
    await pause(500);
  }
}

interface Bot {
  url: Promise<string | null>;
  states(): Promise<States>;
  /** What the naive bot did, which ends with that. */
  naive(): Promise<NaiveFigures>;
  startNaive(): void;
  end(): Promise<void>;
}

function startChild(options: ChildOptions): Bot {
  const child = fork(fileURLToPath(new URL('./chat-child.ts', import.meta.url)), [JSON.stringify(options)]);
  const ended = new Promise<never>((_resolve, reject) =>
    child.once('exit', (code) => reject(new Error(`the bot under load ended with ${code}`))),
  );
  ended.catch(() => {});
  const heard = <K extends string>(key: K) =>
    Promise.race([
      ended,
      new Promise<Extract<FromChild, Record<K, unknown>>>((resolve) => {
        const hear = (said: FromChild) => {
          if (!(key in said)) return;
          child.off('message', hear);
          resolve(said as Extract<FromChild, Record<K, unknown>>);
        };
        child.on('message', hear);
      }),
    ]);
  const url = heard('url').then((said) => said.url);
  url.catch(() => {});
  return {
    url,
    async states() {
      const answer = heard('states');
      child.send('states' satisfies ToChild);
      return (await answer).states;
    },
    async naive() {
      const answer = heard('naive');
      child.send('naive off' satisfies ToChild);
      return (await answer).naive;
    },
    startNaive: () => void child.send('naive on' satisfies ToChild),
    async end() {
      // It ends with the connection, so that it may remove its files.
      if (child.connected) child.disconnect();
      const cut = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await ended.catch(() => {});
      clearTimeout(cut);
    },
  };
}
