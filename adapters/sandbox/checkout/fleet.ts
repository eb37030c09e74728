/** The pods of one deployment: rollout with a surge of one, scaling, deletion, restarts, and the events of it all. */
import {
  type Container,
  type Exit,
  exitContainer,
  newContainer,
  runningContainer,
  stepContainer,
} from './container.ts';
import { containerNameOf, type PodTemplate } from './pod-template.ts';
import { hexOf, nameSuffixOf, uuidOf } from './random.ts';

export interface PodState {
  name: string;
  uid: string;
  /** `pod-template-hash`. */
  hash: string;
  createdAt: number;
  template: PodTemplate;
  container: Container;
  /** Set once it is being deleted. */
  deletion: { at: number; goneAt: number } | null;
}

/** Like events of a pod are one, counted. */
export interface PodEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  podName: string;
  podUid: string;
  firstAt: number;
  lastAt: number;
  count: number;
}

/** What can be seen of a deployment. Instants are milliseconds on the sandbox's clock. */
export interface FleetView {
  pods(): readonly PodState[];
  /** Oldest first, the last 200. */
  events(): readonly PodEvent[];
  /** Grows with every change of a pod or an event. */
  version(): number;
  template(): PodTemplate;
  replicas(): number;
}

export interface Fleet extends FleetView {
  /** Lets the pods live until `at`. */
  step(at: number): void;
  /** The process of a pod's container ends. */
  exit(podName: string, exit: Exit, at: number): void;
  /** The same template as before changes nothing. */
  rollout(template: PodTemplate, at: number): void;
  scale(replicas: number, at: number): void;
  /** False: no such pod. */
  remove(podName: string, at: number): boolean;
}

const terminationMs = 2000;
const keptEvents = 200;

export function isReady(pod: PodState): boolean {
  return pod.container.state.kind === 'running' && pod.container.state.ready;
}

/** `id`: unique to this boot of the sandbox. One pod is there from the first, running since `startedAt`. */
export function createFleet(first: {
  id: string;
  name: string;
  template: PodTemplate;
  startedAt: number;
}): Fleet {
  const hashOf = (of: PodTemplate) => nameSuffixOf(JSON.stringify(of), 10);
  let template = first.template;
  let hash = hashOf(template);
  let replicas = 1;
  let version = 1;
  let serial = 0;
  let pods: PodState[] = [];
  const events: PodEvent[] = [];

  const containerId = (uid: string, restarts: number) => `containerd://${hexOf(`${uid}/${restarts}`)}`;

  function create(at: number): PodState {
    serial += 1;
    const words = `${first.id}/${first.name}/${serial}`;
    const pod: PodState = {
      name: `${first.name}-${hash}-${nameSuffixOf(words, 5)}`,
      uid: uuidOf(words),
      hash,
      createdAt: at,
      template,
      container: newContainer(at),
      deletion: null,
    };
    pods.push(pod);
    version += 1;
    return pod;
  }

  function tell(pod: PodState, type: PodEvent['type'], reason: string, message: string, at: number): void {
    version += 1;
    const same = events.find(
      (event) => event.podUid === pod.uid && event.reason === reason && event.message === message,
    );
    if (same !== undefined) {
      same.count += 1;
      same.lastAt = at;
      return;
    }
    const event = { type, reason, message, podName: pod.name, podUid: pod.uid };
    events.push({ ...event, firstAt: at, lastAt: at, count: 1 });
    if (events.length > keptEvents) events.shift();
  }

  function live(pod: PodState, at: number): void {
    const { container, happened } = stepContainer(pod.container, at, (restarts) =>
      containerId(pod.uid, restarts),
    );
    if (happened === null) return;
    pod.container = container;
    version += 1;
    const name = containerNameOf(pod.template);
    if (happened === 'started') {
      tell(pod, 'Normal', 'Created', `Created container: ${name}`, at);
      tell(pod, 'Normal', 'Started', `Started container ${name}`, at);
    } else if (happened === 'backing-off') {
      const where = `${name} in pod ${pod.name}`;
      tell(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${where}`, at);
    }
  }

  function startDeletion(pod: PodState, at: number): void {
    if (pod.deletion !== null) return;
    pod.deletion = { at, goneAt: at + terminationMs };
    tell(pod, 'Normal', 'Killing', `Stopping container ${containerNameOf(pod.template)}`, at);
  }

  /** One more than wanted while old ones are replaced; never fewer that are ready, as the chart's strategy has it. */
  function reconcile(at: number): void {
    const staying = () => pods.filter((pod) => pod.deletion === null);
    const current = () => staying().filter((pod) => pod.hash === hash);
    for (const extra of current().slice(replicas)) startDeletion(extra, at);
    const surge = staying().length > current().length && replicas > 0 ? 1 : 0;
    while (current().length < replicas && staying().length < replicas + surge) {
      const pod = create(at);
      tell(pod, 'Normal', 'Scheduled', `Successfully assigned ${pod.name} to sandbox`, at);
    }
    const notYetReady = current().filter((pod) => !isReady(pod)).length;
    const spare = staying().length - replicas - notYetReady;
    const old = staying().filter((pod) => pod.hash !== hash);
    for (const pod of old.slice(0, Math.max(0, spare))) startDeletion(pod, at);
  }

  const born = create(first.startedAt);
  born.container = runningContainer(containerId(born.uid, 0), first.startedAt + 1000);

  return {
    pods: () => pods,
    events: () => events,
    version: () => version,
    template: () => template,
    replicas: () => replicas,
    step(at) {
      for (const pod of pods) live(pod, at);
      const left = pods.filter((pod) => pod.deletion === null || pod.deletion.goneAt > at);
      if (left.length !== pods.length) {
        pods = left;
        version += 1;
      }
      reconcile(at);
    },
    exit(podName, exit, at) {
      const pod = pods.find((candidate) => candidate.name === podName);
      if (pod === undefined || pod.container.state.kind !== 'running') return;
      pod.container = exitContainer(pod.container, exit, at);
      version += 1;
      if (exit.reason === 'OOMKilled') {
        const victim = containerNameOf(pod.template);
        tell(pod, 'Warning', 'OOMKilling', `Memory cgroup out of memory: Killed process 1 (${victim})`, at);
      }
    },
    rollout(next, at) {
      template = next;
      hash = hashOf(template);
      reconcile(at);
    },
    scale(wanted, at) {
      replicas = wanted;
      reconcile(at);
    },
    remove(podName, at) {
      const pod = pods.find((candidate) => candidate.name === podName);
      if (pod === undefined) return false;
      startDeletion(pod, at);
      reconcile(at);
      return true;
    },
  };
}
