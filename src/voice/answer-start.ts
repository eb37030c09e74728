/** From the request to the card: what the person who asked sees meanwhile. */
import type { Said } from '../ports.ts';
import type { Finding, StartRequest } from '../run/desk.ts';
import type { Run } from '../run/run.ts';
import { answer, copy, linkTo, nothingChanged } from './answer.ts';
import { findingLines, withoutRemedies } from './answer-findings.ts';
import { type Here, where } from './answer-whose.ts';
import { duration, percent, usersCount } from './number.ts';
import { nameOf, outsideWords } from './typed.ts';

export type Asked = Pick<StartRequest, 'scenario' | 'flagValue' | 'users' | 'durationMs' | 'breaker' | 'dry'>;

const mostPlanLines = 6;

/** @param notes what was set otherwise than one may expect */
export function preflightProgress(
  asked: Asked,
  findings: readonly Finding[],
  notes: readonly string[],
): Said {
  const dry = asked.dry ? ', plan only' : '';
  const done = findings.length === 0 ? 'checking' : `${findings.length} checked`;
  return answer([
    `Preflight: ${asked.scenario}${dry}, ${done}`,
    settingsLine(asked),
    ...notes,
    ...findingLines(findings),
  ]);
}

export function startedAnswer(
  run: Run,
  here: Here,
  notes: readonly string[],
  publicUrl: string | null,
): Said {
  return answer([`Started: ${run.id}`, `Its card is ${where(run, here)}`, ...notes], {
    level: 'success',
    actions: linkTo(run, publicUrl, `Open ${run.id}`),
  });
}

export function dryAnswer(
  asked: Asked,
  findings: readonly Finding[],
  plan: readonly string[],
  notes: readonly string[],
  start: { command: string; mayStart: boolean; live: Run | null },
): Said {
  const problems = findings.filter((each) => each.verdict === 'problem').length;
  const { live } = start;
  const could = live === null ? 'it could start' : `${live.id} is live`;
  const verdict = problems === 0 ? could : `${problems} of ${findings.length} checks failed`;
  // What would clear the way would end the live run.
  const told = live === null ? findings : withoutRemedies(findings);
  // Findings are the reason of a refusal; where there is none the plan is what was asked for.
  const lines =
    problems === 0 ? [...plan.slice(0, mostPlanLines), ...findingLines(told).slice(-3)] : findingLines(told);
  const when = live === null ? '' : `, after ${live.id}`;
  const who = start.mayStart ? '' : ', by an operator';
  return answer([
    `Plan only: ${asked.scenario}, ${verdict}. ${nothingChanged}`,
    ...lines,
    ...notes,
    `For real${who}${when}: ${copy(start.command)}`,
  ]);
}

export function preflightStopped(by: string, command: string): Said {
  return answer(
    [
      `Not started: preflight stopped by ${nameOf(by)}. ${nothingChanged}`,
      `If it still holds: ${copy(command)}`,
    ],
    { level: 'warning' },
  );
}

/** `Flag 300 · 25 users · at most 30 m · breaker 80 %`. */
function settingsLine(asked: Asked): string {
  const breaker = asked.breaker.state === 'off' ? 'off' : percent(asked.breaker.thresholdPercent);
  return outsideWords(
    `Flag ${asked.flagValue} · ${usersCount(asked.users)} · at most ${duration(asked.durationMs)} · breaker ${breaker}`,
  );
}
