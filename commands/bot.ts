/** What people say and press, carried out by the rules of commands (28–30) and answered privately. */
import { Failure } from '../src/failure.ts';
import type { Chat, Heard, Pressed, Said, Store } from '../src/ports.ts';
import type { Desk } from '../src/run/desk.ts';
import { lateCommand, lateConfirmation } from '../src/voice/answer-late.ts';
import { answeredAlready, cancelled, question } from '../src/voice/answer-question.ts';
import { notOperator, trouble } from '../src/voice/answer-refusal.ts';
import { AnswerPlace } from './handling/answer-place.ts';
import { Deliveries, type Delivery } from './handling/deliveries.ts';
import { type Intent, intentOfPress, intentOfText, type World } from './handling/intent.ts';
import type { Log } from './handling/log.ts';
import { questionValue, readQuestionValue } from './handling/question-value.ts';
import { mayRaise, type Settings } from './handling/settings.ts';
import { verbsWithin } from './index.ts';

export interface BotParts {
  desk: Desk;
  chatOf(name: Chat['name']): Chat;
  settings: Settings;
  store: Pick<Store, 'firstDelivery'>;
  /** The real clock, ms: age of commands and questions. */
  realNow(): number;
  /** The bot's clock, ms. */
  now(): number;
  log: Log;
}

export interface Bot {
  /** Resolves when it was answered; never rejects. What makes safer is done before the first wait. */
  hear(heard: Heard): Promise<void>;
  press(pressed: Pressed): Promise<void>;
}

/** Rule 28, and how long a question may be answered; on the real clock. */
const lateAfterMs = 60_000;

type Given = Pick<Heard, 'chat' | 'channel' | 'thread' | 'user' | 'givenAt' | 'key' | 'messageId' | 'way'>;

export function createBot(parts: BotParts): Bot {
  const { settings, realNow, log } = parts;
  const world: World = {
    desk: parts.desk,
    settings,
    verbs: verbsWithin(settings.maxDurationMs),
    now: parts.now,
  };
  const deliveries = new Deliveries(parts.store, realNow);
  let withoutKey = 0;

  async function hear(heard: Heard): Promise<void> {
    await guarded(heard, null, 'heard', (place, delivery) => {
      return carryOut(intentOfText(heard.text, heard, world), heard, delivery, place);
    });
  }

  async function press(pressed: Pressed): Promise<void> {
    const asked =
      pressed.action === 'confirm' || pressed.action === 'cancel' ? readQuestionValue(pressed.value) : null;
    // A question is answered in its own place, which takes its buttons away.
    const inPlace = asked === null ? null : pressed.messageId;
    await guarded(pressed, inPlace, 'pressed', (place, delivery) => {
      if (asked !== null) {
        const ageMs = realNow() - asked.askedAt;
        if (Math.abs(ageMs) > lateAfterMs) return lateConfirmation(Math.abs(ageMs), asked.command);
        const answered = deliveries.take(`answered ${pressed.chat} ${pressed.messageId} ${pressed.value}`);
        if (answered === 'again' || answered === 'before-restart') return answeredAlready();
        if (pressed.action === 'cancel') return cancelled(asked.command);
        if (answered !== 'first') throw answered.error;
      }
      const intent = intentOfPress(pressed, world);
      return intent === null ? null : carryOut(intent, pressed, delivery, place);
    });
  }

  /** Never late, never doubled, never by the wrong person, asked where it is dangerous; then done. */
  function carryOut(
    intent: Intent,
    given: Given,
    delivery: Delivery,
    place: AnswerPlace,
  ): Said | null | Promise<Said> {
    const { step } = intent;
    if (step.kind === 'refused') return step.said;
    if (step.risk !== null) {
      // What was taken up before a restart was done or asked then; what cannot be remembered could be done twice.
      if (delivery === 'before-restart') return null;
      if (typeof delivery === 'object') throw delivery.error;
      if (!mayRaise(settings, given.user.id)) return notOperator(intent.refusal, given.user);
      const ageMs = given.givenAt === null ? 0 : realNow() - given.givenAt;
      if (step.risk.lateMatters && ageMs > lateAfterMs)
        return lateCommand(intent.refusal, ageMs, intent.command);
      if (step.risk.question !== null && !intent.confirmed) {
        const value = questionValue({ askedAt: realNow(), run: step.risk.run, command: intent.command });
        return question(step.risk.question, intent.command, value);
      }
    }
    return step.act((said) => place.show(said));
  }

  async function guarded(
    given: Given,
    inPlace: string | null,
    way: 'heard' | 'pressed',
    work: (place: AnswerPlace, delivery: Delivery) => Said | null | Promise<Said>,
  ): Promise<void> {
    try {
      const name = given.key ?? `${realNow()} ${withoutKey++}`;
      const delivery = deliveries.take(given.key === null ? null : `${way} ${given.chat} ${given.key}`);
      if (delivery === 'again') return;
      const { channel, thread, user, messageId, way: wayBack } = given;
      const place = new AnswerPlace(
        {
          chat: parts.chatOf(given.chat),
          place: { channel, thread, to: user.id, replyTo: messageId, way: wayBack },
          key: `answer ${way} ${given.chat} ${name}`,
          messageId: inPlace,
        },
        log,
      );
      const said = await answerOf(() => work(place, delivery));
      if (said !== null) place.finish(said);
      await place.settled();
    } catch (error) {
      log.error({ err: error, chat: given.chat }, 'a command could not be answered');
    }
  }

  async function answerOf(work: () => Said | null | Promise<Said>): Promise<Said | null> {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Failure ? error.code : `e-${Math.floor(realNow()).toString(36)}`;
      log.error({ err: error, code }, 'a command failed');
      return error instanceof Failure
        ? trouble(code, error.message, error.remedy)
        : trouble(code, 'the command met an error of leakops itself', null);
    }
  }

  return { hear, press };
}
