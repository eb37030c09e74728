/** The section `peers` of docs/benchmarks.md, and the same for the terminal: all of it from figures. Pure. */
import { type Machine, machineWords } from '../machine.ts';
import { markdown, padded, type Table } from '../table.ts';
import { blowsOf, reactionsOf, setupsOf, speedsOf } from './figures.ts';
import { blowFindings, reactionFindings, speedFindings, whereBehind } from './findings.ts';
import { exactLanes, type Measured, roughLanes } from './measure.ts';
import { thresholdPercent } from './prometheus-config.ts';
import { freshReadings, lateReadings } from './scenes.ts';
import { nameOf, rivalNames, rivalTitles, setupOf } from './setups.ts';
import { blowTable, leftTable, reactionTable, speedTable } from './tables.ts';
import type { Readings } from './world.ts';

const readingsWords = ({ everyMs, ageMs }: Readings) =>
  `a reading every ${everyMs / 1000} s that can be read ${ageMs / 1000} s later`;

function versionLines({ rivals }: Measured): string[] {
  return rivalNames.flatMap((name) => {
    const found = rivals[name];
    if (found === undefined) return [];
    const words = 'versions' in found ? found.versions : `not measured here: ${found.missing}`;
    return [`${rivalTitles[name]}: ${words}`];
  });
}

function failureLines({ failed }: Measured): string[] {
  return failed.map(({ plan, why }) => `${plan.scene}, × ${plan.leakSpeed}, ${nameOf(plan.setup)}: ${why}`);
}

interface Part {
  title: string;
  /** What is measured. */
  words: string;
  table: Table;
  findings: string[];
}

function partsOf({ played }: Measured): Part[] {
  const reactions = reactionsOf(played);
  const speeds = speedsOf(played, 'speeds');
  const late = speedsOf(played, 'late readings');
  const blows = blowsOf(played);
  return [
    {
      title: 'Reaction',
      words: `From the instant at which the metrics API answers with a reading over ${thresholdPercent} % to the instant at which OFREP serves off, on ${readingsWords(freshReadings)}. leakops trips on the threshold alone here (\`LEAKOPS_PREDICT=off\`), as the others do. No two games of a setup have the same speed, so that every phase of its looks comes to be measured; each setup has the same speeds. At Prometheus's default intervals a game takes minutes: fewer of them, and a slower leak, so that there is time.`,
      table: reactionTable(reactions),
      findings: [...reactionFindings(reactions), ...whereBehind(reactions)],
    },
    {
      title: 'Kills averted, by the speed of the leak',
      words: `The leak of \`gradual 300 25\`, so many times as fast as the guide's, on ${readingsWords(freshReadings)}; where a cell does not count, all its games ended so. The head of a column says how long it takes from a readable 80 % to the kill where nobody ends it. At the fastest it is luck who looks in time: two games each are no more than a hint. leakops with its forecast (the default).`,
      table: speedTable(speeds),
      findings: speedFindings(speeds),
    },
    {
      title: 'The same on late readings',
      words: `As metrics-server gives them: ${readingsWords(lateReadings)}. The heads of the columns are those of fresh readings.`,
      table: speedTable(late),
      findings: speedFindings(late),
    },
    {
      title: 'When something dies',
      words: `Once half of the limit can be read, the source goes (the metrics API is not served any more) or stands still (it goes on to answer with the same reading), or the tool is killed with -9, all its processes at once. Counted from there. leakops without its forecast, so that nothing else turns the flag off.`,
      table: blowTable(blows),
      findings: blowFindings(blows),
    },
    {
      title: 'What is left',
      words:
        'Beside what was there before the leak: when the tool will do no more by itself after its trip; and after it was killed with -9, when the flag has gone off or checkout was killed. The definition is changed where the value of 300 that was put in for the leak stays in it; what leakops could not take back, since it was killed, its next start does.',
      table: leftTable(played),
      findings: [],
    },
  ].filter(({ table }) => table.rows.length > 0);
}

export function forTerminal(measured: Measured): string {
  const blocks = partsOf(measured).map(({ title, table, findings }) =>
    [title, padded(table), ...findings].join('\n'),
  );
  const failures = failureLines(measured);
  return [
    versionLines(measured).join('\n'),
    ...blocks,
    ...(failures.length === 0 ? [] : [`Failed games\n${failures.join('\n')}`]),
  ].join('\n\n');
}

function setupLines({ played }: Measured): string[] {
  return setupsOf(played).map((id) => `**${nameOf(id)}**: ${setupOf(id).words}.`);
}

const bullets = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

export function forDocument(measured: Measured, machine: Machine): string {
  const failures = failureLines(measured);
  const parts = partsOf(measured).map(({ title, words, table, findings }) =>
    [
      `### ${title}`,
      words,
      '',
      markdown(table),
      ...(findings.length === 0 ? [] : ['', bullets(findings)]),
    ].join('\n'),
  );
  return `## Beside its rivals

Written by \`npm run bench:peers -- --write\`, figures and words: change them in \`test/bench/peers/section.ts\`.

- \`npm run bench:peers\`: all of this section, about ${Math.ceil(measured.minutes)} minutes. \`-- --quick\`: a few games of each; \`-- --only prometheus\`, \`chaostoolkit\` or \`leakops\`: one of them; \`-- --json\`: each game.
- Prometheus and Alertmanager are taken from the PATH, else Debian's packages are downloaded and unpacked; Chaos Toolkit is installed from PyPI. Both go into \`~/.cache/leakops-bench\` (\`-- --cache FOLDER\`); nothing is installed into the system. What cannot be had is left out, and said.

${bullets(versionLines(measured))}

One run on ${machineWords(machine)}: ${measured.played.length} games, those in which tenths of a second count ${exactLanes} at a time, the others ${roughLanes}. Each game has a stand-alone sandbox (\`npm run sandbox\`) of its own: the same leak, the same readings for all, seen from outside by the same witness.

### How each is set up
- *Prometheus + Alertmanager*: a rule \`used / limit > ${thresholdPercent / 100}\` without \`for\`, and a webhook that turns the flag off through flagd-ui. An exporter asks the metrics API anew at each scrape. A person starts the leak and the load.
- *Chaos Toolkit*: an experiment whose method sets the flag and the load, a safeguard (\`chaosaddons.controls.safeguards\`), and rollbacks that turn the flag off and put the load back. The probe says whether memory is within the limit, as the add-on's own example does.
- *leakops*: the bot, \`node main.ts\` with \`LEAKOPS_TARGET=kubernetes\`, told \`/leak start gradual 300 25\` over its web chat.

Their names in the tables:

${bullets(setupLines(measured))}

${parts.join('\n\n')}

### What they are not meant for
Prometheus and Alertmanager tell people of what is wrong; they promise to notify, not to act, and know nothing of the experiment: its start, its load and its end are somebody else's. Chaos Toolkit runs any experiment; its rollbacks undo its actions, and its author says that they are not there to save the system from itself (chaostoolkit issue 177): the default strategy plays none after an interruption, and a safeguard's trip is one. leakops does this one thing, and cannot watch anything else. None of the leaks here is a recorded one: for those see the section of the breaker.
${failures.length === 0 ? '' : `\nFailed games:\n\n${bullets(failures)}\n`}`;
}
