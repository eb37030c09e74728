/** What a line or a button wants: a step, and the words for a refusal of it. */
import type { Heard, Pressed } from '../../src/ports.ts';
import type { Desk } from '../../src/run/desk.ts';
import type { RunId } from '../../src/run/run.ts';
import { detailsAnswer } from '../../src/voice/answer-details.ts';
import { refusal } from '../../src/voice/answer-refusal.ts';
import { noRun } from '../../src/voice/answer-whose.ts';
import { tidy } from '../grammar/tokens.ts';
import { understand } from '../grammar/understand.ts';
import { written } from '../grammar/written.ts';
import { readQuestionValue, runNamed } from './question-value.ts';
import { runAgain } from './run-again.ts';
import { mayRaise, type Settings } from './settings.ts';
import { usersQuestion } from './users-question.ts';
import { freely, refused, type Scene, type Step, type Verb } from './verb.ts';
import { whoseRun } from './whose-run.ts';

export interface Intent {
  step: Step;
  /** The command written anew, without `/leak`, to give again. */
  command: string;
  /** How a refusal of it begins. */
  refusal: string;
  /** The question has been answered, or `confirm` stood at the end. */
  confirmed: boolean;
}

export interface World {
  desk: Desk;
  settings: Settings;
  verbs: readonly Verb[];
  now(): number;
}

type Place = Pick<Heard, 'chat' | 'channel' | 'thread' | 'user'>;

const extendByButton = '10m';

/** @param named the run that a button names @param confirmed whether a question was answered with yes */
export function intentOfText(
  text: string,
  place: Place,
  world: World,
  named: RunId | null = null,
  confirmed = false,
): Intent {
  const understood = understand(text, world.verbs, mayRaise(world.settings, place.user.id));
  if (!understood.ok) {
    const { refusal: begin, problem, known, suggestion, close } = understood;
    const more = known === null ? null : `Known: ${known}`;
    const what = begin === null ? problem : `${begin}: ${problem}`;
    const command = allowed(suggestion, place, world, named);
    const step = refused(refusal({ what, more, command, close }));
    return { step, command, refusal: begin ?? 'Not done', confirmed: false };
  }
  const { verb, values } = understood;
  const command = written(verb, values);
  const typed = understood.confirmed ? tidy(text).replace(/\s\S+$/u, '') : tidy(text);
  const meant = named ?? runAmong(understood.spare);
  const step = verb.plan(values, sceneOf(place, world, meant, typed, command));
  return { step, command, refusal: verb.refusal, confirmed: confirmed || understood.confirmed };
}

/** A suggestion that would be refused now gives way to what that refusal suggests, where it is of the same verb. */
function allowed(suggestion: string, place: Place, world: World, named: RunId | null): string {
  const understood = understand(suggestion, world.verbs, true);
  if (!understood.ok) return suggestion;
  const { verb, values } = understood;
  const step = verb.plan(values, sceneOf(place, world, named, suggestion, suggestion));
  const better = step.kind === 'refused' ? step.command : null;
  return better !== null && better.split(' ')[0] === verb.name ? better : suggestion;
}

/** `stop run-42`: the run is named by a word that the command needs not. */
function runAmong(spare: readonly string[]): RunId | null {
  for (const word of spare) {
    const run = runNamed(word.toLowerCase());
    if (run !== null) return run;
  }
  return null;
}

/** null: nothing is to be done or said. Questions' own buttons are not read here. */
export function intentOfPress(pressed: Pressed, world: World): Intent | null {
  const named = runNamed(pressed.value);
  const command = (text: string) => intentOfText(text, pressed, world, named);
  const scene = (of: string) => sceneOf(pressed, world, named, of, of);
  const read = (step: Step): Intent => ({ step, command: 'status', refusal: 'Not done', confirmed: false });
  switch (pressed.action) {
    case 'stop':
      return command('stop');
    case 'trip':
      return command('breaker trip');
    case 'extend':
      return command(`extend ${extendByButton}`);
    case 'restart':
      return command('restart');
    case 'users-fewer':
    case 'users-more':
      return command(`load ${pressed.value.split(' ')[1] ?? ''}`);
    case 'value':
      return intentOfText(pressed.value, pressed, world);
    case 'users':
      return read(usersQuestion(scene('load 25')));
    case 'details':
      return read(details(scene('status')));
    case 'again':
      return runAgain(named, world, (text) => intentOfText(text, pressed, world));
    case 'report':
      // With an address the button is a link, which has opened the page.
      return world.settings.publicUrl === null
        ? command(named === null ? 'report' : `report ${named}`)
        : null;
    case 'confirm':
    case 'cancel': {
      const asked = readQuestionValue(pressed.value);
      return asked === null
        ? read(refused(refusal({ what: 'Not done: the button is not understood', command: 'status' })))
        : intentOfText(asked.command, pressed, world, asked.run, true);
    }
  }
}

function details(scene: Scene): Step {
  const whose = whoseRun(scene);
  return whose.kind === 'live' || whose.kind === 'ended'
    ? freely(() => detailsAnswer(whose.run, scene.settings.publicUrl))
    : refused(noRun('No details'));
}

function sceneOf(place: Place, world: World, named: RunId | null, typed: string, command: string): Scene {
  const { chat, channel, thread, user } = place;
  const { desk, settings } = world;
  return { desk, settings, now: world.now(), chat, channel, thread, user, typed, command, named };
}
