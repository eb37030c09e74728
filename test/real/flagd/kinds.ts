/** What evaluates flags in these tests, from the nearest stand-in to the real program. */
import type { WatchKind } from '../../../adapters/sandbox/flag-watcher.ts';

export interface Kind {
  name: string;
  /** Of the environment: set where it can be had. */
  variable: string;
  /** A program that takes flagd's command line; else the sandbox in a process of its own. */
  isFlagd: boolean;
}

export const sandboxKind: Kind = { name: 'the sandbox', variable: 'FLAGD_SANDBOX', isFlagd: false };
export const coreKind: Kind = { name: 'flagd/core', variable: 'FLAGD_CORE', isFlagd: true };
export const programKind: Kind = { name: 'flagd', variable: 'FLAGD_PROGRAM', isFlagd: true };

/** As flagd's sources name its two watchers of files. */
export const providers: Record<WatchKind, string> = { poll: 'fileinfo', fsnotify: 'fsnotify' };
