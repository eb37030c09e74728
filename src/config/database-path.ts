/** A file; what looks like the address of a server is none. */
export function databasePath(text: string): { value: string } | { allowed: string } {
  if (/^postgres(ql)?:/i.test(text))
    return { allowed: 'PostgreSQL is not in this version, a file is needed' };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { allowed: 'the path of a file is needed, not an address' };
  const sound = text.length <= 1_000 && !/\p{Cc}/u.test(text);
  return sound ? { value: text } : { allowed: 'the path of a file is needed' };
}
