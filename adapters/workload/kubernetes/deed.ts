/** One thing that is asked of the Kubernetes API, in the words of its rights. */
export interface Deed {
  verb: 'get' | 'list' | 'watch' | 'patch' | 'create';
  /** `pods`, `pods/log`, `deployments`, … */
  resource: string;
  /** '' is the core group. */
  group: string;
  /** null: of the cluster. */
  namespace: string | null;
  /** null: all of them. */
  name: string | null;
}

/** `list pods in otel-demo`, `patch deployments checkout in otel-demo`. */
export function wordsOfDeed(deed: Deed): string {
  const resource = deed.group === 'metrics.k8s.io' ? `${deed.resource}.${deed.group}` : deed.resource;
  const where = deed.namespace === null ? '' : ` in ${deed.namespace}`;
  return `${deed.verb} ${resource}${deed.name === null ? '' : ` ${deed.name}`}${where}`;
}

/** The rule that a Role lacks, as one line of YAML: of workloads for this one alone, as deploy/role.yaml has it. */
export function ruleOfDeed({ verb, resource, group, name }: Deed): string {
  const names = group === 'apps' && name !== null ? `resourceNames: ["${name}"], ` : '';
  return `- {apiGroups: ["${group}"], resources: ["${resource}"], ${names}verbs: ["${verb}"]}`;
}

/** What to do where the rule is missing. */
export function remedyOfDeed(deed: Deed): string {
  return deed.namespace === null
    ? `Add the rule ${ruleOfDeed(deed)} to a ClusterRole that is bound to the bot.`
    : `Add the rule ${ruleOfDeed(deed)} to the Role that is bound to the bot in ${deed.namespace}; deploy/role.yaml has all that it uses.`;
}
