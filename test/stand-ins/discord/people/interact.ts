/** Makes interactions and sends them to the bot, in Discord's shapes, and waits for the first answer. */
import { randomUUID } from 'node:crypto';
import { isObject, type Json, listOf } from '../json.ts';
import type { Timing } from '../routes/interactions.ts';
import { channelJson, memberJson, userJson } from '../state/as-json.ts';
import { mostBytesAFile } from '../state/attachments.ts';
import type { Interaction } from '../state/interaction.ts';
import { messageJson } from '../state/message-json.ts';
import { permissionsIn } from '../state/permissions.ts';
import type { Core } from '../state/post.ts';
import type { Channel, Message, Person } from '../state/world.ts';
import { Act } from './act.ts';

export type Kind = Pick<Interaction, 'type' | 'name' | 'focusedType'> & {
  data: Json;
  person: Person;
  channel: Channel;
  message: Message | null;
  /** Sent when it is already too late to answer. */
  late: boolean;
};

/** Resolves when the bot has answered, or when its time is over. */
export async function interact(core: Core, timing: Timing, kind: Kind): Promise<Act> {
  const { world, publish } = core;
  const interaction: Interaction = {
    id: world.nextId(),
    token: `interaction-${randomUUID()}`,
    type: kind.type,
    name: kind.name,
    focusedType: kind.focusedType,
    by: kind.person.id,
    channel: kind.channel.id,
    message: kind.message?.id ?? null,
    createdAt: world.now(),
    sentAt: timing.elapsed(),
    late: kind.late,
    acknowledgedAfterMs: null,
    callback: null,
    original: null,
    pending: false,
    choices: null,
    modal: null,
    settled: () => {},
  };
  const answered = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timing.answerWithinMs);
    interaction.settled = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  world.interactions.set(interaction.token, interaction);
  const event = interactionEvent(core, interaction, kind);
  publish({ name: 'INTERACTION_CREATE', data: event, channel: kind.channel });
  await answered;
  return new Act(world, interaction, event);
}

function interactionEvent({ world }: Core, interaction: Interaction, kind: Kind): Json {
  const { person, channel, message } = kind;
  const isPrivate = channel.kind === 'dm';
  const permissions = String(permissionsIn(world, person.id, channel));
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data: kind.data,
    channel_id: channel.id,
    channel: channelJson(world, channel),
    ...(isPrivate
      ? { user: userJson(person) }
      : {
          guild_id: world.guild.id,
          guild: { id: world.guild.id, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: { ...memberJson(world, person.id), permissions },
        }),
    ...(message === null ? {} : { message: messageJson(world, message) }),
    app_permissions: String(permissionsIn(world, world.bot.id, channel)),
    locale: 'en-GB',
    entitlements: [],
    authorizing_integration_owners: { '0': isPrivate ? '0' : world.guild.id },
    context: isPrivate ? 1 : 0,
    attachment_size_limit: mostBytesAFile,
  };
}

/** The values of a form, in the shape of its parts. Throws when a person could not send them. */
export function filledModal(modal: Json, values: Record<string, string>): Json {
  const used = new Set<string>();
  const fill = (input: Json): Json => {
    const id = String(input.custom_id);
    used.add(id);
    const value = values[id] ?? (typeof input.value === 'string' ? input.value : '');
    const { min_length: shortest, max_length: longest } = input;
    if (input.required !== false && value === '') throw new Error(`The form needs “${id}”.`);
    if (typeof shortest === 'number' && value !== '' && value.length < shortest)
      throw new Error(`The form needs at least ${shortest} characters in “${id}”.`);
    if (typeof longest === 'number' && value.length > longest)
      throw new Error(`The form takes at most ${longest} characters in “${id}”.`);
    return { type: input.type, id: 1, custom_id: id, value };
  };
  const components = listOf(modal.components)
    .filter(isObject)
    .map((part) => {
      if (isObject(part.component)) return { type: 18, id: 1, component: fill(part.component) };
      return { type: part.type, id: 1, components: listOf(part.components).filter(isObject).map(fill) };
    });
  const unknown = Object.keys(values).filter((id) => !used.has(id));
  if (unknown.length > 0) throw new Error(`The form has no ${unknown.join(', ')}.`);
  return { custom_id: modal.custom_id, components };
}
