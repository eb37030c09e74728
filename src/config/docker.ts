/** Where the Docker engine is, by the variables that `docker` itself reads. */
import { plainText, type Settings } from './settings.ts';

export type DockerEngine =
  | { kind: 'socket'; path: string }
  /** `host`: an IPv6 address without brackets. `tls` null: plain HTTP. */
  | { kind: 'tcp'; host: string; port: number; tls: EngineTls | null };

interface EngineTls {
  /** With `ca.pem`, and `cert.pem` and `key.pem` of a client; null: where `docker` looks, `~/.docker`. */
  certificates: string | null;
}

const ports = { plain: 2375, tls: 2376 };

/** `unix:///var/run/docker.sock` and `tcp://host:2376`; what `docker` understands besides (ssh, npipe) is refused. */
export function readEngine(settings: Settings): DockerEngine {
  const certificates = settings.optional('DOCKER_CERT_PATH', plainText);
  // As for `docker`: any value switches it on, 0 too.
  const tls = settings.given('DOCKER_TLS_VERIFY') === null ? null : { certificates };
  return settings.read<DockerEngine>('DOCKER_HOST', (text) => {
    const socket = /^unix:\/\/(\/.+)$/.exec(text)?.[1];
    if (socket !== undefined) return { value: { kind: 'socket', path: socket } };
    const url = /^tcp:\/\/[^/]+\/?$/.test(text) && URL.canParse(text) ? new URL(text) : null;
    if (url === null || url.hostname === '' || url.username !== '') {
      return {
        allowed: 'unix:///path/of/docker.sock or tcp://host:2376 is needed; for ssh:// forward the socket',
      };
    }
    const port = url.port === '' ? (tls === null ? ports.plain : ports.tls) : Number(url.port);
    return { value: { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls } };
  });
}
