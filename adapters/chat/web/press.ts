/** A button pressed. What is no longer possible is said at once; the rest is the bot's to answer. */
import { z } from 'zod';
import type { ActionId, Messages, Pressed } from '../../../src/ports.ts';
import { newestRun } from '../../../src/run/newest-run.ts';
import type { Run } from '../../../src/run/run.ts';
import { HttpRefusal, parsed } from '../../http/refusal.ts';
import { messageId, user } from './fields.ts';

const actionWords = 'must be the id of a button';
const pressRequest = z.object(
  { message: messageId, action: z.string(actionWords).min(1, actionWords).max(80, actionWords), user },
  'the body must be a JSON object with message, action and user',
);

/** Every action there is, and whether it needs a run that has not ended. */
const needsLiveRun: Record<ActionId, boolean> = {
  stop: true,
  trip: true,
  extend: true,
  users: true,
  'users-fewer': true,
  'users-more': true,
  value: true,
  details: false,
  restart: false,
  again: false,
  report: false,
  confirm: false,
  cancel: false,
};

export interface Presses {
  messages: Messages;
  onPressed: (pressed: Pressed) => void;
  runs: (newest?: number) => Run[];
  /** As in say.ts. */
  realNow: () => number;
}

/** Throws HttpRefusal: 404 unknown, or private to another; 409 no longer possible. */
export function press(input: unknown, { messages, onPressed, runs, realNow }: Presses): void {
  const request = parsed(pressRequest, input);
  const message = messages.message(request.message);
  if (message === null) throw new HttpRefusal(404, `message: no message ${request.message.slice(0, 80)}`);
  if (!Object.hasOwn(needsLiveRun, request.action)) {
    throw new HttpRefusal(404, `action: no button "${request.action}"`);
  }
  if (message.to !== null && message.to !== request.user) {
    throw new HttpRefusal(404, `message: ${message.id} is for ${message.to} alone. Nothing changed.`);
  }
  const action = message.actions.find(({ id }) => id === request.action);
  if (action === undefined) {
    throw new HttpRefusal(409, `"${request.action}" is no longer possible here. Nothing changed.`);
  }
  if (action.url !== null) throw new HttpRefusal(409, `"${action.label}" is a link: open its url`);
  if (needsLiveRun[action.id]) {
    const root = message.thread ?? message.id;
    const run = newestRun(
      runs,
      ({ id, chat, thread }) => id === action.value || (chat === 'web' && thread === root),
    );
    if (run?.state === 'ended') {
      throw new HttpRefusal(409, `${run.id} has ended: ${run.outcome}. Nothing changed.`);
    }
  }
  onPressed({
    chat: 'web',
    channel: message.channel,
    thread: message.thread ?? (message.kind === 'card' ? message.id : null),
    user: { id: request.user, name: request.user },
    action: action.id,
    value: action.value,
    messageId: message.id,
    givenAt: realNow(),
    key: null,
    way: null,
  });
}
