/** An object of the Kubernetes API, and how instants are written in one. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion?: string;
    creationTimestamp: string;
    labels?: Record<string, string>;
    [other: string]: unknown;
  };
  [other: string]: unknown;
}

/** RFC 3339, whole seconds, as the API writes them. */
export function timestamp(at: number): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
