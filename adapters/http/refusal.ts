/** A request that is answered with `{error}` and a status; `message` may be shown. */
import type { z } from 'zod';

export class HttpRefusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 503;

  constructor(status: HttpRefusal['status'], message: string) {
    super(message);
    this.name = 'HttpRefusal';
    this.status = status;
  }
}

/** What came in, by its schema; the first thing wrong with it becomes a 400 that names the field. */
export function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = issue.path.join('.');
  throw new HttpRefusal(400, field === '' ? issue.message : `${field}: ${issue.message}`);
}
