/** The objects that the API shows, with their versions and the last changes: what lists and watches are made of. */

import type { KubeObject } from './kube-object.ts';
import { expired, type StatusError } from './status.ts';

interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
}

export interface Ledger {
  /** These are all objects of a resource now; what differs from before is a change with a version of its own. */
  sync(resource: string, objects: KubeObject[]): void;
  list(resource: string): KubeObject[];
  version(): number;
  /** Changes after a version, oldest first, none after one that is not reached yet; an error where it is older than what is kept. */
  since(resource: string, version: number): Change[] | StatusError;
}

/** Versions before this one are too old from the first: a watch from 1 is answered with 410. */
const firstVersion = 1000;
const keptChanges = 1000;

export function createLedger(): Ledger {
  let version = firstVersion;
  let oldest = firstVersion;
  const changes: (Change & { resource: string })[] = [];
  const present = new Map<string, Map<string, { text: string; object: KubeObject }>>();

  function record(resource: string, type: Change['type'], plain: KubeObject): KubeObject {
    version += 1;
    const object = { ...plain, metadata: { ...plain.metadata, resourceVersion: String(version) } };
    changes.push({ version, type, object, resource });
    if (changes.length > keptChanges) oldest = changes.shift()!.version;
    return object;
  }

  return {
    sync(resource, objects) {
      const before = present.get(resource) ?? new Map<string, { text: string; object: KubeObject }>();
      const after = new Map<string, { text: string; object: KubeObject }>();
      for (const plain of objects) {
        const text = JSON.stringify(plain);
        const known = before.get(plain.metadata.uid);
        if (known?.text === text) after.set(plain.metadata.uid, known);
        else {
          const object = record(resource, known === undefined ? 'ADDED' : 'MODIFIED', plain);
          after.set(plain.metadata.uid, { text, object });
        }
      }
      for (const [uid, known] of before) if (!after.has(uid)) record(resource, 'DELETED', known.object);
      present.set(resource, after);
    },
    list: (resource) => [...(present.get(resource)?.values() ?? [])].map((known) => known.object),
    version: () => version,
    since(resource, wanted) {
      if (wanted < oldest) return expired(wanted, oldest);
      return changes.filter((change) => change.resource === resource && change.version > wanted);
    },
  };
}
