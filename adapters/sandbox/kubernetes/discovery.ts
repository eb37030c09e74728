/** What the API says of itself. */

const groupsServed = {
  apps: 'v1',
  'authorization.k8s.io': 'v1',
  'metrics.k8s.io': 'v1beta1',
} as const;

const read = ['get', 'list', 'watch'];

const resources: Readonly<
  Record<string, [name: string, kind: string, namespaced: boolean, verbs: string[]][]>
> = {
  v1: [
    ['namespaces', 'Namespace', false, read],
    ['pods', 'Pod', true, [...read, 'delete']],
    ['pods/log', 'Pod', true, ['get']],
    ['events', 'Event', true, read],
  ],
  'apps/v1': [
    ['deployments', 'Deployment', true, [...read, 'patch', 'update']],
    ['deployments/scale', 'Scale', true, ['get', 'patch', 'update']],
  ],
  'authorization.k8s.io/v1': [['selfsubjectaccessreviews', 'SelfSubjectAccessReview', false, ['create']]],
  'metrics.k8s.io/v1beta1': [['pods', 'PodMetrics', true, ['get', 'list']]],
};

function groupOf(name: string, version: string): object {
  const preferredVersion = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [preferredVersion], preferredVersion };
}

function resourceList(groupVersion: string): object | null {
  const listed = Object.hasOwn(resources, groupVersion) ? resources[groupVersion] : undefined;
  if (listed === undefined) return null;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: listed.map(([name, kind, namespaced, verbs]) => ({
      name,
      singularName: name.includes('/') ? '' : kind.toLowerCase(),
      namespaced,
      kind,
      verbs,
    })),
  };
}

/** null: the path is not one of discovery. */
export function discovery(path: string, metricsServed: boolean): object | null {
  const groups = Object.entries(groupsServed).filter(([name]) => metricsServed || name !== 'metrics.k8s.io');
  if (path === '/version') {
    return {
      major: '1',
      minor: '37',
      gitVersion: 'v1.37.2',
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '2026-01-01T00:00:00Z',
      goVersion: 'go1.26.0',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
  }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/api/v1') return resourceList('v1');
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map(([name, version]) => groupOf(name, version)),
    };
  }
  const [, group, version, more] = /^\/apis\/([^/]+)(?:\/([^/]+))?(\/.+)?$/.exec(path) ?? [];
  const known = groups.find(([name]) => name === group);
  if (known === undefined || more !== undefined) return null;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(known[0], known[1]) };
  return resourceList(`${group}/${version}`);
}
