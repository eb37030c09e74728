/**
 * docs/benchmarks.md: an introduction, which people write, and a section a bench, which only its own script writes
 * (`-- --write`), between two comments that name it. A section that is not there yet comes in the order below.
 */
import { readFileSync, writeFileSync } from 'node:fs';

export const sectionNames = [
  'reaction and start',
  'breaker',
  'peers',
  'scale',
  'chat',
  'simulation',
] as const;
export type SectionName = (typeof sectionNames)[number];

const documentUrl = new URL('../../docs/benchmarks.md', import.meta.url);

const opening = (name: SectionName) => `<!-- bench: ${name} -->`;
const closing = (name: SectionName) => `<!-- end of bench: ${name} -->`;

/** Where a section stands, markers included; null: nowhere. Throws where its markers are no pair. */
function placeOf(document: string, name: SectionName): { from: number; to: number } | null {
  const count = (marker: string) => document.split(marker).length - 1;
  const counts = [count(opening(name)), count(closing(name))];
  const from = document.indexOf(opening(name));
  const end = document.indexOf(closing(name));
  if (counts.every((one) => one === 0)) return null;
  if (counts.every((one) => one === 1) && from < end) return { from, to: end + closing(name).length };
  throw new RangeError(
    `docs/benchmarks.md: the section "${name}" needs one \`${opening(name)}\` and after it one ` +
      `\`${closing(name)}\`: repair or remove both, then write it again`,
  );
}

/** The document with this section new, all else as it was. Pure. Throws a RangeError on markers that are no pair. */
export function withSection(document: string, name: SectionName, markdown: string): string {
  const section = `${opening(name)}\n${markdown.trim()}\n${closing(name)}`;
  const place = placeOf(document, name);
  if (place !== null) return document.slice(0, place.from) + section + document.slice(place.to);
  const later = sectionNames.slice(sectionNames.indexOf(name) + 1);
  const next = later.flatMap((other) => placeOf(document, other)?.from ?? [])[0];
  if (next === undefined) return `${document.trimEnd()}\n\n${section}\n`;
  return `${document.slice(0, next).trimEnd()}\n\n${section}\n\n${document.slice(next)}`;
}

/** What stands in this section, markers left out; null: it is not there. */
export function sectionOf(document: string, name: SectionName): string | null {
  const place = placeOf(document, name);
  if (place === null) return null;
  return document.slice(place.from + opening(name).length, place.to - closing(name).length).trim();
}

/** `markdown` begins with its own `## ` heading. */
export function writeSection(name: SectionName, markdown: string): void {
  writeFileSync(documentUrl, withSection(readFileSync(documentUrl, 'utf8'), name, markdown));
}

export function readDocument(): string {
  return readFileSync(documentUrl, 'utf8');
}
