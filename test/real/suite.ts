/** One kind of real server: how it comes onto this machine, and what of leakops is proved on it. */

/** A server as it was run: `kube-apiserver` `1.37.2`. */
export interface Server {
  name: string;
  version: string;
}

/** What a suite shows of one part of leakops. */
interface Proof {
  /** File or folder of the tree. */
  part: string;
  /** In a few words, for people who ask whether it works with theirs. */
  what: string;
}

export type Prepared =
  | {
      kind: 'ready';
      servers: Server[];
      /** For the tests: where binaries and servers are. */
      env: Record<string, string>;
      /** Ends what was started for all of the tests. */
      close(): Promise<void>;
    }
  /** Cannot be had here: its tests are skipped, and counted as such. */
  | { kind: 'absent'; why: string };

export interface Suite {
  /** As in `npm run test:NAME`. */
  name: string;
  proofs: Proof[];
  /** Test files that may run at the same time; else one: for suites that mostly wait, on servers of their own. */
  filesAtOnce?: number;
  /** Installs what it needs, outside of the repository, and starts what all tests share. Says what takes long. */
  prepare(say: (line: string) => void): Promise<Prepared>;
}
