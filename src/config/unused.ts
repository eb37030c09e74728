import { nearestWord } from '../nearest-word.ts';
import { type Environment, textOf } from './settings.ts';
import { variables } from './variables.ts';

/** Variables that belong to a chat or source that is off: what switches it on is not set, or was refused. */
const ofWhatIsOff = /^HONEYCOMB_(API_URL|\w+_DATASET)$/;

const ofACluster = /^(KUBECONFIG|LEAKOPS_(NAMESPACE|SELECTOR|READINGS))$/;
const ofDocker = /^DOCKER_/;

/** Names of the variables that are set and that `target` does not use, in the order of the reference. */
export function unusedVariables(
  env: Environment,
  target: 'sandbox' | 'kubernetes' | 'docker',
  chosen: { load: string; flagFile: string | null; slack: string | null; discord: string | null },
): string[] {
  const set = variables.filter(({ name }) => textOf(env, name) !== null);
  return set
    .filter(({ name, usedBy }) => {
      if (ofWhatIsOff.test(name)) return true;
      if (name.startsWith('SLACK_')) return chosen.slack === null;
      if (name.startsWith('DISCORD_')) return chosen.discord === null;
      if (target === 'sandbox') return usedBy === 'real';
      if (name === 'FLAGD_UI_URL') return chosen.flagFile !== null;
      if (name === 'LOCUST_URL') return chosen.load === 'flagd' || chosen.load === 'none';
      return usedBy === 'sandbox' || (target === 'docker' ? ofACluster : ofDocker).test(name);
    })
    .map(({ name }) => name);
}

/** What Kubernetes sets in every pod where a Service is called `leakops`. */
const ofAService = /^LEAKOPS_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** A line for each LEAKOPS_… that means nothing: most likely a slip of the finger. */
export function unknownVariables(env: Environment): string[] {
  const names = variables.map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => name.startsWith('LEAKOPS_') && !names.includes(name) && !ofAService.test(name))
    .filter((name) => textOf(env, name) !== null)
    .sort()
    .map((name) => {
      const near = nearestWord(name, names);
      return `${name} is not a variable of leakops${near === null ? '' : `; did you mean ${near}?`}`;
    });
}
