/** What can go wrong with a Docker engine, as Failures. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import { harmless, systemCodeOf } from '../server-words.ts';
import type { EngineAddress } from './engine.ts';

/** As `DOCKER_HOST` would name it. */
function shown(engine: EngineAddress): string {
  if (engine.kind === 'socket') return `unix://${engine.path}`;
  return `tcp://${engine.host.includes(':') ? `[${engine.host}]` : engine.host}:${engine.port}`;
}

const errorBody = z.object({ message: z.string() });

function messageOf(body: string): string | null {
  try {
    const parsed = errorBody.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.message : null;
  } catch {
    return null;
  }
}

/** An HTTP status of 300 and more. */
export function statusFailure(status: number, body: string, engine: EngineAddress, doing: string): Failure {
  const code = `docker-${status}`;
  if (status === 400 && body.includes('HTTPS server')) {
    return new Failure(
      code,
      `the Docker engine at ${shown(engine)} speaks TLS, and DOCKER_TLS_VERIFY is not set`,
      {
        retryable: false,
        remedy: 'Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its certificates.',
      },
    );
  }
  const message = messageOf(body);
  const said = message === null ? '' : `: ${harmless(message, [])}`;
  if (status === 401 || status === 403) {
    return new Failure(
      code,
      `what stands before the Docker engine does not let leakops ${doing} (${status})${said}`,
      {
        retryable: false,
        remedy: 'Allow it containers, events, info and POST …/restart.',
      },
    );
  }
  const retryable = status === 408 || status === 409 || status === 429 || status >= 500;
  return new Failure(code, `the Docker engine answered ${status} to ${doing}${said}`, {
    retryable,
    remedy: retryable ? 'Try again; if it stays so, look at the engine.' : 'Check DOCKER_HOST.',
  });
}

const tlsCode = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|^ERR_(TLS|SSL|OSSL)|^EPROTO$/;

/** The request went out, or could not, and no answer came, or half of one. */
export function transportFailure(error: unknown, engine: EngineAddress, doing: string): Failure {
  const code = systemCodeOf(error);
  const at = shown(engine);
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure(
      'docker-permission',
      `leakops may not use the Docker engine's socket ${at} (${code})`,
      {
        retryable: false,
        remedy:
          'Start leakops in the group that owns the socket (docker); who may use it is root on that machine.',
      },
    );
  }
  if (code === 'ENOENT') {
    return unreachable(`there is no Docker engine at ${at}: the socket is not there`, doing);
  }
  if (code !== null && tlsCode.test(code)) {
    return new Failure('docker-tls', `no trusted connection to the Docker engine at ${at} (${code})`, {
      remedy: 'Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH, and the name in DOCKER_HOST.',
    });
  }
  if (code === 'ERR_BAD_RESPONSE')
    return unreachable(`the Docker engine at ${at} broke off its answer`, doing);
  return unreachable(
    `the Docker engine at ${at} cannot be reached${code === null ? '' : ` (${code})`}`,
    doing,
  );
}

export function timeoutFailure(engine: EngineAddress, doing: string, timeoutMs: number): Failure {
  return unreachable(
    `the Docker engine at ${shown(engine)} did not answer within ${timeoutMs / 1_000} s`,
    doing,
  );
}

export function tooLargeFailure(engine: EngineAddress, doing: string, limitBytes: number): Failure {
  return new Failure(
    'docker-too-large',
    `the Docker engine at ${shown(engine)} answers with more than ${Math.floor(limitBytes / 1e6)} MB to ${doing}`,
    { retryable: false, remedy: 'Check DOCKER_HOST, and any proxy in front of the engine.' },
  );
}

function unreachable(words: string, doing: string): Failure {
  return new Failure('docker-unreachable', `${words} to ${doing}`, {
    remedy: 'Check that the Docker engine runs and that DOCKER_HOST names it.',
  });
}

/** 200, but nothing that this API would say. */
export function answerFailure(engine: EngineAddress, doing: string): Failure {
  return new Failure(
    'docker-answer',
    `what answers at ${shown(engine)} to ${doing} is not a Docker engine, or a damaged answer of it`,
    { remedy: 'Check DOCKER_HOST, and any proxy in front of the engine.' },
  );
}

export function cancelled(doing: string): Failure {
  return new Failure('docker-cancelled', `the request to ${doing} was cut off`);
}
