/** The catalog, with what the guide expects of each. */
import type { Said } from '../ports.ts';
import { type Scenario, scenarios } from '../scenario/catalog.ts';
import { answer, copy } from './answer.ts';
import { band } from './guide-words.ts';
import { usersCount } from './number.ts';

export function scenariosAnswer(): Said {
  return answer([
    'Scenarios, and what the guide expects of the memory',
    ...scenarios.map(scenarioLine),
    'The real service stays level while its broker is well: the plan of a run says more.',
    `Plan only, nothing touched: ${copy('start gradual dry')}`,
  ]);
}

/** `` `gradual` flag 300, 25 users: 80 % at 7–12 m, kill at 10–20 m ``. */
function scenarioLine(scenario: Scenario): string {
  const growth = scenario.growth;
  const expected = [
    growth.to80 ? `80\u00a0% at ${band(growth.to80)}` : growth.words,
    growth.toKill ? `kill at ${band(growth.toKill)}` : undefined,
  ].filter((part) => part !== undefined);
  const missing = scenario.playable ? '' : ' · not in this version';
  return `\`${scenario.name}\` flag ${scenario.flagValue}, ${usersCount(scenario.users)}: ${expected.join(', ')}${missing}`;
}
