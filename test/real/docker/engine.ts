/** A Docker engine of the tests' own: no network, nothing shared with another engine of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../processes/until.ts';
import { onPath } from '../command.ts';
import { freePort } from '../free-port.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { clear, controlGroupOf, newFolder } from './clear.ts';
import { type EngineApi, engineApi } from './engine-api.ts';

export interface EngineOptions {
  /** Containers go on running while the engine is away. */
  liveRestore?: boolean;
  /** Listens on TCP too, with TLS. */
  tls?: boolean;
}

export interface Engine {
  api: EngineApi;
  /** As `DOCKER_HOST` has it. */
  host: string;
  socket: string;
  tls: { port: number; certificates: Certificates } | null;
  /** As `systemctl restart docker` does the first half. */
  stop(): Promise<void>;
  /** It dies, as in a crash. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It accepts connections and answers nothing; until it is thawed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** Where Debian puts it, for users whose PATH leaves that out. */
export const dockerd = () => onPath('dockerd') ?? '/usr/sbin/dockerd';

export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const folder = newFolder();
  const socket = join(folder, 'docker.sock');
  const log = join(folder, 'log');
  const api = engineApi(socket);
  const tls =
    options.tls === true
      ? { port: await freePort(), certificates: await makeCertificates(join(folder, 'certificates')) }
      : null;
  mkdirSync(join(folder, 'home'));
  let running: ChildProcess | null = null;

  async function start(): Promise<void> {
    const output = openSync(log, 'a');
    const child = spawn(dockerd(), argumentsOf(folder, options, tls), {
      stdio: ['ignore', output, output],
      env: { PATH: process.env.PATH, HOME: join(folder, 'home') },
    });
    running = child;
    let failure: Error | null = null;
    child.on('error', (error) => {
      failure = error;
    });
    await until('an engine that answers', async () => {
      if (failure !== null) throw failure;
      if (child.exitCode !== null) {
        throw new Error(`dockerd ended with ${child.exitCode}:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
      }
      return api.call('GET', '/_ping').then(
        () => true,
        () => false,
      );
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = running;
    if (child === null) return;
    running = null;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    api,
    socket,
    host: `unix://${socket}`,
    tls,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => running?.kill('SIGSTOP'),
    thaw: () => running?.kill('SIGCONT'),
    async close() {
      await end('SIGKILL');
      await clear(folder);
    },
  };
}

function argumentsOf(folder: string, options: EngineOptions, tls: Engine['tls']): string[] {
  return [
    '--iptables=false',
    '--ip6tables=false',
    '--ip-masq=false',
    '--bridge=none',
    '--storage-driver=vfs',
    '--exec-opt=native.cgroupdriver=cgroupfs',
    `--cgroup-parent=/${controlGroupOf(folder)}`,
    `--host=unix://${folder}/docker.sock`,
    `--data-root=${folder}/lib`,
    `--exec-root=${folder}/run`,
    `--pidfile=${folder}/docker.pid`,
    ...(options.liveRestore === true ? ['--live-restore'] : []),
    ...(tls === null
      ? []
      : [
          `--host=tcp://127.0.0.1:${tls.port}`,
          '--tlsverify',
          ...(['ca', 'cert', 'key'] as const).map(
            (name) => `--tls${name === 'ca' ? 'cacert' : name}=${tls.certificates.server}/${name}.pem`,
          ),
        ]),
  ];
}
