/** All games, and what came of each. */
import { inLanes } from './lanes.ts';
import { type GamePlan, type Played, playGame } from './play.ts';
import {
  type ChaosToolkitPrograms,
  findChaosToolkit,
  findPrometheus,
  type PrometheusPrograms,
} from './programs.ts';
import { playChaosToolkit } from './rivals/chaostoolkit.ts';
import { playLeakops } from './rivals/leakops.ts';
import type { Player, Table } from './rivals/player.ts';
import { playPrometheus } from './rivals/prometheus.ts';
import { plansOf, type SceneOptions } from './scenes.ts';
import { nameOf, type RivalName, rivalNames, rivalTitles, type SetupId, setupOf } from './setups.ts';

export interface Measured {
  /** Of each rival that was asked for: its versions, or why it could not be measured here. */
  rivals: Partial<Record<RivalName, { versions: string } | { missing: string }>>;
  played: Played[];
  failed: { plan: GamePlan; why: string }[];
  minutes: number;
}

/** Few where instants must be exact; many where games only take long. */
export const exactLanes = 5;
export const roughLanes = 16;

interface Programs {
  prometheus: PrometheusPrograms | null;
  chaostoolkit: ChaosToolkitPrograms | null;
}

function sitDownWith(programs: Programs) {
  return (id: SetupId, table: Table): Promise<Player> => {
    const setup = setupOf(id);
    if (setup.rival === 'leakops') return playLeakops(setup.settings, table);
    if (setup.rival === 'prometheus' && programs.prometheus !== null)
      return playPrometheus(programs.prometheus, setup.settings, table);
    if (setup.rival === 'chaostoolkit' && programs.chaostoolkit !== null)
      return playChaosToolkit(programs.chaostoolkit, setup.settings, table);
    throw new Error(`${rivalTitles[setup.rival]} is not there`);
  };
}

const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`);

function lineOf({ plan, overMs, blowMs, offMs, killedMs }: Played): string {
  const { scene, setup, leakSpeed, blow } = plan;
  const befell = blow === 'none' ? '' : `, ${blow} at ${seconds(blowMs)}`;
  const instants = `over ${seconds(overMs)}${befell}, off ${seconds(offMs)}, killed ${seconds(killedMs)}`;
  return `${scene}, × ${leakSpeed}, ${nameOf(setup)}: ${instants}`;
}

export async function measure(
  options: SceneOptions & { cacheFolder: string },
  say: (line: string) => void,
): Promise<Measured> {
  const startedAt = performance.now();
  const rivals: Measured['rivals'] = {};
  async function found<T extends { versions: string }>(
    name: RivalName,
    find: () => Promise<T>,
  ): Promise<T | null> {
    if (options.only !== null && options.only !== name) return null;
    try {
      const program = await find();
      rivals[name] = { versions: program.versions };
      return program;
    } catch (error) {
      const missing = error instanceof Error ? error.message : String(error);
      rivals[name] = { missing };
      say(`${rivalTitles[name]} is left out: ${missing}`);
      return null;
    }
  }
  const programs: Programs = {
    prometheus: await found('prometheus', () => findPrometheus(options.cacheFolder, say)),
    chaostoolkit: await found('chaostoolkit', () => findChaosToolkit(options.cacheFolder, say)),
  };
  await found('leakops', async () => ({ versions: 'this repository' }));
  const missing = rivalNames.filter((name) => rivals[name] === undefined || 'missing' in rivals[name]);

  const plans = plansOf(options, (setup) => !missing.includes(setupOf(setup).rival));
  const played: Played[] = [];
  const failed: Measured['failed'] = [];
  const sitDown = sitDownWith(programs);
  async function play(plan: GamePlan): Promise<void> {
    try {
      const game = await playGame(plan, sitDown);
      played.push(game);
      say(lineOf(game));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      failed.push({ plan, why });
      say(`${plan.scene}, × ${plan.leakSpeed}, ${nameOf(plan.setup)}, ${plan.blow}: failed: ${why}`);
    }
  }
  const { exact, rough } = plans;
  say(`${exact.length + rough.length} games`);
  await inLanes(exactLanes, exact, play);
  await inLanes(roughLanes, rough, play);
  return { rivals, played, failed, minutes: (performance.now() - startedAt) / 60_000 };
}
