import { command } from '../command.ts';
import { debianPackages } from '../debian.ts';
import type { Suite } from '../suite.ts';
import { kubernetesBinaries } from './binaries.ts';
import { type ClusterAddress, startCluster } from './cluster.ts';

export const suite: Suite = {
  name: 'kubernetes',
  proofs: [
    {
      part: 'adapters/workload/kubernetes',
      what: 'the contracts of Workload and Broker; a watch through kill -9 of the server; tokens, client certificates, helpers, service account of a pod, rotated ones; rollouts, kills, evictions',
    },
    {
      part: 'deploy/kubelet-readings.yaml',
      what: 'readings of kubelets on two nodes with this right, and the words without it',
    },
    { part: 'deploy/role.yaml', what: 'exactly these rights, and what each is missed for' },
    {
      part: 'main.ts',
      what: 'whole runs: averted, after kill -9 of the bot, killed between polls, with broker down',
    },
    { part: 'adapters/sandbox/kubernetes', what: 'lists and watches as the real server answers them' },
  ],
  async prepare(say) {
    const why = await debianPackages(['openssl'], say);
    if (why !== null) return { kind: 'absent', why };
    const binaries = await kubernetesBinaries(say);
    const cluster = await startCluster(binaries, { controllers: true });
    const { body } = await cluster.request('GET', '/version');
    const etcd = await command(binaries.etcd, ['--version']);
    const { url, caFile, clientCaFolder, adminToken, kubeconfig } = cluster;
    const address: ClusterAddress = { url, caFile, clientCaFolder, adminToken, kubeconfig };
    return {
      kind: 'ready',
      servers: [
        { name: 'kube-apiserver', version: (body as { gitVersion: string }).gitVersion.replace(/^v/, '') },
        { name: 'etcd', version: /etcd Version: (\S+)/.exec(etcd)?.[1] ?? 'unknown' },
      ],
      env: { KUBERNETES_CLUSTER: JSON.stringify(address), KUBERNETES_BINARIES: JSON.stringify(binaries) },
      close: cluster.stop,
    };
  },
};
