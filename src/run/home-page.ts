/** Looks up what a person's page of the bot says (src/voice/home.ts). */
import type { Chat, Clock } from '../ports.ts';
import { type Home, home } from '../voice/home.ts';
import type { Desk, Finding } from './desk.ts';
import type { Ended, WorldIdentity } from './run.ts';

export interface HomePageParts {
  desk: Desk;
  chat: Chat['name'];
  world: WorldIdentity;
  load: keyof typeof loadNames;
  /** For people: `Slack`, `the page`. */
  chats: readonly string[];
  publicUrl: string | null;
  mayStart(user: string): boolean;
  /** The bot's clock, ms. */
  now(): number;
  /** The real one. */
  clock: Clock;
}

const mostEnded = 5;
const amongNewest = 20;
/** What was found is told again for as long. */
const findingsLastMs = 60_000;
/** Nobody looks at an empty page for longer; what is found then is there at the next look. */
const patienceMs = 1_500;

/** Answers the page for a reader, by chat user id. */
export function homePages(parts: HomePageParts): (user: string) => Promise<Home> {
  const { desk, clock } = parts;
  let found: { findings: Finding[]; mono: number } | null = null;
  let looking: Promise<unknown> | null = null;

  async function look(): Promise<void> {
    const findings = await desk.doctor().catch(() => null);
    if (findings !== null) found = { findings, mono: clock.monotonic() };
    looking = null;
  }

  return async (user) => {
    if (found === null || clock.monotonic() - found.mono > findingsLastMs) {
      looking ??= look();
      const waited = new AbortController();
      await Promise.race([looking, clock.sleep(patienceMs, waited.signal)]);
      waited.abort();
    }
    const { chat, world, load, chats, publicUrl } = parts;
    return home({
      now: parts.now(),
      chat,
      live: desk.live(),
      ended: lastEnded(desk),
      world,
      load: loadNames[load],
      chats,
      findings: found?.findings ?? null,
      publicUrl,
      mayStart: parts.mayStart(user),
    });
  };
}

/** Of LEAKOPS_LOAD, for people. */
const loadNames = {
  auto: 'found at each start',
  locust: 'Locust',
  flagd: 'the load flags',
  none: 'none',
} as const;

function lastEnded(desk: Desk): Ended[] {
  const ended = desk.history(amongNewest).filter((run) => run.state === 'ended');
  // A list's runs have no readings.
  const whole = ended.slice(0, mostEnded).map((run) => desk.run(run.id) ?? run);
  return whole.filter((run): run is Ended => run.state === 'ended');
}
