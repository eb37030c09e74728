/** One measurement: so many runs in a process of their own, grown for a while, with people who give commands. */
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Summary, summary } from '../statistics.ts';
import { type ChildFigures, channelOf, type FromChild, type ToChild } from './figures.ts';
import { openPeople, type People } from './person.ts';

export interface ScaleOptions {
  pollMs: number;
  /** For how long all runs grow while figures are taken. */
  growSeconds: number;
  /** Commands a second meanwhile. */
  commandsPerSecond: number;
  endedRuns: number;
}

export interface Measured {
  runs: number;
  idleRssBytes: number;
  growing: ChildFigures;
  acceptedMs: Summary;
  answeredMs: Summary;
  /** Of each request the worst of a few. */
  listMs: number;
  historyMs: number;
  /** All runs stopped at once: from the first stop to the last answer, and what it did to the rest. */
  stopping: ChildFigures;
  stopAnsweredMs: Summary;
}

/** A team's: mostly looks, some orders that are saved. */
const commands = ['status', 'load 24', 'status', 'breaker 79', 'status', 'help', 'load 23', 'history'];
const startWithinMs = 60_000;
const endWithinMs = 5_000;
const answerWithinMs = 30_000;

export async function measure(runs: number, options: ScaleOptions): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('./scale-child.ts', import.meta.url)), [
    String(runs),
    String(options.pollMs),
    String(options.endedRuns),
  ]);
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
  const ask = (what: ToChild) => child.send(what);
  const figures = async () => {
    const answer = heard('figures');
    ask('figures');
    return (await answer).figures;
  };
  const states = async () => {
    const answer = heard('states');
    ask('states');
    return (await answer).states;
  };

  try {
    const { url } = await heard('url');
    const people = await openPeople(url);
    await pause(2_000);
    const idle = await figures();
    // All in one breath: their polls fall together, which is the hardest.
    const all = Array.from({ length: runs }, (_, index) => channelOf(index));
    await Promise.all(
      all.map((channel) => people.command(channel, '/leak start gradual 300 25', startWithinMs)),
    );
    for (
      const endMs = performance.now() + startWithinMs;
      (await states()).growing !== runs;
      await pause(500)
    ) {
      if (performance.now() > endMs) throw new Error(`not all runs grow: ${JSON.stringify(await states())}`);
    }
    await pause(options.pollMs);
    await figures();
    const acknowledged = await talk(people, runs, options);
    const growing = await figures();
    if (growing.states.growing !== runs)
      throw new Error(`not all runs grew: ${JSON.stringify(growing.states)}`);
    const listMs = await worst(3, () => fetch(`${url}/api/runs`).then((answer) => answer.text()));
    const historyMs = await worst(3, () => people.command(channelOf(0), '/leak history', answerWithinMs));
    await figures();
    const stops = await Promise.all(
      all.map((channel) => people.command(channel, '/leak stop', startWithinMs)),
    );
    await pause(2 * options.pollMs);
    const stopping = await figures();
    people.close();
    return {
      runs,
      idleRssBytes: idle.rssBytes,
      growing,
      acceptedMs: summary(acknowledged.map(({ acceptedMs }) => acceptedMs)),
      answeredMs: summary(acknowledged.map(({ answeredMs }) => answeredMs)),
      listMs,
      historyMs,
      stopping,
      stopAnsweredMs: summary(stops.map(({ answeredMs }) => answeredMs)),
    };
  } finally {
    // It ends with the connection, so that it may remove its files.
    child.disconnect();
    const cut = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
    await ended.catch(() => {});
    clearTimeout(cut);
  }
}

/** Whatever the last one took: people do not wait for each other. */
async function talk(people: People, runs: number, { growSeconds, commandsPerSecond }: ScaleOptions) {
  const count = Math.ceil(growSeconds * commandsPerSecond);
  const startedAt = performance.now();
  const given = Array.from({ length: count }, async (_, index) => {
    await pause(startedAt + (index * 1000) / commandsPerSecond - performance.now());
    // A step that is prime to the number of runs: each has its turn, and neighbours are not neighbours in time.
    const channel = channelOf((index * 7) % runs);
    return people.command(channel, `/leak ${commands[index % commands.length]}`, answerWithinMs);
  });
  return Promise.all(given);
}

async function worst(times: number, work: () => Promise<unknown>): Promise<number> {
  let worstMs = 0;
  for (let i = 0; i < times; i += 1) {
    const startedAt = performance.now();
    await work();
    worstMs = Math.max(worstMs, performance.now() - startedAt);
  }
  return worstMs;
}
