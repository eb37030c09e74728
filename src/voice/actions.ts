/** The buttons, by the table of states (facts/chat-ux.md): verb and outcome, ≤ 34 characters, one coloured at most. */
import type { Action, ActionId } from '../ports.ts';
import type { Run } from '../run/run.ts';
import { typed } from './typed.ts';

const longestName = 24;

function button(run: Run, id: ActionId, label: string, style: Action['style'] = 'default'): Action {
  return { id, label, style, url: null, value: run.id };
}

export function stopButton(run: Run): Action {
  return button(run, 'stop', 'Stop run', 'danger');
}

export function tripButton(run: Run): Action {
  return button(run, 'trip', 'Trip breaker');
}

export function detailsButton(run: Run): Action {
  return button(run, 'details', 'Details');
}

export function restartButton(run: Run): Action {
  return button(run, 'restart', `Restart ${workloadName(run, longestName)}`);
}

/** Asked for and not failed, and nothing is known yet of how memory is after it. */
export function restartUnderWay(run: Run): boolean {
  const { restart, recoveryAt } = run;
  if (restart === null || restart.why !== null) return false;
  return !restart.done || run.recovery === null || recoveryAt === null || recoveryAt <= restart.requestedAt;
}

/** The restart, where it is needed, wanted by the settings, and not on its way already. */
export function restartOffer(run: Run): Action[] {
  return run.recovery === 'restart-needed' && run.restartPolicy !== 'never' && !restartUnderWay(run)
    ? [restartButton(run)]
    : [];
}

/** The command to carry out is its value, as the run is known from the thread. */
export function valueButton(run: Run, flagValue: number): Action {
  return { ...button(run, 'value', `Use flag ${flagValue}`), value: `flag ${flagValue}` };
}

export function growingButtons(run: Run): Action[] {
  return [
    stopButton(run),
    tripButton(run),
    button(run, 'extend', 'Extend 10\u00a0m'),
    button(run, 'users', 'Users…'),
    detailsButton(run),
  ];
}

/** Of a card or report that is final; without a public address there is no link. */
export function endedButtons(run: Run, publicUrl: string | null): Action[] {
  const report: Action[] =
    publicUrl === null
      ? []
      : [{ ...button(run, 'report', 'Report'), url: `${publicUrl.replace(/\/+$/, '')}/runs/${run.id}` }];
  return [...report, button(run, 'again', 'Run again'), ...restartOffer(run)];
}

/** The target's short name: `checkout`. */
export function workloadName(run: Run, limit = longestName): string {
  return typed(run.world.workload, limit) || 'the target';
}
