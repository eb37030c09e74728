import type { Run, RunId } from '../src/run/run.ts';
import { linkTo } from '../src/voice/answer.ts';
import { noReportYet, noSuchRun } from '../src/voice/answer-history.ts';
import { reportPost } from '../src/voice/report-post.ts';
import { defineVerb, freely, refused, type Scene } from './handling/verb.ts';
import { lastEnded, liveRuns, whoseRun } from './handling/whose-run.ts';

export const report = defineVerb({
  name: 'report',
  summary: 'shows the report of a run again, of the last one when none is named',
  options: [
    {
      name: 'run',
      type: 'run',
      keyword: null,
      required: false,
      description: '42, run-42 or last',
    },
  ],
  examples: ['report', 'report run-42'],
  refusal: 'No report',
  operatorsOnly: false,
  plan({ run: name }, scene) {
    const run = runOf(name, scene);
    if (run === null) {
      const there = { ended: lastEnded(scene) !== null, live: liveRuns(scene).length > 0 };
      return refused(noSuchRun(name === undefined || name === 'last' ? null : name, there));
    }
    if (run.state !== 'ended') return refused(noReportYet(run));
    const { publicUrl } = scene.settings;
    return freely(() => ({
      ...reportPost(run, scene.now, { publicUrl, chartUrl: null }),
      kind: 'reply',
      actions: linkTo(run, publicUrl, 'Report'),
      mention: null,
      broadcast: false,
    }));
  },
});

/** The named run; without a name that of the thread, else the last one that is over. */
function runOf(name: string | undefined, scene: Scene): Run | null {
  if (name !== undefined && name !== 'last') return scene.desk.run(name as RunId);
  if (name === undefined && scene.thread !== null) {
    const whose = whoseRun({ ...scene, named: null });
    if (whose.kind === 'ended') return whose.run;
    if (whose.kind === 'live' && whose.run.thread === scene.thread) return whose.run;
  }
  return lastEnded(scene);
}
