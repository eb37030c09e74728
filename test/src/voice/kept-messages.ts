import { expect } from 'vitest';
import type { Said } from '../../../src/ports.ts';
import { renderInstants, utc } from '../../../src/voice/instant.ts';

/** A message as a reader of the web chat sees it, with its buttons; under it the words for screen readers. */
function drawn(said: Said): string {
  const buttons = said.actions.map(({ label, style, url }) => {
    const marked = style === 'default' ? label : `${label} (${style})`;
    return url === null ? `[${marked}]` : `[${marked} → ${url}]`;
  });
  return [
    `${said.kind} · ${said.level}${said.mention === null ? '' : ` · @${said.mention}`}${said.broadcast ? ' · broadcast' : ''}`,
    ...said.lines.map((line) => `| ${renderInstants(line, utc)}`),
    ...(buttons.length === 0 ? [] : [buttons.join(' ')]),
    ...said.files.map(({ name, alt }) => `(${name}: ${alt})`),
    `text: ${said.text}`,
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '');
}

export async function kept(messages: Record<string, Said>, file: string): Promise<void> {
  const pages = Object.entries(messages).map(([name, said]) => `=== ${name}\n${drawn(said)}\n`);
  await expect(pages.join('\n')).toMatchFileSnapshot(`./${file}.snap`);
}
