/** What can go wrong with the Kubernetes API, as Failures. Nothing of a request, and no credential, gets into them. */
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import { harmless, systemCodeOf } from '../server-words.ts';
import { type Deed, remedyOfDeed, ruleOfDeed, wordsOfDeed } from './deed.ts';
import { answerLimitBytes } from './strict-http.ts';

const statusBody = z.object({ message: z.string() });

/** The `message` of a Status body, which client-node hands over as a string (facts/kubernetes.md); null: none. */
function messageOf(body: unknown): string | null {
  let status = body;
  if (typeof body === 'string') {
    try {
      status = JSON.parse(body);
    } catch {
      return null;
    }
  }
  const parsed = statusBody.safeParse(status);
  return parsed.success ? parsed.data.message : null;
}

/** An HTTP status of 300 and more. `secrets`: what must not be repeated should the server say it. */
export function statusFailure(
  status: number,
  body: unknown,
  deed: Deed,
  secrets: readonly string[] = [],
): Failure {
  const code = `kubernetes-${status}`;
  const doing = wordsOfDeed(deed);
  const message = messageOf(body);
  const said = message === null ? '' : `: ${harmless(message, secrets)}`;
  if (status === 401) {
    return new Failure(code, `the Kubernetes API does not accept the bot's credentials (401) to ${doing}`, {
      remedy: 'Renew the credentials of the kubeconfig, or the service account token of the bot.',
    });
  }
  if (status === 403 && (message === null || message.includes('cannot'))) {
    return new Failure(
      code,
      `the bot may not ${doing} (403): its ${deed.namespace === null ? 'ClusterRole' : 'Role'} needs ${ruleOfDeed(deed)}`,
      {
        retryable: false,
        remedy: remedyOfDeed(deed),
      },
    );
  }
  if (status === 404) {
    return new Failure(code, `the Kubernetes API cannot ${doing}: not found (404)`, {
      retryable: false,
      remedy: 'Check LEAKOPS_NAMESPACE and LEAKOPS_WORKLOAD.',
    });
  }
  if (status >= 300 && status < 400) {
    return new Failure(
      code,
      `what answers for the Kubernetes API to ${doing} sends us elsewhere (${status})`,
      {
        remedy: 'Set server in the kubeconfig to where the API itself answers.',
      },
    );
  }
  if (status === 409) {
    return new Failure(code, `somebody else is changing it: ${doing} was refused (409)${said}`, {
      remedy: 'Try again.',
    });
  }
  const retryable = status === 408 || status === 410 || status === 429 || status >= 500;
  return new Failure(code, `the Kubernetes API answered ${status} to ${doing}${said}`, {
    retryable,
    remedy: retryable ? 'Try again; if it stays so, look at the API server.' : null,
  });
}

const tlsCode = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|^ERR_(TLS|SSL)/;

/** The request went out, or could not, and no answer came. */
export function transportFailure(error: unknown, deed: Deed, host: string): Failure {
  const code = systemCodeOf(error);
  if (code !== null && tlsCode.test(code)) {
    return new Failure('kubernetes-tls', `no trusted connection to the Kubernetes API at ${host} (${code})`, {
      retryable: false,
      remedy: 'Check certificate-authority and server of the kubeconfig.',
    });
  }
  return unreachable(
    `the Kubernetes API at ${host} cannot be reached${code === null ? '' : ` (${code})`}`,
    deed,
  );
}

export function timeoutFailure(deed: Deed, host: string, timeoutMs: number): Failure {
  return unreachable(`the Kubernetes API at ${host} did not answer within ${timeoutMs / 1_000} s`, deed);
}

/** An answer that goes on for as long as it is wanted, and does not. */
export function silentFailure(deed: Deed, host: string, silentMs: number): Failure {
  return new Failure(
    'kubernetes-silent',
    `the Kubernetes API at ${host} has said nothing for ${silentMs / 1_000} s since it began to ${wordsOfDeed(deed)}`,
    { remedy: 'Check for a proxy in front of it that holds answers back.' },
  );
}

export function cutFailure(deed: Deed, host: string): Failure {
  return unreachable(`the Kubernetes API at ${host} broke off its answer`, deed);
}

function unreachable(words: string, deed: Deed): Failure {
  return new Failure('kubernetes-unreachable', `${words} to ${wordsOfDeed(deed)}`, {
    remedy: 'Check that the cluster is up and that KUBECONFIG names it.',
  });
}

export function tooLargeFailure(deed: Deed, host: string): Failure {
  return new Failure(
    'kubernetes-too-large',
    `the Kubernetes API at ${host} answers with more than ${answerLimitBytes / 1e6} MB to ${wordsOfDeed(deed)}`,
    { retryable: false, remedy: 'Narrow down LEAKOPS_SELECTOR.' },
  );
}

/** 200, but nothing that this API would say: HTML of a login page, half a document. */
export function answerFailure(deed: Deed, host: string): Failure {
  return new Failure(
    'kubernetes-answer',
    `what answers at ${host} to ${wordsOfDeed(deed)} is not the Kubernetes API, or a damaged answer of it`,
    { remedy: 'Check the server in the kubeconfig, and any proxy in front of it.' },
  );
}
