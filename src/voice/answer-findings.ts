/** What preflight and doctor found, worst first. */
import type { Said } from '../ports.ts';
import type { Finding } from '../run/desk.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { utc } from './instant.ts';
import { outsideWords, typed } from './typed.ts';

const worstFirst = ['problem', 'warning', 'unknown', 'ok'] as const;
const sign = { problem: '✗', warning: '⚠', unknown: '?', ok: '✓' } as const;
/** With head, ✓ line and commands an answer keeps to 12 lines. */
const mostTold = 8;

/** One line a finding that is not fine, worst first, each with what to do; the fine ones in one line. */
export function findingLines(
  findings: readonly Finding[],
  fineWords: (finding: Finding) => string = (finding) => finding.name,
): string[] {
  const told = worstFirst
    .slice(0, 3)
    .flatMap((verdict) => findings.filter((each) => each.verdict === verdict));
  const fine = findings.filter((each) => each.verdict === 'ok').map((each) => typed(fineWords(each), 80));
  const more = told.length - mostTold;
  return [
    ...told.slice(0, mostTold).map(findingLine),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(fine.length > 0 ? [`✓ ${fine.join(' · ')}`] : []),
  ];
}

/** `✗ memory: 83 % before the start, must be under 70 %. Do: …` */
function findingLine(finding: Finding): string {
  const remedy = finding.remedy === null ? '' : `. ${remedyWords(finding.remedy)}`;
  return `${sign[finding.verdict]} ${typed(finding.name, 40)}: ${outsideWords(finding.text, 160)}${remedy}`;
}

/** A remedy is our own words: its commands keep their backticks. */
function remedyWords(remedy: string): string {
  return remedy.replace(/\s+/g, ' ').trim();
}

/** DOCTOR: `1 problem, 1 warning, 6 fine (14:34:05 UTC)`. */
export function doctorAnswer(findings: readonly Finding[], now: number): Said {
  const count = (verdict: Finding['verdict']) => findings.filter((each) => each.verdict === verdict).length;
  const counted = [
    many(count('problem'), 'problem'),
    many(count('warning'), 'warning'),
    count('unknown') > 0 ? `${count('unknown')} unknown` : null,
    `${count('ok')} fine`,
  ].filter((part) => part !== null);
  const level =
    count('problem') > 0 ? 'error' : count('warning') + count('unknown') > 0 ? 'warning' : 'success';
  return answer(
    [`${counted.join(', ')} (${utc(now, true)})`, ...findingLines(findings, (each) => each.text)],
    { level },
  );
}

/** PREFL: why a start was refused, what to do, and the start to give again. */
export function refusedStart(findings: readonly Finding[], command: string): Said {
  const problems = findings.filter((each) => each.verdict === 'problem').length;
  const checks = findings.length === 1 ? '1 check' : `${findings.length} checks`;
  const failed = problems === 0 ? 'preflight did not pass' : `${problems} of ${checks} failed`;
  return answer(
    [`Not started: ${failed}. ${nothingChanged}`, ...findingLines(findings), `Then: ${copy(command)}`],
    { level: 'warning' },
  );
}

function many(count: number, word: string): string | null {
  return count === 0 ? null : `${count} ${word}${count === 1 ? '' : 's'}`;
}
