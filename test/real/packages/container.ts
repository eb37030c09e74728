/** leakops in a container, held as tightly as a cluster would. */
import { until } from '../../processes/until.ts';
import type { Docker } from './docker-cli.ts';

export interface Container {
  id: string;
  said(): Promise<string>;
  healthy(): Promise<void>;
  exec(...words: string[]): Promise<string>;
  /** Kill -9. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGTERM, as `docker stop` sends it. */
  stop(): Promise<{ code: number; ms: number }>;
}

interface Started {
  image: string;
  env: Record<string, string>;
  /** Name of the volume with the database. */
  volume: string;
  /** Files of this machine, to be read: path → path in the container. */
  files?: Record<string, string>;
}

const hardened = [
  ...['--network', 'host', '--read-only', '--tmpfs', '/tmp'],
  ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
];

export async function startContainer(
  docker: Docker,
  { image, env, volume, files = {} }: Started,
): Promise<Container> {
  const id = await docker([
    ...['run', '--detach', ...hardened, '--health-interval', '1s', '--volume', `${volume}:/data`],
    ...Object.entries(files).flatMap(([from, to]) => ['--volume', `${from}:${to}:ro`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image,
  ]);
  const look = (format: string) => docker(['inspect', '--format', format, id]);
  return {
    id,
    said: () => docker(['logs', id]),
    async healthy() {
      await until('a healthy container', async () => {
        const [state, health] = (await look('{{.State.Status}} {{.State.Health.Status}}')).split(' ');
        if (state !== 'running') throw new Error(`it is ${state}: ${await docker(['logs', id])}`);
        return health === 'healthy';
      });
    },
    exec: (...words) => docker(['exec', id, ...words]),
    kill: async () => void (await docker(['kill', id])),
    start: async () => void (await docker(['start', id])),
    async stop() {
      const from = performance.now();
      await docker(['stop', '--time', '30', id]);
      return { ms: performance.now() - from, code: Number(await look('{{.State.ExitCode}}')) };
    },
  };
}
