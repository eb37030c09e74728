/** One line of a watch. Pure. */
import { z } from 'zod';

export type WatchEvent =
  | { kind: 'pod'; gone: boolean; item: unknown; resourceVersion: string | null }
  | { kind: 'bookmark'; resourceVersion: string | null }
  /** The server ends the watch: 410, what it was to begin with is forgotten; else its own trouble. */
  | { kind: 'error'; status: number; body: unknown }
  /** Not what this API says: a plain list of a server that does not know watches, a page of a proxy. */
  | { kind: 'odd' };

const eventShape = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({
    metadata: z.looseObject({ resourceVersion: z.string().min(1).optional().catch(undefined) }).optional(),
    code: z.int().optional(),
  }),
});

export function watchEvent(line: string): WatchEvent {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { kind: 'odd' };
  }
  const parsed = eventShape.safeParse(json);
  if (!parsed.success) return { kind: 'odd' };
  const { type, object } = parsed.data;
  if (type === 'ERROR') return { kind: 'error', status: object.code ?? 500, body: object };
  const resourceVersion = object.metadata?.resourceVersion ?? null;
  if (type === 'BOOKMARK') return { kind: 'bookmark', resourceVersion };
  return { kind: 'pod', gone: type === 'DELETED', item: object, resourceVersion };
}
