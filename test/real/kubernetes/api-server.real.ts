/** The server itself, and what of it the adapter relies on. */
import { expect, test } from 'vitest';
import { describeWith } from '../gated.ts';
import { handedCluster } from './handed.ts';

describeWith('KUBERNETES_CLUSTER')('the API server', () => {
  test('answers', async () => {
    const { request } = handedCluster();
    expect((await request('GET', '/readyz')).status).toBe(200);
  });
});
