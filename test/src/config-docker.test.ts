import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemOf } from './problem-of.ts';

describe('Docker', () => {
  const engineOf = (env: Record<string, string>) => {
    const config = readConfig({ LEAKOPS_TARGET: 'docker', ...env });
    return config.target === 'docker' ? config.engine : null;
  };

  test('is found where docker itself finds it', () => {
    expect(engineOf({})).toEqual({ kind: 'socket', path: '/var/run/docker.sock' });
    expect(engineOf({ DOCKER_HOST: 'unix:///run/user/1000/docker.sock' })).toEqual({
      kind: 'socket',
      path: '/run/user/1000/docker.sock',
    });
    const plain = { kind: 'tcp', host: 'engine', port: 2375, tls: null };
    expect(engineOf({ DOCKER_HOST: 'tcp://engine' })).toEqual(plain);
    expect(engineOf({ DOCKER_HOST: 'tcp://[::1]:99' })).toEqual({ ...plain, host: '::1', port: 99 });
    const env = { DOCKER_HOST: 'tcp://engine', DOCKER_TLS_VERIFY: '1' };
    expect(engineOf(env)).toEqual({ ...plain, port: 2376, tls: { certificates: null } });
    expect(engineOf({ ...env, DOCKER_CERT_PATH: '/certs' })).toEqual({
      ...plain,
      port: 2376,
      tls: { certificates: '/certs' },
    });
  });

  test.each([
    'ssh://engine',
    'npipe:////./pipe/docker_engine',
    '/var/run/docker.sock',
    'tcp://',
    'tcp://a/b',
    'http://engine',
  ])('DOCKER_HOST=%s is refused with what is allowed', (host) => {
    const message = problemOf({ LEAKOPS_TARGET: 'docker', DOCKER_HOST: host });
    expect(message).toContain(host);
    expect(message).toContain('unix:///path/of/docker.sock or tcp://host:2376');
  });

  test('its container is named, or found by the service', () => {
    const container = (env: Record<string, string>) => {
      const config = readConfig({ LEAKOPS_TARGET: 'docker', ...env });
      return config.target === 'docker' ? config.container : undefined;
    };
    expect(container({})).toBeNull();
    expect(container({ LEAKOPS_CONTAINER: 'Demo_checkout.1' })).toBe('Demo_checkout.1');
    expect(problemOf({ LEAKOPS_TARGET: 'docker', LEAKOPS_CONTAINER: '../x' })).toContain('LEAKOPS_CONTAINER');
  });

  test('takes no broker down in this version', () => {
    const message = problemOf({ LEAKOPS_TARGET: 'docker', LEAKOPS_BROKER: 'kafka' });
    expect(message).toMatch(/LEAKOPS_BROKER is "kafka": .* is not in this version/);
  });

  test('ignores what belongs to a cluster', () => {
    const env = {
      KUBECONFIG: '/x',
      LEAKOPS_NAMESPACE: 'shop',
      LEAKOPS_SELECTOR: 'a=b',
      LEAKOPS_READINGS: 'kubelet',
    };
    expect([...readConfig({ LEAKOPS_TARGET: 'docker', ...env }).ignored].sort()).toEqual(
      Object.keys(env).sort(),
    );
  });
});
