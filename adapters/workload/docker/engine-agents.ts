/** The connections to an engine: a socket, plain TCP, or TLS with certificates that may be renewed while the bot runs. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../src/failure.ts';
import type { EngineAddress } from './engine.ts';

interface EngineWay {
  /** Without a slash at its end. */
  origin: string;
  socketPath: string | null;
  agents: { httpAgent: http.Agent } | { httpsAgent: https.Agent };
}

interface Certificates {
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
}

/** Called before each request: the same agent for as long as the certificates stay the same. */
export function engineWays(engine: EngineAddress): () => EngineWay {
  if (engine.kind === 'socket') {
    const way = { origin: 'http://docker', socketPath: engine.path, agents: { httpAgent: plainAgent() } };
    return () => way;
  }
  const { tls } = engine;
  const host = engine.host.includes(':') ? `[${engine.host}]` : engine.host;
  const address = `${host}:${engine.port}`;
  if (tls === null) {
    const way = { origin: `http://${address}`, socketPath: null, agents: { httpAgent: plainAgent() } };
    return () => way;
  }
  const folder = tls.certificates ?? join(homedir(), '.docker');
  let current: { certificates: Certificates; agent: https.Agent } | null = null;
  return () => {
    const certificates = readCertificates(folder);
    if (current === null || !same(current.certificates, certificates)) {
      current?.agent.destroy();
      current = { certificates, agent: new https.Agent({ keepAlive: true, ...certificates }) };
    }
    return { origin: `https://${address}`, socketPath: null, agents: { httpsAgent: current.agent } };
  };
}

function plainAgent(): http.Agent {
  return new http.Agent({ keepAlive: true });
}

/** As `docker` does: what is not there is left out, so that an engine that asks for no client needs no `cert.pem`. */
function readCertificates(folder: string): Certificates {
  const read = (name: string) => {
    const path = join(folder, name);
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new Failure(
        'docker-tls',
        `${path} cannot be read, so there is no connection to the Docker engine`,
        {
          remedy: 'Let the user of leakops read it, or set DOCKER_CERT_PATH to another folder.',
        },
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

function same(a: Certificates, b: Certificates): boolean {
  return a.ca === b.ca && a.cert === b.cert && a.key === b.key;
}
