/**
 * Calls of the Kubernetes API through client-node: bounded, abortable, errors as Failures, the server's clock heard.
 * client-node is loaded at the first call: it costs 85 MB that a bot without a cluster need not pay.
 */
import type * as ClientNode from '@kubernetes/client-node';
import { Failure } from '../../../src/failure.ts';
import type { Clock } from '../../../src/ports.ts';
import type { ServerClock } from '../server-clock.ts';
import { type Deed, wordsOfDeed } from './deed.ts';
import { answerFailure, cutFailure, statusFailure, timeoutFailure, transportFailure } from './failures.ts';
import { type Access, loadAccess } from './kubeconfig.ts';

interface Apis {
  core: ClientNode.CoreV1Api;
  apps: ClientNode.AppsV1Api;
  custom: ClientNode.CustomObjectsApi;
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Of a patch: without one client-node sends a JSON Patch, which the server answers with 400. */
  contentType?: string;
}

export interface KubernetesClient {
  /** Rejects with a Failure: `kubernetes-STATUS`, `-unreachable`, `-tls`, `-answer`, `-config`, `-cancelled`. */
  call<T>(deed: Deed, send: (apis: Apis) => Promise<T>, options?: CallOptions): Promise<T>;
  /** That the answer to a deed is not what this API says. */
  oddAnswer(deed: Deed): Failure;
}

interface Connection extends Access {
  library: typeof ClientNode;
  /** Kept, because client-node makes a new one, and with it a new TLS connection, for every request. */
  dispatcher: ReturnType<ClientNode.RequestContext['getDispatcher']> | null;
}

/** How far one request got: it tells a bad credential helper from a bad network from a bad answer. */
interface Progress {
  sent: boolean;
  answered: boolean;
}

export function kubernetesClient(options: {
  kubeconfig: string | undefined;
  clock: Clock;
  server: ServerClock;
  /** Of one request, real time. */
  timeoutMs: number;
}): KubernetesClient {
  const { clock, server, timeoutMs } = options;
  let current: Connection | null = null;

  async function connect(): Promise<Connection> {
    if (current !== null) return current;
    const library = await import('@kubernetes/client-node');
    // Two first calls at once: the one that comes second takes what the first has made.
    current ??= { ...loadAccess(new library.KubeConfig(), options.kubeconfig), library, dispatcher: null };
    return current;
  }

  function apisFor(
    connection: Connection,
    progress: Progress,
    signal: AbortSignal,
    contentType: string | undefined,
  ): Apis {
    const { library, kubeConfig } = connection;
    let sentAt = 0;
    const middleware: ClientNode.Middleware = {
      async pre(request) {
        connection.dispatcher ??= request.getDispatcher();
        if (connection.dispatcher !== undefined) request.setDispatcher(connection.dispatcher);
        request.setSignal(signal);
        request.setHeaderParam('User-Agent', 'leakops');
        if (contentType !== undefined) request.setHeaderParam('Content-Type', contentType);
        progress.sent = true;
        sentAt = clock.now();
        return request;
      },
      async post(response) {
        progress.answered = true;
        // An error may come from a proxy, with the proxy's clock.
        if (response.httpStatusCode < 300) server.heard(response.headers.date, sentAt, clock.now());
        return response;
      },
    };
    const configuration = library.createConfiguration({
      baseServer: new library.ServerConfiguration(connection.server, {}),
      authMethods: { default: kubeConfig },
      promiseMiddleware: [middleware],
    });
    return {
      core: new library.CoreV1Api(configuration),
      apps: new library.AppsV1Api(configuration),
      custom: new library.CustomObjectsApi(configuration),
    };
  }

  /** The next call reads the kubeconfig anew (tokens are rotated) and opens a new connection. */
  function forget(connection: Connection) {
    if (current === connection) current = null;
  }

  async function once<T>(deed: Deed, send: (apis: Apis) => Promise<T>, call: CallOptions): Promise<T> {
    const connection = await connect();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
    const progress: Progress = { sent: false, answered: false };
    try {
      return await orAborted(send(apisFor(connection, progress, signal, call.contentType)), signal);
    } catch (error) {
      if (call.signal?.aborted) throw cancelled(deed);
      const { ApiException } = connection.library;
      if (error instanceof ApiException) {
        if (error.code === 401) forget(connection);
        throw statusFailure(error.code, error.body, deed, connection.secrets);
      }
      connection.dispatcher = null;
      if (timeout.aborted) throw timeoutFailure(deed, connection.host, timeoutMs);
      if (!progress.sent) {
        forget(connection);
        throw credentialsFailure(deed);
      }
      if (!progress.answered) throw transportFailure(error, deed, connection.host);
      // fetch gives its errors a cause; a TypeError without one is client-node's, over JSON of another shape.
      if (error instanceof TypeError && error.cause !== undefined) throw cutFailure(deed, connection.host);
      throw answerFailure(deed, connection.host);
    }
  }

  return {
    async call(deed, send, call = {}) {
      try {
        return await once(deed, send, call);
      } catch (error) {
        // Nothing was done; with the credentials read anew it may be (a rotated token).
        if (error instanceof Failure && error.code === 'kubernetes-401') return await once(deed, send, call);
        throw error;
      }
    },
    oddAnswer: (deed) => answerFailure(deed, current?.host ?? 'the address of the kubeconfig'),
  };
}

/** The signal ends the wait also where client-node does not look at it: in a credential helper that hangs. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

function cancelled(deed: Deed): Failure {
  return new Failure('kubernetes-cancelled', `it was no longer needed to ${wordsOfDeed(deed)}`);
}

/** Its own words stay out: what a credential helper prints may be the credential. */
function credentialsFailure(deed: Deed): Failure {
  return new Failure(
    'kubernetes-credentials',
    `no credentials to ${wordsOfDeed(deed)}: a file, or the command, that the kubeconfig names for them fails`,
    { remedy: 'Check with kubectl auth whoami and the same kubeconfig.' },
  );
}
