/** A workload's own selector as the query parameter of a list. Pure. */
import { z } from 'zod';
import { listOf, optional } from '../lenient.ts';

const shape = z.object({
  matchLabels: optional(z.record(z.string(), z.string())),
  matchExpressions: listOf(z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) })),
});

/** null: it selects nothing in particular, or in a way that a query cannot say. */
export function queryOfSelector(selector: unknown): string | null {
  const parsed = shape.safeParse(selector);
  if (!parsed.success) return null;
  const labels = Object.entries(parsed.data.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = parsed.data.matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'In') return `${key} in (${values.join(',')})`;
    if (operator === 'NotIn') return `${key} notin (${values.join(',')})`;
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return null;
  });
  if (expressions.includes(null)) return null;
  return [...labels, ...expressions].join(',') || null;
}

/** Where the workload itself cannot be read: the demo's chart, then the guide's log command (facts/otel-demo.md). */
export function customarySelectors(workload: string): string[] {
  return [`opentelemetry.io/name=${workload}`, `app.kubernetes.io/name=${workload}`];
}
