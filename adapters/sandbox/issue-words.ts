import type { z } from 'zod';

/** All that is wrong with a document, each with its field: `ofrep.status: Too small`. */
export function issueWords(error: z.ZodError): string {
  return error.issues
    .map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': '))
    .join('; ');
}
