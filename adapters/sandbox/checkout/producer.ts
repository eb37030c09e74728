/**
 * The Kafka producer of one checkout process, and the handlers that wait for it: which orders are completed, which
 * hang, and how many goroutines they leave, as recorded of the real service (facts/real-leak.md). Each completed
 * order sends one message and, with the flag on, starts one goroutine for each further message. It asks for no
 * acknowledgement: a message that is in the socket is a success.
 */
import type { BrokerState } from '../broker.ts';
import type { Random } from './random.ts';

/**
 * What the producer takes while the broker is dead, in messages a second: in the recordings `dead-…` and `dead15-…`
 * it lets waiting orders go on after as many times 33 s as the messages taken before make times 300, whatever the
 * value (50, 100, 300), the rate and the deadline.
 */
const deadMessagesPerSecond = 9.1;
/** And it takes at least one order in half a minute, however big: at 1000 two orders, and 57 s later the next. */
const deadSecondsAnOrder = 33;
/** Taken when the broker dies, before the producer falls behind; orders of the next seconds still get in. */
const deadCredit = { from: 200, to: 900 };
const shutAfterMs = 3000;
/** Sarama's channels hold 256 messages: up to so many must have gone before those who wait go on, all at once. */
const channelMessages = 256;
/** Requests without the flag that a dead broker does not answer within their deadline: `dead15-v0-…` 74 % come. */
const lateShare = 0.26;

/** What sockets of a stalled broker swallow: 41 orders and some at 300, 15 at 1000. */
const socketMessages = 12_400;
/** Sarama asks for metadata every ten minutes of its life, and waits for the answer. */
const metadataEveryMs = 600_000;
/** The kernel gives a connection up whose window stays shut: 778 s in `stall-v300-r18…`. */
const givenUpAfterMs = 778_000;
/** From SIGCONT until those who wait go on: 8 to 10 s in `blip-…`. */
const resumedAfterMs = { from: 7000, to: 10_000 };
/** Goroutines of those who all go on at once end no faster: at 300 thirteen of them are alive together. */
const resumedPerSecond = 1000;

/** How long goroutines of an order live with a healthy broker. */
const flightMs = 300;

/**
 * The first goroutines of a large order end before its last begin: single bursts rise by 36 points at 4000, and by
 * 40 at 5000.
 */
const crowd = 5200;

/** Goroutines of one order, alive from `at`, ending evenly until `untilAt`. */
export interface Flight {
  at: number;
  untilAt: number;
  goroutines: number;
}

export interface Producer {
  /** Instants at which handlers began to wait. */
  waiting: number[];
  /** Goroutines that wait for a success that never comes. */
  lost: number;
  /** Goroutines that wait until a stalled broker goes on. */
  stuck: number;
  link: Link;
}

type Link =
  | { kind: 'well' }
  /** Shut some time after `credit` has fallen below 0; opens to all who wait when it has grown to `opensAt`. */
  | { kind: 'dead'; credit: number; opensAt: number; shutAt: number | null; open: boolean }
  | { kind: 'stalled'; messages: number; fullSince: number | null }
  | { kind: 'resuming'; at: number };

export interface ProducerStep {
  /** The step is (fromAt, at]. */
  fromAt: number;
  at: number;
  startedAt: number;
  broker: BrokerState;
  /** What each order reads when the broker has taken its message. */
  flagValue: number;
  /** Instants of the orders that come, in order. */
  arrivals: readonly number[];
  /** After it the client gives up, and the handler with it; null: never. */
  deadlineMs: number | null;
}

export interface ProducerOutcome {
  flights: Flight[];
  /** Instants of the orders that were completed. */
  completed: number[];
  failed: number;
}

export function newProducer(): Producer {
  return { waiting: [], lost: 0, stuck: 0, link: { kind: 'well' } };
}

const between = ({ from, to }: { from: number; to: number }, random: Random) => from + (to - from) * random();

/** The link as the broker's state makes it. */
function relink(producer: Producer, step: ProducerStep, random: Random): void {
  const { link } = producer;
  if (step.broker === 'dead' && link.kind !== 'dead') {
    // What waits for a stalled broker is lost with it.
    producer.lost += producer.stuck;
    producer.stuck = 0;
    producer.link = {
      kind: 'dead',
      credit: between(deadCredit, random),
      opensAt: 0,
      shutAt: null,
      open: true,
    };
  } else if (step.broker === 'stalled' && (link.kind === 'well' || link.kind === 'resuming')) {
    producer.link = { kind: 'stalled', messages: 0, fullSince: null };
  } else if (step.broker === 'healthy' && (link.kind === 'dead' || link.kind === 'stalled')) {
    producer.link =
      producer.waiting.length + producer.stuck > 0
        ? { kind: 'resuming', at: step.at + between(resumedAfterMs, random) }
        : { kind: 'well' };
  }
}

