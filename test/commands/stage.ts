/** A bot on a stage: a desk that notes what is asked of it, a chat that keeps messages, two clocks. */
import { type Bot, createBot } from '../../commands/bot.ts';
import type { Settings } from '../../commands/handling/settings.ts';
import type { ActionId, Chat, Heard, Person, Place, Pressed, Said } from '../../src/ports.ts';
import type { Desk, Finding, Order, OrderResult, StartRequest, StartResult } from '../../src/run/desk.ts';
import type { Run } from '../../src/run/run.ts';
import { manualClock } from '../adapters/sandbox/manual-clock.ts';
import { trouble } from '../fakes/fake-chat.ts';
import { growthAt, minute } from '../src/voice/make-run.ts';

export const ana: Person = { id: 'U-ana', name: 'Ana' };
export const ben: Person = { id: 'U-ben', name: 'Ben' };
/** On the real clock; the bot's stands at +8 m of the growth. */
export const realStart = Date.UTC(2025, 5, 12, 9, 0);
const botNow = growthAt + 8 * minute;

export interface Message {
  id: string;
  place: Place;
  key: string;
  said: Said;
  edits: number;
}

class FakeChat implements Chat {
  readonly name = 'web' as const;
  readonly clock = manualClock();
  readonly home = null;
  readonly messages: Message[] = [];
  failing: 'post' | 'edit' | null = null;

  async post(place: Place, said: Said, key: string): Promise<string> {
    if (this.failing === 'post') throw trouble('refused');
    const known = this.messages.find((message) => message.key === key);
    if (known !== undefined) return known.id;
    const id = `m-${this.messages.length + 1}`;
    this.messages.push({ id, place, key, said, edits: 0 });
    return id;
  }

  elsewhere(): null {
    return null;
  }

  async edit(_place: Place, messageId: string, said: Said): Promise<void> {
    const message = this.messages.find((each) => each.id === messageId);
    if (this.failing === 'edit' || message === undefined) throw trouble('message-gone');
    message.said = said;
    message.edits += 1;
  }
}

class FakeDesk implements Desk {
  readonly asked: string[] = [];
  readonly starts: StartRequest[] = [];
  runs: Run[] = [];
  findings: Finding[] = [];
  preflight = false;
  starting: (progress: (finding: Finding) => void) => Promise<StartResult> = async () => {
    return { kind: 'refused', findings: [] };
  };
  ordered: (order: Order) => OrderResult = (order) => ({ kind: 'done', text: `Done: ${order.kind}` });

  async start(request: StartRequest, progress: (finding: Finding) => void): Promise<StartResult> {
    this.asked.push(`start ${request.scenario}`);
    this.starts.push(request);
    return await this.starting(progress);
  }

  order(runId: string, order: Order, by: Person): OrderResult {
    const { kind, ...more } = order;
    this.asked.push([runId, kind, ...Object.values(more), by.name].join(' '));
    return this.ordered(order);
  }

  async flagOff(by: Person): Promise<OrderResult> {
    this.asked.push(`flagOff ${by.name}`);
    return { kind: 'done', text: 'Flag seen off' };
  }

  async restartTarget(by: Person): Promise<OrderResult> {
    this.asked.push(`restartTarget ${by.name}`);
    return { kind: 'done', text: 'Restarted checkout' };
  }

  async present(): Promise<null> {
    return null;
  }

  stopPreflight(by: Person): boolean {
    if (!this.preflight) return false;
    this.asked.push(`stopPreflight ${by.name}`);
    this.preflight = false;
    return true;
  }

  live(): Run[] {
    return this.runs.filter((run) => run.state !== 'ended');
  }

  history(newest?: number): Run[] {
    return this.runs.slice(0, newest).map((run) => ({ ...run, readings: [] }));
  }

  run(id: string): Run | null {
    return this.runs.find((run) => run.id === id) ?? null;
  }

  async doctor(): Promise<Finding[]> {
    return this.findings;
  }
}

export interface Stage {
  bot: Bot;
  desk: FakeDesk;
  chat: FakeChat;
  settings: Settings;
  /** Keys that the database knows; 'broken': it throws. */
  deliveries: { known: Set<string>; broken: boolean };
  logged: { words: string; details: object }[];
  real: { now: number };
  /** Says a line and gives the answer to it, null without one. */
  say(text: string, more?: Partial<Heard>): Promise<Message | null>;
  /** Presses a button and gives the message that says what came of it, null without one. */
  press(action: ActionId, value: string, more?: Partial<Pressed>): Promise<Message | null>;
  /** The same world with a bot that has just been started. */
  restarted(): Stage;
}

export function stage(runs: Run[] = [], settings: Partial<Settings> = {}): Stage {
  const parts = {
    desk: new FakeDesk(),
    chat: new FakeChat(),
    settings: {
      operators: null,
      maxDurationMs: 60 * minute,
      breaker: { thresholdPercent: 80, state: 'armed' as const },
      predict: 'on' as const,
      spawnRate: 3,
      publicUrl: null,
      broker: 'kafka',
      ...settings,
    },
    deliveries: { known: new Set<string>(), broken: false },
    logged: [] as Stage['logged'],
    real: { now: realStart },
  };
  parts.desk.runs = runs;
  return onStage(parts);
}

function onStage(parts: Omit<Stage, 'bot' | 'say' | 'press' | 'restarted'>): Stage {
  const { desk, chat, settings, deliveries, logged, real } = parts;
  const note = (details: object, words: string) => void logged.push({ words, details });
  const bot = createBot({
    desk,
    chatOf: () => chat,
    settings,
    store: {
      firstDelivery(key) {
        if (deliveries.broken) throw new Error('disk full');
        if (deliveries.known.has(key)) return false;
        deliveries.known.add(key);
        return true;
      },
    },
    realNow: () => real.now,
    now: () => botNow,
    log: { warn: note, error: note },
  });
  const changed = async (work: () => Promise<void>): Promise<Message | null> => {
    const before = chat.messages.map((message) => message.edits);
    await work();
    return chat.messages.findLast((message, index) => message.edits !== (before[index] ?? -1)) ?? null;
  };
  const common = { chat: 'web' as const, channel: 'game-day', thread: null, user: ana, key: null, way: null };
  return {
    ...parts,
    bot,
    say: (text, more = {}) =>
      changed(() => bot.hear({ ...common, text, givenAt: real.now, messageId: 'line-1', ...more })),
    press: (action, value, more = {}) =>
      changed(() => bot.press({ ...common, action, value, givenAt: real.now, messageId: 'card-1', ...more })),
    restarted: () => onStage(parts),
  };
}

/** The lines as a reader sees them. */
export function shown(message: Message | null): string {
  return message === null ? '(no answer)' : message.said.lines.join('\n');
}
