import type { Load } from '../../src/ports.ts';

/** `LEAKOPS_LOAD=none`: the load is somebody else's business. */
export function noLoad(): Load {
  return {
    kind: 'none',
    async read() {
      return { running: false, spawning: false, users: null, completedOrders: null, detail: null };
    },
    async put() {},
    async restore() {},
  };
}
