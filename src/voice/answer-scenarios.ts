/** The catalog, with what the guide expects of each, and the chance of a kill by bursts. */
import type { Said } from '../ports.ts';
import { assumedPresent, burstOutlook, type Present } from '../run/outlook.ts';
import { type Scenario, scenarios } from '../scenario/catalog.ts';
import { answer, copy } from './answer.ts';
import { expectedWords } from './guide-words.ts';
import { exactDuration, mibLimit, percent, usersCount } from './number.ts';
import { paceWords, riskBriefly } from './risk-words.ts';

/** @param present the world as it is; null: it cannot be read, and what was measured elsewhere is assumed */
export function scenariosAnswer(present: Present | null): Said {
  const at = present ?? assumedPresent;
  return answer([
    'Scenarios, and what the guide expects of the memory',
    ...scenarios.map((scenario) => scenarioLine(scenario, at)),
    'The real service stays level while its broker is well: the plan of a run says more.',
    `Bursts: chance of a kill within 10\u00a0m ${basis(at)}.`,
    `Plan only, nothing touched: ${copy('start gradual dry')}`,
  ]);
}

/** What the chances are of. */
function basis(at: Present): string {
  const level = `${percent(at.shownPercent)} of ${mibLimit(at.limitBytes)}`;
  switch (at.assumed) {
    case 'all':
      return `if at ${level} with readings ${paceWords(at)}: assumed, nothing can be read now`;
    case 'interval':
      return `at ${level} as now; readings up to ${exactDuration(at.ageMs)} old, every ${exactDuration(at.intervalMs)} assumed`;
    case null:
      return `at ${level} as now, readings ${paceWords(at)}`;
  }
}

/** `` `gradual` flag 300, 25 users: 80 % at 7–12 m, kill at 10–20 m · bursts under 1 % ``. */
function scenarioLine(scenario: Scenario, at: Present): string {
  const { growth, flagValue, users } = scenario;
  const missing = scenario.playable ? '' : ' · not in this version';
  // Of the others the kill is not by bursts.
  const byBursts = growth.to80 !== null;
  const bursts = byBursts ? ` · bursts ${riskBriefly(burstOutlook(at, flagValue, users))}` : '';
  return `\`${scenario.name}\` flag ${flagValue}, ${usersCount(users)}: ${expectedWords(growth)}${bursts}${missing}`;
}
