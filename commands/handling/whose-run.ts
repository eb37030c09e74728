/** Rule 30: in a thread that thread's run; else the one live run of the channel; else of the bot; else choose. */
import { newestRun } from '../../src/run/newest-run.ts';
import type { Ended, Run } from '../../src/run/run.ts';
import { runIsOver } from '../../src/voice/answer-late.ts';
import { chooseRun, noRun } from '../../src/voice/answer-whose.ts';
import { refused, type Scene, type Step } from './verb.ts';

export type { Ended };
export type Live = Exclude<Run, { state: 'ended' }>;

export type Whose =
  | { kind: 'live'; run: Live }
  | { kind: 'ended'; run: Ended }
  | { kind: 'none' }
  | { kind: 'several'; runs: Live[] };

type Where = Pick<Scene, 'desk' | 'named' | 'chat' | 'channel' | 'thread'>;

export function whoseRun(scene: Where): Whose {
  const { desk, named, chat, channel, thread } = scene;
  if (named !== null) return known(desk.run(named));
  if (thread !== null) {
    const here = (run: Run) => run.chat === chat && run.channel === channel && run.thread === thread;
    const run = desk.live().find(here) ?? newestRun((newest) => desk.history(newest), here);
    if (run !== null) return known(desk.run(run.id) ?? run);
  }
  const live = liveRuns(scene);
  const ofChannel = live.filter((run) => run.chat === chat && run.channel === channel);
  const candidates = ofChannel.length > 0 ? ofChannel : live;
  const [only] = candidates;
  if (only === undefined) return { kind: 'none' };
  return candidates.length === 1 ? { kind: 'live', run: only } : { kind: 'several', runs: candidates };
}

/** Whose run it would be if nobody stood in a thread. */
export function liveOutsideThread(scene: Where): Whose {
  return whoseRun({ ...scene, named: null, thread: null });
}

export function liveRuns(scene: Pick<Scene, 'desk'>): Live[] {
  return scene.desk.live().filter((run) => run.state !== 'ended');
}

/** The newest run that is over, with its readings; null: none. */
export function lastEnded(scene: Pick<Scene, 'desk'>): Ended | null {
  const ended = newestRun(
    (newest) => scene.desk.history(newest),
    (run) => run.state === 'ended',
  );
  if (ended?.state !== 'ended') return null;
  const whole = scene.desk.run(ended.id);
  return whole?.state === 'ended' ? whole : ended;
}

/** The step for the run that is meant, or why there is none. @param verb to type in a run's thread */
export function forLiveRun(scene: Scene, refusal: string, verb: string, step: (run: Live) => Step): Step {
  const whose = whoseRun(scene);
  switch (whose.kind) {
    case 'live':
      return step(whose.run);
    case 'ended':
      return refused(runIsOver(whose.run, scene.now, scene.settings.publicUrl, liveRuns(scene)));
    case 'none':
      return refused(noRun(refusal));
    case 'several':
      return refused(chooseRun(refusal, verb, whose.runs, scene.now, scene));
  }
}

function known(run: Run | null): Whose {
  if (run === null) return { kind: 'none' };
  return run.state === 'ended' ? { kind: 'ended', run } : { kind: 'live', run };
}
