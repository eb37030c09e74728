/** The bot itself, `node main.ts`, told to start the leak over its web chat. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startProgram } from '../../child.ts';
import { askJson, leakUsers, leakValue, postJson } from '../hands.ts';
import type { LeakopsSettings } from '../setups.ts';
import type { Player, Table } from './player.ts';

const channel = 'bench';
const runsAnswer = z.object({
  runs: z.array(z.object({ state: z.string(), outcome: z.string().nullable() })),
});
const messagesAnswer = z.object({ messages: z.array(z.object({ kind: z.string(), text: z.string() })) });

export async function playLeakops(settings: LeakopsSettings, { world, folder }: Table): Promise<Player> {
  const { urls } = world;
  const child = startProgram(process.execPath, ['main.ts'], {
    endSignal: 'SIGKILL',
    environment: {
      LEAKOPS_TARGET: 'kubernetes',
      KUBECONFIG: urls.kubeconfig,
      FLAGD_UI_URL: urls.flagdUiUrl,
      FLAGD_OFREP_URL: urls.ofrepUrl,
      LOCUST_URL: urls.locustUrl,
      LEAKOPS_DATABASE: join(folder, 'leakops.db'),
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...settings.environment,
    },
  });
  const listening = /^leakops listens on (http:\S+)$/.exec(await child.line('leakops listens on'));
  const url = listening?.[1] ?? '';
  const runs = async () => runsAnswer.parse(await askJson(`${url}/api/runs`)).runs;

  return {
    async leak() {
      const text = `/leak start gradual ${leakValue} ${leakUsers}`;
      await postJson(`${url}/api/say`, { channel, user: 'bench', text });
      for (;;) {
        if ((await runs()).length > 0) return;
        const said = messagesAnswer.parse(await askJson(`${url}/api/channels/${channel}/messages`));
        const refusal = said.messages.find((message) => message.text.includes('Not started'));
        if (refusal !== undefined) throw new Error(refusal.text);
        await pause(200);
      }
    },
    kill: () => child.kill(),
    async done() {
      while ((await runs())[0]?.state !== 'ended') await pause(500);
    },
    errors: () => child.errors(),
    stop: () => child.kill(),
  };
}