/** Changes `producer`; draws random numbers only while the broker is, or was, in trouble. */
export function stepProducer(producer: Producer, step: ProducerStep, random: Random): ProducerOutcome {
  relink(producer, step, random);
  const outcome: ProducerOutcome = { flights: [], completed: [], failed: 0 };
  if (producer.link.kind === 'well' && producer.waiting.length === 0) {
    for (const at of step.arrivals) complete(outcome, at, step.flagValue);
    return outcome;
  }
  goOn(producer, step, outcome, random);
  for (const at of step.arrivals) take(producer, step, at, outcome, random);
  if (step.deadlineMs !== null) {
    const since = step.at - step.deadlineMs;
    const staying = producer.waiting.filter((at) => at > since);
    outcome.failed += producer.waiting.length - staying.length;
    producer.waiting = staying;
  }
  return outcome;
}

/** How many of one order's goroutines are alive together. */
function atOnce(goroutines: number): number {
  return goroutines / Math.cbrt(1 + (goroutines / crowd) ** 3);
}

function complete(outcome: ProducerOutcome, at: number, goroutines: number): void {
  outcome.completed.push(at);
  if (goroutines > 0) outcome.flights.push({ at, untilAt: at + flightMs, goroutines: atOnce(goroutines) });
}

/** Those who wait, where the way is free. */
function goOn(producer: Producer, step: ProducerStep, outcome: ProducerOutcome, random: Random): void {
  const { link } = producer;
  const { flagValue } = step;
  const seconds = (step.at - step.fromAt) / 1000;
  if (link.kind === 'dead') {
    const perSecond = Math.max(deadMessagesPerSecond, flagValue / deadSecondsAnOrder);
    link.credit = Math.min(link.credit + perSecond * seconds, deadCredit.to);
    if (!link.open && link.credit >= link.opensAt) link.open = true;
    if (link.open && link.shutAt !== null && step.at >= link.shutAt) {
      link.open = false;
      link.shutAt = null;
    }
    if (!link.open) return;
    const going = producer.waiting.splice(0);
    for (const _ of going) loseOrder(producer, link, flagValue, step.at, outcome, random);
  } else if (link.kind === 'stalled') {
    const asked = (at: number) => Math.floor((at - step.startedAt) / metadataEveryMs);
    if (link.fullSince === null && asked(step.at) > asked(step.fromAt)) link.fullSince = step.at;
    if (link.fullSince === null || step.at - link.fullSince < givenUpAfterMs) return;
    // The connection is gone, and a stopped broker takes no other: as if it were dead.
    relink(producer, { ...step, broker: 'dead' }, random);
  } else if (link.kind === 'resuming' && step.at >= link.at) {
    const all = producer.waiting.splice(0);
    const goroutines = all.length * flagValue;
    outcome.completed.push(...all.map(() => step.at));
    if (goroutines > 0) {
      const untilAt = step.at + flightMs + (goroutines * 1000) / resumedPerSecond;
      outcome.flights.push({ at: step.at, untilAt, goroutines });
    }
    producer.stuck = 0;
    producer.link = { kind: 'well' };
  }
}

/** An order that a dead broker's producer takes: completed, and its goroutines wait for ever. */
function loseOrder(
  producer: Producer,
  link: Extract<Link, { kind: 'dead' }>,
  flagValue: number,
  at: number,
  outcome: ProducerOutcome,
  random: Random,
): void {
  outcome.completed.push(at);
  producer.lost += flagValue;
  link.credit -= flagValue + 1;
  if (link.credit >= 0 || link.shutAt !== null) return;
  link.shutAt = at + shutAfterMs;
  link.opensAt = random() * channelMessages;
}

/** An order that comes while the broker is, or was, in trouble. */
function take(
  producer: Producer,
  step: ProducerStep,
  at: number,
  outcome: ProducerOutcome,
  random: Random,
): void {
  const { link } = producer;
  const { flagValue } = step;
  if (link.kind === 'well') complete(outcome, at, flagValue);
  else if (link.kind === 'dead' && link.open) {
    const late = flagValue === 0 && step.deadlineMs !== null && random() < lateShare;
    if (late) outcome.failed += 1;
    else loseOrder(producer, link, flagValue, at, outcome, random);
  } else if (link.kind === 'stalled' && link.fullSince === null) {
    const room = socketMessages - link.messages;
    link.messages += flagValue + 1;
    if (link.messages >= socketMessages) link.fullSince = at;
    producer.stuck += Math.max(0, flagValue + 1 - room);
    complete(outcome, at, Math.min(flagValue, room));
  } else producer.waiting.push(at);
}
