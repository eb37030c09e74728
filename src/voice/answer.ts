/**
 * Private answers to commands: at most 12 lines for one person. Every refusal says "Nothing changed" and has a
 * command to copy (facts/chat-ux.md).
 */
import type { Action, Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { withoutCardLinks } from './card-link.ts';
import { compose } from './compose.ts';
import { renderInstants, utc } from './instant.ts';

export const nothingChanged = 'Nothing changed.';

/** A line with bars is shown, not said. */
const bars = /[▁-█]/;

/** @param lines the first one is made plain words, the others may have commands in backticks and instants */
export function answer(
  lines: readonly [string, ...string[]],
  more: { level?: Said['level']; actions?: Action[] } = {},
): Said {
  const first = plain(lines[0]);
  const rest = lines.slice(1);
  const said = compose({
    kind: 'reply',
    level: more.level ?? 'default',
    lines: [first, ...rest.map((shown) => ({ shown, spoken: bars.test(shown) ? null : plain(shown) }))],
    actions: more.actions ?? [],
  });
  // A verb's name begins a sentence as it is written.
  const shown = said.lines[0] ?? first;
  return { ...said, text: shown + said.text.slice(shown.length) };
}

/** A command to copy, in backticks. */
export function copy(command: string): string {
  return `\`/leak ${command}\``;
}

/** The link to a run's page; none where no address is known (LEAKOPS_PUBLIC_URL). */
export function linkTo(run: Pick<Run, 'id'>, publicUrl: string | null, label: string): Action[] {
  if (publicUrl === null) return [];
  const url = `${publicUrl.replace(/\/+$/, '')}/runs/${run.id}`;
  return [{ id: 'report', label, style: 'default', url, value: run.id }];
}

/** Words alone: instants in UTC, no code marks. */
function plain(line: string): string {
  return withoutCardLinks(renderInstants(line, utc)).replaceAll('`', '');
}
