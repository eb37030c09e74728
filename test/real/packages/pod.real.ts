/** The pod that deploy/ makes, run as its cluster wrote it down, but by Docker: there is no kubelet here. */
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { speakTo } from '../../processes/bot-process.ts';
import { messageThatIs } from '../../processes/game.ts';
import { until } from '../../processes/until.ts';
import { freePort } from '../free-port.ts';
import { describeWith, handed } from '../gated.ts';
import { handedCluster } from '../kubernetes/handed.ts';
import { buildImage, ownPlatform } from './build-image.ts';
import { startContainer } from './container.ts';
import { dockerOf } from './docker-cli.ts';
import { kubectl, overlayFor, restrictedNamespace } from './kubectl.ts';

const probe = z.object({ exec: z.object({ command: z.array(z.string()) }) });
const podList = z.object({
  items: z.tuple([
    z.object({
      spec: z.object({
        serviceAccountName: z.string(),
        containers: z.tuple([
          z.object({
            envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }).optional() })),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
          }),
        ]),
      }),
    }),
  ]),
});
const configMap = z.object({ data: z.record(z.string(), z.string()) });

const image = 'leakops:pod';
const namespace = 'game-days';

describeWith('KUBERNETES_CLUSTER')('the pod of deploy/', () => {
  const json = async (...words: string[]) =>
    JSON.parse(await kubectl('--namespace', namespace, 'get', ...words, '--output', 'json'));

  /** What a kubelet mounts at the usual place: path here → path there. */
  async function serviceAccount(name: string, onTestFinished: (end: () => void) => void) {
    const folder = mkdtempSync(join(tmpdir(), 'leakops-account-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    chmodSync(folder, 0o755);
    const token = await kubectl('--namespace', namespace, 'create', 'token', name);
    writeFileSync(join(folder, 'token'), token.trim());
    writeFileSync(join(folder, 'namespace'), namespace);
    copyFileSync(handedCluster().caFile, join(folder, 'ca.crt'));
    const files = ['token', 'namespace', 'ca.crt'];
    for (const file of files) chmodSync(join(folder, file), 0o644);
    const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';
    return Object.fromEntries(files.map((file) => [join(folder, file), `${mounted}/${file}`]));
  }

  test.runIf(process.env.PACKAGES_DOCKER !== undefined)(
    'is well by its own probes, answers on loopback without a token, and sees its cluster as its service account',
    async ({ onTestFinished }) => {
      const docker = dockerOf(JSON.parse(handed('PACKAGES_DOCKER')));
      await buildImage(docker, { tag: image, platform: ownPlatform });
      await restrictedNamespace(namespace);
      await kubectl('apply', '--kustomize', overlayFor(namespace));
      const { spec } = await until('the pod', async () => {
        const pods = podList.safeParse(await json('pods', '--selector', 'app.kubernetes.io/name=leakops'));
        return pods.data?.items[0];
      });
      const [{ envFrom, ...probes }] = spec.containers;
      const name = envFrom.find(({ configMapRef }) => configMapRef !== undefined)?.configMapRef?.name ?? '';
      const { data } = configMap.parse(await json('configmap', name));
      const { hostname, port } = new URL(handedCluster().url);
      // One that others on this machine have not taken.
      const PORT = String(await freePort());

      const container = await startContainer(docker, {
        image,
        env: {
          ...{ ...data, LEAKOPS_NAMESPACE: namespace, PORT },
          ...{ KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
        },
        volume: `data-${randomUUID()}`,
        files: await serviceAccount(spec.serviceAccountName, onTestFinished),
      });
      onTestFinished(async () => void (await docker(['rm', '--force', '--volumes', container.id])));
      await container.healthy();
      for (const { exec } of Object.values(probes))
        expect(await container.exec(...exec.command)).toMatch(/^\/(health|ready)z answered 200$/);

      const bot = speakTo(`http://127.0.0.1:${PORT}`);
      await bot.say('/leak doctor');
      const { text } = await messageThatIs(bot, 'reply', /checkout/);
      // It may list them, in its own namespace: there are none.
      expect(text).toContain('checkout in game-days has no pod');
    },
  );
});
