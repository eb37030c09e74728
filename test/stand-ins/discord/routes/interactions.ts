/** The first answer to an interaction: once, within 3 s, of a type that its kind allows. */
import { checkChoices } from '../check/command.ts';
import { Form, list } from '../check/form.ts';
import { checkMessage, flag } from '../check/message.ts';
import { checkModal } from '../check/modal.ts';
import { isObject, type Json } from '../json.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import { type Interaction, interactionType } from '../state/interaction.ts';
import { messageJson } from '../state/message-json.ts';
import { may } from '../state/permissions.ts';
import { type Core, edit, noParts, post } from '../state/post.ts';
import { findChannel, findMessage, type Message } from '../state/world.ts';

const callback = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;
const { command, component, autocomplete, modal } = interactionType;

/** What each callback type answers. Updates need a message to update. */
const allowedFor: Record<number, readonly number[]> = {
  [callback.message]: [command, component, modal],
  [callback.deferred]: [command, component, modal],
  [callback.deferredUpdate]: [component, modal],
  [callback.update]: [component, modal],
  [callback.choices]: [autocomplete],
  [callback.modal]: [command, component],
};

export type Timing = { elapsed: () => number; answerWithinMs: number };

export function interactionRoutes(core: Core, timing: Timing): Route[] {
  return [
    route('POST /interactions/{interaction}/{token}/callback', (call) => answer(core, timing, call), {
      open: true,
      budget: null,
    }),
  ];
}

function answer(core: Core, { elapsed, answerWithinMs }: Timing, call: Call): Answer {
  const interaction = core.world.interactions.get(param(call, 'token'));
  if (interaction === undefined || interaction.id !== param(call, 'interaction'))
    throw refuse('unknownInteraction');
  if (interaction.callback !== null) throw refuse('alreadyAcknowledged');
  const afterMs = elapsed() - interaction.sentAt;
  if (interaction.late || afterMs > answerWithinMs) {
    interaction.settled();
    throw refuse('unknownInteraction');
  }
  const body = bodyOf(call);
  const type = Number(body.type);
  checkType(interaction, body.type);
  const message = perform(core, interaction, type, isObject(body.data) ? body.data : {}, call);
  interaction.callback = type;
  interaction.acknowledgedAfterMs = afterMs;
  interaction.settled();
  const wantsBody = ['true', 'True', '1'].includes(call.query.get('with_response') ?? '');
  return wantsBody ? { status: 200, body: callbackJson(core, interaction, type, message) } : { status: 204 };
}

function checkType(interaction: Interaction, given: unknown): void {
  const form = new Form();
  const types = Object.keys(allowedFor).map(Number);
  if (given === undefined) form.required(['type']);
  else if (typeof given !== 'number' || !types.includes(given)) form.notOneOf(['type'], types);
  else if (
    !allowedFor[given]?.includes(interaction.type) ||
    ((given === callback.update || given === callback.deferredUpdate) && interaction.message === null)
  )
    form.add(
      ['type'],
      'INTERACTION_APPLICATION_COMMAND_CALLBACK_TYPE_INVALID',
      `Callback type ${given} is not valid for this interaction`,
    );
  form.done();
}

function perform(core: Core, interaction: Interaction, type: number, data: Json, call: Call): Message | null {
  if (type === callback.choices) {
    const form = new Form();
    const choices = list(form, ['data', 'choices'], data.choices);
    if (choices.length > 25) form.tooLong(['data', 'choices'], 25);
    checkChoices(form, ['data', 'choices'], choices, interaction.focusedType);
    form.done();
    interaction.choices = choices.filter(isObject).map(({ name, value }) => ({
      name: String(name),
      value: typeof value === 'number' ? value : String(value),
    }));
    return null;
  }
  if (type === callback.modal) {
    const form = new Form();
    checkModal(form, ['data'], data);
    form.done();
    interaction.modal = data;
    return null;
  }
  if (type === callback.deferredUpdate) {
    interaction.original = interaction.message;
    return null;
  }
  return type === callback.update
    ? update(core, interaction, data, call)
    : respond(core, interaction, data, call, type === callback.deferred);
}

function update(core: Core, interaction: Interaction, data: Json, call: Call): Message {
  const message = interaction.message === null ? null : findMessage(core.world, interaction.message);
  if (message === null) throw refuse('unknownMessage');
  const channel = findChannel(core.world, message.channel);
  // Like any edit. The guide says nothing of updates by a press in an archived thread.
  if (channel?.kind === 'thread' && channel.archived) throw refuse('threadArchived');
  const parts = checkMessage(
    data,
    { before: message, flagsAllowed: flag.suppressEmbeds | flag.componentsV2 },
    ['data'],
  );
  edit(core, message, parts, call.uploads, 'people');
  interaction.original = message.id;
  return message;
}

function respond(core: Core, interaction: Interaction, data: Json, call: Call, deferred: boolean): Message {
  const { world } = core;
  const channel = findChannel(world, interaction.channel);
  if (channel === null) throw refuse('unknownChannel');
  const isShut = channel.kind === 'thread' && channel.archived && channel.locked;
  if (isShut && !may(world, world.bot.id, channel, 'ManageThreads')) throw refuse('threadArchived');
  const anyFlags = flag.suppressEmbeds | flag.ephemeral | flag.suppressNotifications | flag.componentsV2;
  const parts = checkMessage(data, { before: null, flagsAllowed: deferred ? flag.ephemeral : anyFlags }, [
    'data',
  ]);
  const message = post(core, {
    channel,
    author: world.bot.id,
    parts: deferred ? { ...noParts, flags: (parts.flags ?? 0) | flag.loading } : parts,
    uploads: deferred ? [] : call.uploads,
    to: ((parts.flags ?? 0) & flag.ephemeral) !== 0 ? interaction.by : null,
    ...answering(interaction),
    mentionDefault: 'people',
  });
  interaction.original = message.id;
  interaction.pending = deferred;
  return message;
}

/** An answer to a command is of type 20; to a press, a reply to the message with the button. */
export function answering(interaction: Interaction): {
  type: number;
  interaction: NonNullable<Message['interaction']>;
  reference: Message['reference'];
} {
  const { id, type, name, by, token, message, channel } = interaction;
  return {
    type: type === command ? 20 : message === null ? 0 : 19,
    interaction: { id, type, name, user: by, token },
    reference: message === null ? null : { channel, message },
  };
}

function callbackJson(
  { world }: Core,
  interaction: Interaction,
  type: number,
  message: Message | null,
): Json {
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === null
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: (message.flags & flag.loading) !== 0,
            response_message_ephemeral: message.to !== null,
          }),
    },
    ...(message === null ? {} : { resource: { type, message: messageJson(world, message) } }),
  };
}
