/** The cluster and the programs that the suite has handed over. */
import { handed } from '../gated.ts';
import { type ApiRequest, apiRequest } from './api-request.ts';
import type { Binaries } from './binaries.ts';
import type { ClusterAddress } from './cluster.ts';

export type HandedCluster = ClusterAddress & { request: ApiRequest };

export function handedCluster(): HandedCluster {
  const address: ClusterAddress = JSON.parse(handed('KUBERNETES_CLUSTER'));
  return { ...address, request: apiRequest({ ...address, token: address.adminToken }) };
}

/** For a cluster of one's own, to be crashed. */
export function handedBinaries(): Binaries {
  return JSON.parse(handed('KUBERNETES_BINARIES'));
}
