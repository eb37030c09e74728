import type { Said } from '../src/ports.ts';
import type { Finding, StartRequest, StartResult } from '../src/run/desk.ts';
import { scenarioNamed, scenarios } from '../src/scenario/catalog.ts';
import { busy, planBusy } from '../src/voice/answer-busy.ts';
import { refusedStart, withoutRemedies } from '../src/voice/answer-findings.ts';
import { brokerNotAllowed, noBrokerOnDocker, refusal } from '../src/voice/answer-refusal.ts';
import { dryAnswer, preflightProgress, preflightStopped, startedAnswer } from '../src/voice/answer-start.ts';
import { brokerQuestion } from '../src/voice/broker-question.ts';
import { expectedWords } from '../src/voice/guide-words.ts';
import { duration } from '../src/voice/number.ts';
import { mayRaise } from './handling/settings.ts';
import { defineVerb, refused, type Scene } from './handling/verb.ts';
import { liveRuns } from './handling/whose-run.ts';

const minuteMs = 60_000;
const longestMs = 240 * minuteMs;

export const start = defineVerb({
  name: 'start',
  summary: 'plays a scenario: flag on, load on, memory followed, flag off before the kill',
  options: [
    {
      name: 'scenario',
      type: 'choice',
      keyword: null,
      required: true,
      description: 'how it leaks',
      example: 'gradual',
      choices: scenarios.map(({ name, growth }) => ({ value: name, description: expectedWords(growth) })),
    },
    {
      name: 'flagValue',
      type: 'integer',
      keyword: null,
      required: false,
      description: "what the flag serves, else the scenario's value",
      min: 1,
      max: 10_000,
      words: [],
      example: 300,
      exampleBeside: usualBeside('flagValue'),
      zeroWord: null,
    },
    {
      name: 'users',
      type: 'integer',
      keyword: null,
      required: false,
      description: "users of the load generator, else the scenario's",
      min: 1,
      max: 500,
      words: [],
      example: 25,
      exampleBeside: usualBeside('users'),
      zeroWord: null,
    },
    {
      name: 'for',
      type: 'duration',
      keyword: 'for',
      required: false,
      description: 'longest time of the run, else 30m, slow 45m',
      minMs: minuteMs,
      maxMs: longestMs,
      exampleMs: 30 * minuteMs,
    },
    {
      name: 'ramp',
      type: 'integer',
      keyword: 'ramp',
      required: false,
      description: 'users added a second',
      min: 1,
      max: 100,
      words: [],
      example: 3,
      zeroWord: null,
    },
    {
      name: 'breaker',
      type: 'integer',
      keyword: 'breaker',
      required: false,
      description: 'percent of the limit over which the flag goes off',
      min: 50,
      max: 99,
      words: ['off'],
      example: 80,
      zeroWord: null,
    },
    {
      name: 'withBrokerDown',
      type: 'switch',
      keyword: 'with broker down',
      required: false,
      description: 'Kafka scaled to zero meanwhile: a real leak; asks first',
    },
    {
      name: 'dry',
      type: 'switch',
      keyword: 'dry',
      required: false,
      description: 'preflight and plan only',
    },
  ],
  examples: ['start gradual', 'start gradual 300 25 for 30m'],
  refusal: 'Not started',
  operatorsOnly: true,
  plan(values, scene) {
    const scenario = scenarioNamed(values.scenario);
    if (!scenario.playable) {
      const what = `Not started: ${scenario.name} is not in this version`;
      return refused(refusal({ what, command: 'start gradual' }));
    }
    const brokerDown = scenario.brokerDown || values.withBrokerDown === true;
    const { broker, target } = scene.settings;
    if (brokerDown && broker === null) {
      const without = scenario.brokerDown ? 'start gradual' : withoutBroker(scene.command);
      return refused(target === 'docker' ? noBrokerOnDocker(without) : brokerNotAllowed(without));
    }
    const longest = Math.min(longestMs, scene.settings.maxDurationMs);
    const wanted = values.for ?? scenario.durationMs;
    const notes =
      wanted > longest ? [`At most ${duration(longest)}, not ${duration(wanted)}: LEAKOPS_MAX_DURATION`] : [];
    const request: StartRequest = {
      chat: scene.chat,
      channel: scene.channel,
      owner: scene.user,
      command: scene.typed,
      scenario: scenario.name,
      flagValue: values.flagValue ?? scenario.flagValue,
      users: values.users ?? scenario.users,
      spawnRate: values.ramp ?? scene.settings.spawnRate,
      durationMs: Math.min(wanted, longest),
      breaker: breakerOf(values.breaker, scene),
      predict: scene.settings.predict,
      brokerDown,
      dry: values.dry === true,
    };
    // Preflight and plan only read: anybody may, and late does no harm.
    const question =
      brokerDown && broker !== null
        ? brokerQuestion({ ...request, broker, target: scene.settings.workload ?? 'checkout' })
        : null;
    const risk = request.dry ? null : { run: null, lateMatters: true, question };
    return {
      kind: 'act',
      risk,
      async act(say) {
        const findings: Finding[] = [];
        const besideLive = request.dry && liveRuns(scene).length > 0;
        const progress = () => {
          say(preflightProgress(request, besideLive ? withoutRemedies(findings) : findings, notes));
        };
        const starting = scene.desk.start(request, (finding) => {
          findings.push(finding);
          progress();
        });
        progress();
        const result = await starting;
        return request.dry ? dryAnswerOf(result, request, notes, scene) : answerOf(result, notes, scene);
      },
    };
  },
});

function withoutBroker(command: string): string {
  return command.replace(' with broker down', '');
}

/** What each scenario has of its own. */
function usualBeside(of: 'flagValue' | 'users') {
  return { option: 'scenario', examples: new Map(scenarios.map((each) => [each.name, each[of]])) };
}

function breakerOf(asked: number | 'off' | undefined, scene: Scene): StartRequest['breaker'] {
  const usual = scene.settings.breaker;
  if (asked === undefined) return usual;
  return asked === 'off' ? { ...usual, state: 'off' } : { thresholdPercent: asked, state: 'armed' };
}

/** Of the plan alone. Whatever stands in its way, a live run is not to be ended for it. */
function dryAnswerOf(result: StartResult, request: StartRequest, notes: string[], scene: Scene): Said {
  const command = scene.command.replace(/ dry$/, '');
  const from = { now: scene.now, here: scene, publicUrl: scene.settings.publicUrl };
  switch (result.kind) {
    case 'busy':
      return planBusy(result.run, result.holder, scene.command, from);
    case 'dry':
    case 'refused': {
      const plan = result.kind === 'dry' ? result.plan : [];
      const mayStart = mayRaise(scene.settings, scene.user.id);
      return dryAnswer(request, result.findings, plan, notes, {
        command,
        mayStart,
        live: liveRuns(scene)[0] ?? null,
      });
    }
    default:
      return answerOf(result, notes, scene);
  }
}

function answerOf(result: StartResult, notes: string[], scene: Scene): Said {
  const { publicUrl } = scene.settings;
  switch (result.kind) {
    case 'started':
      return startedAnswer(result.run, scene, notes, publicUrl);
    case 'dry':
    case 'refused':
      return refusedStart(result.findings, scene.command);
    case 'busy':
      return busy(result.run, result.holder, scene.command, { now: scene.now, here: scene, publicUrl });
    case 'stopped':
      return preflightStopped(result.by, scene.command);
  }
}
