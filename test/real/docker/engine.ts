/** A Docker engine of the tests' own: no network, nothing shared with another engine of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
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
  /** vfs runs everywhere, and copies the whole image for each layer. */
  storageDriver?: 'vfs' | 'overlay2';
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

  /** `answers`: it is there. Rejects with the end of its log when it ends before. */
  async function launch(program: string, args: string[], answers: () => Promise<unknown>) {
    const output = openSync(log, 'a');
    const env = { PATH: process.env.PATH, HOME: join(folder, 'home') };
    const child = spawn(program, args, { stdio: ['ignore', output, output], env });
    closeSync(output);
    let failure: Error | null = null;
    child.on('error', (error) => {
      failure = error;
    });
    await until(`${program} that answers`, async () => {
      if (failure !== null) throw failure;
      if (child.exitCode !== null) {
        throw new Error(
          `${program} ended with ${child.exitCode}:\n${readFileSync(log, 'utf8').slice(-2_000)}`,
        );
      }
      return answers().then(
        () => true,
        () => false,
      );
    });
    return child;
  }

  async function start(): Promise<void> {
    running = await launch(dockerd(), argumentsOf(folder, options, tls), () => api.call('GET', '/_ping'));
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

  // A service of its own, as systemd runs it: it stays when the engine restarts or dies.
  const configuration = join(folder, 'containerd.toml');
  writeFileSync(configuration, containerdToml(folder));
  await launch('containerd', ['--config', configuration], async () => accessSync(containerdSocket(folder)));
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

const containerdSocket = (folder: string) => join(folder, 'containerd.sock');

function containerdToml(folder: string): string {
  return `version = 2
root = "${folder}/containerd"
state = "${folder}/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${containerdSocket(folder)}"
`;
}

function argumentsOf(folder: string, options: EngineOptions, tls: Engine['tls']): string[] {
  return [
    '--iptables=false',
    '--ip6tables=false',
    '--ip-masq=false',
    '--bridge=none',
    `--storage-driver=${options.storageDriver ?? 'vfs'}`,
    '--exec-opt=native.cgroupdriver=cgroupfs',
    `--cgroup-parent=/${controlGroupOf(folder)}`,
    `--host=unix://${folder}/docker.sock`,
    `--containerd=${containerdSocket(folder)}`,
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
