/** What is logged, as plain data: errors without the requests that led to them. */

const deepest = 8;

/** An error as data: name, words, code, stack, cause; none of a request's configuration, headers or bodies. */
export function errorForLog(error: unknown): unknown {
  return error instanceof Error ? plainError(error, 0) : plainForLog(error);
}

export function plainForLog(value: unknown): unknown {
  return plainAt(value, 0);
}

function plainAt(value: unknown, depth: number): unknown {
  if (value instanceof Error) return plainError(value, depth);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (value instanceof URL || value instanceof Date) return value.toJSON();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  if (value instanceof Map || value instanceof Set) return plainAt([...value], depth);
  if (Array.isArray(value)) return value.map((entry) => plainAt(entry, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainAt(entry, depth + 1)]));
}

function plainError(error: Error, depth: number): unknown {
  if (depth >= deepest) return error.message;
  const own = new Map(Object.entries(error));
  const kept = ['code', 'status', 'errno', 'syscall', 'remedy'].filter((key) => own.has(key));
  return {
    type: error.name,
    message: error.message,
    ...Object.fromEntries(kept.map((key) => [key, plainAt(own.get(key), depth + 1)])),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: plainAt(error.cause, depth + 1) }),
    ...(error instanceof AggregateError
      ? { errors: error.errors.map((each: unknown) => plainAt(each, depth + 1)) }
      : {}),
  };
}
