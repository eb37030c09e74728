/** What is said when a chat is back after it could not be reached, or leakops was off: what is now, then what happened. */
import type { Action, Chat, Said } from '../ports.ts';
import type { Post, Run } from '../run/run.ts';
import { restartOffer, tripButton } from './actions.ts';
import { card } from './card.ts';
import { compose, type Line } from './compose.ts';
import { capital } from './decision-words.ts';
import { instant, renderInstants } from './instant.ts';
import { duration } from './number.ts';
import { platformName } from './platform-name.ts';
import { headline } from './state-words.ts';

const mostLines = 12;
/** Lines of a late post before those that happened. */
const head = 2;
const emoji = /^\p{Extended_Pictographic}\uFE0F?\s+/u;
/** On the bot's clock. Before this a post is not late: chat has its pauses. */
export const lateMs = 60_000;

/** One post instead of several; the mention and the broadcast of any of them survive. @param posts in order */
export function latePost(run: Run, posts: readonly Post[], now: number, chat: Chat['name']): Said {
  const happened = posts.flatMap(linesOf);
  // The first ones and the last ones say most; the line between them takes a place.
  const left = happened.length <= mostLines ? 0 : happened.length - mostLines + 1;
  const away = `${capital(platformName(chat))} could not be reached`;
  const shown =
    left > 0 ? [...happened.slice(0, 3), `… and ${left} more`, ...happened.slice(4 - mostLines)] : happened;
  return compose({
    kind: 'milestone',
    level: card(run, now, { publicUrl: null }).level,
    lines: [headline(run, now), { shown: `${away}. Meanwhile:`, spoken: away }, ...shown.map(spokenToo)],
    actions: posts.some(({ said }) => said.actions.length > 0) ? actionsNow(run) : [],
    mention: posts.find(({ said }) => said.mention !== null)?.said.mention ?? null,
    broadcast: posts.some(({ said }) => said.broadcast),
  });
}

/** A post that was tried before chat went away keeps its words, and says how late it is. */
export function saidLate(post: Post, now: number, chat: Chat['name']): Said {
  const { at, said } = post;
  if (at === null || now - at < lateMs || isLate(post)) return said;
  const words = `Said ${duration(now - at)} late: ${platformName(chat)} could not be reached.`;
  return { ...said, text: `${said.text} ${words}`, lines: [...said.lines, words] };
}

/** What `latePost` has made, by its key. */
export function isLate({ key }: Pick<Post, 'key'>): boolean {
  return key.startsWith('late-');
}

/** A late post that could not be said either gives its lines to the next one. */
function linesOf(post: Post): string[] {
  const { said, at } = post;
  if (isLate(post)) return said.lines.slice(head);
  const words = (said.lines[0] ?? said.text).replace(emoji, '');
  return [at === null ? words : `${instant(at)} ${words}`];
}

function spokenToo(shown: string): Line {
  return { shown, spoken: renderInstants(shown, () => '').trim() };
}

/** Of what was offered then, what helps now. */
function actionsNow(run: Run): Action[] {
  return run.state === 'growing' && run.breaker.state !== 'tripped' ? [tripButton(run)] : restartOffer(run);
}
