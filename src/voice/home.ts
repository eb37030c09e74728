/**
 * The bot's page of one's own in a chat (Slack's App Home): what is on, whether all is well, what was played, what the
 * bot is connected to. Without numbers of memory: it is made anew when it is opened and when a run changes its state. What it
 * is made of is looked up in src/run/home-page.ts.
 */
import type { Action } from '../ports.ts';
import type { Finding } from '../run/desk.ts';
import type { Ended, Run, WorldIdentity } from '../run/run.ts';
import { copy, linkTo } from './answer.ts';
import { address } from './answer-details.ts';
import { countedFindings, worstFinding } from './answer-findings.ts';
import { type Here, unpostedWords, where } from './answer-whose.ts';
import { cardLink } from './card-link.ts';
import { finalLine } from './final-line.ts';
import { instant, instantSeconds } from './instant.ts';
import { duration, usersCount } from './number.ts';
import { nameOf, typed } from './typed.ts';

export interface HomeFacts {
  /** The bot's clock, ms. */
  now: number;
  chat: Here['chat'];
  live: readonly Run[];
  /** Newest first, with their readings. */
  ended: readonly Ended[];
  world: WorldIdentity;
  /** Whose load it is: `Locust`, `the load flags`, `none`. */
  load: string;
  /** `Slack`, `the page`. */
  chats: readonly string[];
  /** null: nobody has looked yet. */
  findings: readonly Finding[] | null;
  publicUrl: string | null;
  /** Whether the reader may start a run (LEAKOPS_OPERATORS). */
  mayStart: boolean;
}

/** What stands together, with a link of its own. */
export interface HomeEntry {
  /** As the lines of a message: commands in code marks, instants, ways to a card. */
  lines: string[];
  link: Action | null;
}

export interface HomePart {
  title: string;
  entries: HomeEntry[];
}

export interface Home {
  /** Most important first. */
  parts: HomePart[];
  /** The button that opens the form stands behind the first part; null: the reader may not start. */
  start: Pick<Action, 'label' | 'style'> | null;
  /** The last line: how old all this is. */
  asOf: string;
}

const mostLive = 10;
const dayMs = 24 * 3_600_000;

export function home(facts: HomeFacts): Home {
  return {
    parts: [running(facts), checks(facts), ...lastRuns(facts), connections(facts)],
    // While a run is live another is refused: it is not what this page is for then.
    start: facts.mayStart
      ? { label: 'Start a run…', style: facts.live.length === 0 ? 'primary' : 'default' }
      : null,
    asOf: `As of ${instantSeconds(facts.now)}${facts.world.target === 'sandbox' ? ' on the sandbox’s clock' : ''}`,
  };
}

function running(facts: HomeFacts): HomePart {
  const { ended } = facts;
  const live = facts.live.filter((run): run is Live => run.state !== 'ended');
  if (live.length > 0) {
    const more = live.length - mostLive;
    const entries = live.slice(0, mostLive).map((run) => liveEntry(run, facts));
    return {
      title: live.length === 1 ? 'Running now' : `Running now: ${live.length} runs`,
      entries: more > 0 ? [...entries, words([`and ${more} more: ${copy('status')}`])] : entries,
    };
  }
  const how = facts.mayStart
    ? `In a channel: ${copy('start gradual')}, or press Start a run. What it would do: ${copy('start gradual dry')}`
    : `Operators start runs. Anyone may stop them: ${copy('stop')}, and look: ${copy('status')}`;
  return {
    title: 'Nothing running',
    entries: [
      words(ended.length === 0 ? ['No run was played yet.', how, `All it can do: ${copy('help')}`] : [how]),
    ],
  };
}

const faces = { preparing: '⏳', growing: '📈', stopping: '🛑', recovering: '🔄' } as const;

type Live = Exclude<Run, Ended>;

function liveEntry(run: Live, { chat, publicUrl }: HomeFacts): HomeEntry {
  const users = run.load.kind === 'none' ? 'load not touched' : usersCount(run.users);
  const ends = run.state === 'preparing' || run.state === 'growing' ? `, ends by ${instant(run.endsAt)}` : '';
  return {
    lines: [
      `${faces[run.state]} ${run.id} is ${run.state}: ${typed(run.target, 60)}`,
      `${run.scenario}, flag ${run.flag.value}, ${users} · ${nameOf(run.owner.name)}, since ${instant(run.startedAt)}${ends}`,
      `${cardWords(run, chat)} · to end it: ${copy(`stop ${run.id}`)}`,
    ],
    link: linkTo(run, publicUrl, `Open ${run.id}`)[0] ?? null,
  };
}

function cardWords(run: Run, chat: Here['chat']): string {
  if (run.chat !== chat) return `Its card is ${where(run, { chat, channel: run.channel })}`;
  return run.thread === null
    ? `Its card ${unpostedWords(run)}`
    : cardLink(run.channel, run.thread, 'Its card and its thread');
}

function checks({ findings }: HomeFacts): HomePart {
  const title = 'Checks';
  const all = copy('doctor');
  if (findings === null) return { title, entries: [words([`Not looked yet. Now: ${all}`])] };
  const worst = worstFinding(findings);
  return {
    title,
    entries: [
      words(
        worst === null ? [`✓ ${countedFindings(findings)}`] : [worst, `${countedFindings(findings)}: ${all}`],
      ),
    ],
  };
}

function lastRuns({ ended, chat, now, publicUrl }: HomeFacts): HomePart[] {
  if (ended.length === 0) return [];
  const entries = ended.map((run): HomeEntry => {
    const name =
      run.chat === chat && run.thread !== null ? cardLink(run.channel, run.thread, run.id) : run.id;
    return {
      lines: [finalLine(run), `${name} · ${nameOf(run.owner.name)} · ${ago(now - run.endedAt)}`],
      link: linkTo(run, publicUrl, 'Report')[0] ?? null,
    };
  });
  return [{ title: 'Last runs', entries }];
}

function ago(ms: number): string {
  return `${ms < 2 * dayMs ? duration(ms) : `${Math.floor(ms / dayMs)}\u00a0days`} ago`;
}

function connections({ world, load, chats }: HomeFacts): HomePart {
  const key = typed(world.flagKey, 60);
  const where = world.namespace === '' ? '' : ` in ${typed(world.namespace, 60)}`;
  const target = `${typed(world.workload, 60)}${where}`;
  const lines =
    world.target === 'sandbox'
      ? [`Target: ${target}, in the embedded sandbox on its own clock`, `Flag: ${key}, in the sandbox`]
      : [
          `Target: ${target} (${world.target})`,
          `Flag: ${key}, written at ${address(world.flagSource)}, served at ${address(world.ofrepUrl)}`,
        ];
  return {
    title: 'Connected to',
    entries: [
      words([
        ...lines,
        `Load: ${typed(load, 60)} · Chats: ${chats.map((each) => typed(each, 60)).join(', ')}`,
      ]),
    ],
  };
}

function words(lines: string[]): HomeEntry {
  return { lines, link: null };
}
