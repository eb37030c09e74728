/** Which containers are the target: the one that is named, else those of its Compose service. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import { listOf, text } from '../lenient.ts';
import { type Container, containerOf } from './container.ts';
import type { EngineClient, EngineRequest } from './engine.ts';

const project = 'com.docker.compose.project';
const service = 'com.docker.compose.service';
/** Of `docker compose run`: not the service. */
const oneoff = 'com.docker.compose.oneoff';

const listed = z.object({
  Id: z.string().min(1),
  Names: listOf(z.string()),
  Labels: z.record(z.string(), z.string()).catch({}),
  State: text,
});

/** Ids or names. Several: replicas of one service in one project. */
export async function findContainers(
  engine: EngineClient,
  target: { workload: string; container: string | null },
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (target.container !== null) return [target.container];
  const request: EngineRequest = {
    method: 'GET',
    path: '/containers/json',
    query: { all: '1', filters: JSON.stringify({ label: [`${service}=${target.workload}`] }) },
    doing: 'list containers',
  };
  const answer = z.array(z.unknown()).safeParse(await engine.json(request, signal));
  if (!answer.success) throw engine.oddAnswer(request);
  const found = listOf(listed)
    .parse(answer.data)
    .filter(({ Labels }) => Labels[oneoff]?.toLowerCase() !== 'true');
  const projects = new Set(found.map(({ Labels }) => Labels[project] ?? ''));
  if (projects.size > 1) {
    const names = found.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12)).sort();
    throw ambiguous(target.workload, names);
  }
  // Started without Compose.
  return found.length === 0 ? [target.workload] : found.map(({ Id }) => Id);
}

/** null: there is none of that id or name. */
export async function inspectContainer(
  engine: EngineClient,
  idOrName: string,
  signal: AbortSignal | undefined,
): Promise<Container | null> {
  const request: EngineRequest = {
    method: 'GET',
    path: `/containers/${encodeURIComponent(idOrName)}/json`,
    doing: `inspect ${idOrName.length === 64 ? idOrName.slice(0, 12) : idOrName}`,
  };
  try {
    const container = containerOf(await engine.json(request, signal));
    if (container === null) throw engine.oddAnswer(request);
    return container;
  } catch (error) {
    if (error instanceof Failure && error.code === 'docker-404') return null;
    throw error;
  }
}

function ambiguous(workload: string, names: readonly string[]): Failure {
  return new Failure(
    'docker-ambiguous',
    `several Compose projects have a service ${workload}: ${names.join(', ')}`,
    { retryable: false, remedy: `Name the container: LEAKOPS_CONTAINER=${names[0] ?? workload}` },
  );
}
