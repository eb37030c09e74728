/** `chaos run` of the experiment: it starts the leak itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../../child.ts';
import { experimentOf } from '../experiment.ts';
import type { ChaosToolkitPrograms } from '../programs.ts';
import type { ChaosToolkitSettings } from '../setups.ts';
import type { Player, Table } from './player.ts';

const modules = fileURLToPath(new URL('../chaostoolkit/', import.meta.url));

export async function playChaosToolkit(
  { chaos }: ChaosToolkitPrograms,
  settings: ChaosToolkitSettings,
  { world, folder }: Table,
): Promise<Player> {
  const experiment = experimentOf(settings, {
    ...world.urls,
    token: world.token,
    limitBytes: world.limitBytes,
    usersBefore: world.before.users,
  });
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify(experiment, null, 2));
  const args = ['--no-version-check', '--log-file', join(folder, 'chaostoolkit.log'), 'run'];
  const strategy = `--rollback-strategy=${settings.rollbacks}`;
  const journal = ['--journal-path', join(folder, 'journal.json')];
  const start = () =>
    startProgram(chaos, [...args, strategy, ...journal, 'experiment.json'], {
      cwd: folder,
      endSignal: 'SIGKILL',
      environment: { PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1' },
    });
  let child: ReturnType<typeof start> | null = null;
  return {
    async leak() {
      child = start();
    },
    kill: async () => void (await child?.kill()),
    done: async () => void (await child?.ended),
    errors: () => child?.errors() ?? '',
    stop: async () => void (await child?.kill()),
  };
}
