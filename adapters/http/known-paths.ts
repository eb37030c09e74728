/** Tells a wrong method (405) from a wrong path (404): fastify answers both as not found. */
export interface KnownPaths {
  add(method: string | string[], path: string): void;
  /** Methods that the path of `url` is served with, in order of the alphabet; empty: not a path of ours. */
  methods(url: string): string[];
}

export function knownPaths(): KnownPaths {
  const known: { method: string; pattern: RegExp }[] = [];
  return {
    add(method, path) {
      const source = path.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&').replace(/:[^/.\\]+/g, '[^/]+');
      for (const one of [method].flat()) known.push({ method: one, pattern: new RegExp(`^${source}$`) });
    },
    methods(url) {
      const path = url.split('?', 1)[0]!;
      const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
      return [...new Set(methods)].sort();
    },
  };
}
