import { leaseEndsAt } from '../../run/lease-end.ts';
import type { Stopping } from '../../run/run.ts';
import { detailsButton } from '../actions.ts';
import { compose, type Line } from '../compose.ts';
import { capital, decisionLines, flagFailure, flagOffWords } from '../decision-words.ts';
import { instantSeconds } from '../instant.ts';
import { duration } from '../number.ts';
import { sparkLine } from '../run-sparkline.ts';
import { headline } from '../state-words.ts';
import { cardWidth, toWidth, whoWhenLine } from './width.ts';

export function stoppingCard(run: Stopping, now: number) {
  const spark = sparkLine(run, now);
  return compose({
    kind: 'card',
    level: 'warning',
    lines: [
      headline(run, now),
      ...decisionLines(run, run.decision, cardWidth),
      ...(spark === null ? [] : [spark]),
      toWidth(flagLine(run, now)),
      whenLine(run, now),
    ],
    actions: [detailsButton(run)],
  });
}

function flagLine(run: Stopping, now: number): string {
  const failure = flagFailure(run);
  if (failure !== null && run.flag.failures > 0) return `Not off yet: ${failure}`;
  return `${capital(flagOffWords(run))} (${duration(now - run.decision.at)})`;
}

/** While the flag fails to go off, when its lease ends; else how old the card is. */
function whenLine(run: Stopping, now: number): Line {
  const endsAt = leaseEndsAt(run);
  if (run.flag.failures === 0 || endsAt === null) return whoWhenLine(run, now);
  const tries = `Tried ${times(run.flag.failures)}`;
  if (endsAt <= now) return `${tries} · its lease is over`;
  return {
    shown: `${tries} · lease to ${instantSeconds(endsAt)}`,
    spoken: `${tries} · lease for ${duration(endsAt - now)} more`,
  };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
