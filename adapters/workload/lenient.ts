/** zod pieces for answers of servers that others wrote: what is odd is left out, it does not spoil the rest. */
import { z } from 'zod';

/** Milliseconds since the epoch of an RFC 3339 text or of client-node's Date; null: none, malformed, or Go's zero. */
export const instant = z
  .unknown()
  .optional()
  .transform((value): number | null => {
    const at =
      value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return at > 0 ? at : null;
  });

export const text = z
  .string()
  .min(1)
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

export function optional<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null);
}

/** The elements that fit; null and absent are an empty list, as Go writes one. */
export function listOf<T extends z.ZodType>(schema: T) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items): z.output<T>[] =>
      (items ?? []).flatMap((item) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** A list answer as it is: `items: null` is Go's empty one, but without `items` it is no list at all. */
export const listAnswer = z.object({
  items: z.array(z.unknown()).nullable(),
  metadata: optional(z.object({ resourceVersion: text })),
});
