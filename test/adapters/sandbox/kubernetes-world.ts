/** The sandbox's Kubernetes API over loopback, with the real client before it. */
import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { expect } from 'vitest';
import { createBroker } from '../../../adapters/sandbox/broker.ts';
import { type Checkout, createCheckout } from '../../../adapters/sandbox/checkout.ts';
import { createKubernetes } from '../../../adapters/sandbox/kubernetes.ts';
import { type Serving, serving } from './serving.ts';

export const namespace = 'otel-demo';

export interface KubernetesWorld extends Serving {
  checkout: Checkout;
  flagValue: number;
  users: number;
  config: KubeConfig;
  core: CoreV1Api;
  apps: AppsV1Api;
  custom: CustomObjectsApi;
  rights: AuthorizationV1Api;
  version: VersionApi;
  watch: Watch;
  /** With the sandbox's token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export function configOf(url: string, token: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    // The client speaks plain HTTP only to clusters that are marked so.
    clusters: [{ name: 'sandbox', server: url, skipTLSVerify: true }],
    users: [{ name: 'sandbox', token }],
    contexts: [{ name: 'sandbox', cluster: 'sandbox', user: 'sandbox', namespace }],
    currentContext: 'sandbox',
  });
  return config;
}

export async function kubernetesWorld(): Promise<KubernetesWorld> {
  const world = { flagValue: 0, users: 5 } as KubernetesWorld;
  const served = await serving('kubernetes', (clock, faults) => {
    const broker = createBroker('guide');
    world.checkout = createCheckout({
      clock,
      seed: 1,
      leakSpeed: 1,
      broker,
      flagValue: () => world.flagValue,
      users: () => world.users,
      coldCache: () => false,
    });
    return createKubernetes({
      checkout: world.checkout,
      broker,
      clock,
      faults,
      readingsEveryMs: 15_000,
      readingsAgeMs: 5000,
      namespace,
    });
  });
  const config = configOf(served.url, 'sandbox');
  return Object.assign(world, served, {
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
    rights: config.makeApiClient(AuthorizationV1Api),
    version: config.makeApiClient(VersionApi),
    watch: new Watch(config),
    ask: (path: string, init: RequestInit = {}) =>
      fetch(served.url + path, { ...init, headers: { Authorization: 'Bearer sandbox', ...init.headers } }),
  });
}

/** What the client throws: its code, and the Status that it leaves as a string. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: number; status: Record<string, unknown> }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiException);
  const { code, body } = error as ApiException<unknown>;
  const status = typeof body === 'string' ? JSON.parse(body) : {};
  return { code, status };
}
