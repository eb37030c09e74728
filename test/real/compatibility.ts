/** docs/compatibility.md: the rows of each suite stand between two comments that name it, and only it writes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Counts } from './counts.ts';
import type { Server, Suite } from './suite.ts';

const documentUrl = new URL('../../docs/compatibility.md', import.meta.url);

/** The document with the section of this suite new, all else as it was; a new one comes last. Pure. */
export function withSection(document: string, name: string, markdown: string): string {
  const [opening, closing] = [`<!-- test:${name} -->`, `<!-- end of test:${name} -->`];
  const section = `${opening}\n${markdown.trim()}\n${closing}`;
  const from = document.indexOf(opening);
  const to = document.indexOf(closing);
  if (from === -1 && to === -1) return `${document.trimEnd()}\n\n${section}\n`;
  if (from === -1 || to < from)
    throw new RangeError(`docs/compatibility.md: the comments of ${name} are no pair`);
  return document.slice(0, from) + section + document.slice(to + closing.length);
}

/** One suite for people. Pure. */
export function sectionOf({ name, proofs }: Suite, servers: readonly Server[], counts: Counts): string {
  const against = servers.map(({ name: server, version }) => `${server} ${version}`).join(', ');
  const { passed, skipped } = counts;
  return [
    `## \`npm run test:${name}\``,
    '',
    `${against} · ${passed} passed${skipped === 0 ? '' : `, ${skipped} skipped`}`,
    '',
    '| part | proved |',
    '| --- | --- |',
    ...proofs.map(({ part, what }) => `| \`${part}\` | ${what} |`),
  ].join('\n');
}

export function writeCompatibility(suite: Suite, servers: readonly Server[], counts: Counts): void {
  const document = readFileSync(documentUrl, 'utf8');
  writeFileSync(documentUrl, withSection(document, suite.name, sectionOf(suite, servers, counts)));
}
