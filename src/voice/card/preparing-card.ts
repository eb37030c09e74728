import type { Preparing, Run } from '../../run/run.ts';
import { detailsButton, stopButton } from '../actions.ts';
import { compose, type Line } from '../compose.ts';
import { flagFailure } from '../decision-words.ts';
import { headline } from '../state-words.ts';
import { cut, nameOf, outsideWords, typed } from '../typed.ts';
import { cardWidth, toWidth, visibleLength } from './width.ts';

const longestCommand = 2 * (cardWidth - 2);

export function preparingCard(run: Preparing, now: number) {
  return compose({
    kind: 'card',
    level: 'default',
    lines: [
      headline(run, now),
      toWidth(`Flag 0 → ${run.flag.value} · ${usersChange(run)}${sandbox(run)}`),
      progress(run),
      ...commandLines(run),
    ],
    actions: [stopButton(run), detailsButton(run)],
  });
}

function sandbox(run: Run): string {
  return run.world.target === 'sandbox' ? ' · sandbox' : '';
}

function usersChange(run: Run): string {
  if (run.load.kind === 'none') return 'load not touched';
  const { before } = run.load;
  const users = before === null ? null : before.running ? before.users : 0;
  return `users ${users ?? 'unknown'} → ${run.users}`;
}

function progress(run: Preparing): string {
  const why = run.load.failureWhy ?? run.broker?.failureWhy ?? null;
  const failure = flagFailure(run) ?? (why === null ? null : outsideWords(why));
  if (failure !== null) return toWidth(`Waiting: ${failure}`);
  if (run.flag.arming.step === 'armed')
    return `Preflight ✓ · ${run.leaseMs === null ? 'no lease' : 'lease armed'}`;
  return `Preflight ✓ · ${run.leaseMs === null ? 'flag being set, no lease' : 'lease being armed'}`;
}

/** The command as typed: slash commands leave no trace for others. On a second and third line where it is long. */
function commandLines(run: Preparing): Line[] {
  const command = /^[/@]/.test(run.command) ? run.command : `/leak ${run.command}`;
  const words = typed(command, longestCommand);
  const name = nameOf(run.owner.name, 20);
  const one = `${name}: \`${words}\``;
  if (visibleLength(one) <= cardWidth) return [{ shown: one, spoken: `${name}: ${words}` }];
  const [first, second] = wrapped(words, cardWidth);
  const lines: Line[] = [
    { shown: `${name}:`, spoken: `${name}: ${words}` },
    { shown: `\`${first}\``, spoken: null },
  ];
  return second === '' ? lines : [...lines, { shown: `\`${cut(second, cardWidth)}\``, spoken: null }];
}

function wrapped(words: string, width: number): [string, string] {
  if (words.length <= width) return [words, ''];
  const space = words.lastIndexOf(' ', width);
  const end = space > 0 ? space : width;
  return [words.slice(0, end), words.slice(end).trim()];
}
