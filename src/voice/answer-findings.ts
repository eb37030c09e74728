/** What preflight and doctor found, worst first. */
import type { Said } from '../ports.ts';
import type { Finding } from '../run/desk.ts';
import { answer, copy, nothingChanged } from './answer.ts';
import { utc } from './instant.ts';
import { outsideWords, typed } from './typed.ts';

const worstFirst = ['problem', 'warning', 'unknown'] as const;
const sign = { problem: '✗', warning: '⚠', unknown: '?', ok: '✓' } as const;
/** With head, ✓ lines and commands an answer keeps to 12 lines. */
const mostTold = { besideNames: 8, besideGroups: 6 };

/** One line a finding that is not fine, worst first, each with what to do; the fine ones by name, in one line. */
export function findingLines(findings: readonly Finding[]): string[] {
  const fine = fineOf(findings).map((each) => typed(each.name, 80));
  return [
    ...toldLines(findings, mostTold.besideNames),
    ...(fine.length > 0 ? [`✓ ${fine.join(' · ')}`] : []),
  ];
}

function toldLines(findings: readonly Finding[], most: number): string[] {
  const told = worstFirst.flatMap((verdict) => findings.filter((each) => each.verdict === verdict));
  const more = told.length - most;
  return [...told.slice(0, most).map(findingLine), ...(more > 0 ? [`and ${more} more`] : [])];
}

function fineOf(findings: readonly Finding[]): Finding[] {
  return findings.filter((each) => each.verdict === 'ok');
}

/** What doctor's findings belong to, for a reader and for a listener. */
const groups = [
  { title: 'Flag', names: ['OFREP', 'flag', 'lease', 'clock'] },
  { title: 'Target', names: ['target', 'memory', 'readings', 'restarts', 'rights'] },
  { title: 'Load', names: ['load', 'orders'] },
  { title: 'Broker', names: ['broker'] },
  { title: 'Bursts', names: ['bursts'] },
  { title: 'Chat', names: ['Slack', 'Discord'] },
];

/** `✓ Target: checkout in otel-demo, limit 20 MiB, memory 40 %, reading 9 s old`. */
function groupLines(findings: readonly Finding[]): string[] {
  const fine = fineOf(findings);
  const line = (title: string, words: string[]) =>
    words.length === 0 ? [] : [`✓ ${title}: ${words.join(', ')}`];
  const grouped = groups.flatMap(({ title, names }) =>
    line(
      title,
      names.flatMap((name) => fine.filter((each) => each.name === name).map((each) => typed(each.text, 160))),
    ),
  );
  const elsewhere = fine.filter(({ name }) => !groups.some(({ names }) => names.includes(name)));
  return [
    ...grouped,
    ...line(
      'Also',
      elsewhere.map(({ name }) => typed(name, 40)),
    ),
  ];
}

/** `✗ memory: 83 % before the start, must be under 70 %. Do: …` */
function findingLine(finding: Finding): string {
  const remedy = finding.remedy === null ? '' : `. ${remedyWords(finding.remedy)}`;
  return `${sign[finding.verdict]} ${typed(finding.name, 40)}: ${outsideWords(finding.text, 160)}${remedy}`;
}

/** A remedy is our own words: its commands keep their backticks, and are led in. */
function remedyWords(remedy: string): string {
  const words = remedy.replace(/\s+/g, ' ').trim();
  return words.startsWith('`') ? `Do: ${words}` : words;
}

/** The same, for somebody who is not to act on them. */
export function withoutRemedies(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, remedy: null }));
}

/** DOCTOR: `1 problem, 1 warning, 6 fine (14:34:05 UTC)`. */
export function doctorAnswer(findings: readonly Finding[], now: number): Said {
  const worst = worstFirst.find((verdict) => findings.some((each) => each.verdict === verdict));
  const level = worst === 'problem' ? 'error' : worst === undefined ? 'success' : 'warning';
  return answer(
    [
      `${countedFindings(findings)} (${utc(now, true)})`,
      ...toldLines(findings, mostTold.besideGroups),
      ...groupLines(findings),
    ],
    { level },
  );
}

/** `1 problem, 1 warning, 6 fine`. */
export function countedFindings(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) => findings.filter((each) => each.verdict === verdict).length;
  return [
    many(count('problem'), 'problem'),
    many(count('warning'), 'warning'),
    count('unknown') > 0 ? `${count('unknown')} unknown` : null,
    `${count('ok')} fine`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** The worst finding with what to do; null: all is fine. */
export function worstFinding(findings: readonly Finding[]): string | null {
  return toldLines(findings, 1)[0] ?? null;
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
