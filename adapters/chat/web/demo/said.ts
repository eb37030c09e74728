/** What a demo shows of a message of the web chat. */
import { z } from 'zod';

export const said = z.object({
  id: z.string(),
  kind: z.string(),
  level: z.string().nullable(),
  thread: z.string().nullable(),
  author: z.string(),
  lines: z.array(z.string()),
});
export type Said = z.infer<typeof said>;

/** Where a demo is watched. */
export interface Screen {
  show(message: Said): void;
  /** Leaves the place as it was found. Idempotent. */
  close(): void;
}

/** Its lines without marks: a person's begin with their name. */
export function plainLines({ author, lines }: Said): string[] {
  const who = author === 'leakops' ? '' : `${author}: `;
  return lines.map((line, i) => `${i === 0 ? who : ''}${line.replaceAll('`', '')}`);
}
