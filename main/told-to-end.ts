/** When this process has been told to end. */
const lookAtParentMs = 250;

/**
 * Resolves at the first SIGTERM or SIGINT. With `underNpm` also when npm's shell is gone: npm passes a signal on to that
 * shell only, which dies of it and leaves the bot behind, with its port and its database.
 */
export function toldToEnd(underNpm: boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    if (!underNpm) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), lookAtParentMs).unref();
  });
}
