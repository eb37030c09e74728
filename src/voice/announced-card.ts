/** A run as it is announced on another chat than its own: no numbers, as it is edited only when the state turns. */
import type { Said } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { stopButton, workloadName } from './actions.ts';
import { linkTo } from './answer.ts';
import { compose } from './compose.ts';
import { finalLine } from './final-line.ts';
import { faceOf } from './outcome-words.ts';
import { platformName } from './platform-name.ts';
import { nameOf, typed } from './typed.ts';

const faces: Record<Exclude<Run['state'], 'ended'>, { words: string; level: Said['level'] }> = {
  preparing: { words: '⏳ Preparing', level: 'default' },
  growing: { words: '📈 Growing', level: 'info' },
  stopping: { words: '🛑 Stopping', level: 'warning' },
  recovering: { words: '🔄 Recovering', level: 'info' },
};

export function announcedCard(run: Run, publicUrl: string | null): Said {
  const where = platformName(run.chat);
  const who = `${nameOf(run.owner.name)}, ${run.id}, in ${where}`;
  if (run.state === 'ended') {
    return compose({
      kind: 'card',
      level: faceOf(run).level,
      lines: [finalLine(run), who],
      actions: linkTo(run, publicUrl, 'Report'),
    });
  }
  const { words, level } = faces[run.state];
  const command = `/leak ${typed(run.command, 80)}`;
  return compose({
    kind: 'card',
    level,
    lines: [
      `${words}: ${workloadName(run)}, ${run.id}`,
      { shown: `${who}: \`${command}\``, spoken: `${who}: ${command}` },
      ...(isStoppable(run) ? ['Its story is told there. Anyone may stop it, here too.'] : []),
    ],
    actions: isStoppable(run) ? [stopButton(run)] : [],
  });
}

function isStoppable(run: Run): boolean {
  return run.state === 'preparing' || run.state === 'growing';
}
