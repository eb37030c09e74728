/** A message in the shape of API v10. */
import { isObject, type Json, listOf } from '../json.ts';
import { attachedName, shownFiles } from '../render/message.ts';
import { channelJson, isoDate, userJson } from './as-json.ts';
import { pictureSize } from './attachments.ts';
import { type Attachment, findMessage, type Message, type World } from './world.ts';

export function messageJson(world: World, message: Message, withReferenced = true): Json {
  const author = world.people.get(message.author) ?? world.bot;
  const thread = world.channels.get(message.id);
  const shown = shownFiles(message);
  return {
    id: message.id,
    type: message.type,
    channel_id: message.channel,
    author: userJson(author),
    content: message.content,
    embeds: message.embeds.map((embed) => embedJson(world, message, embed)),
    components: numbered(message.components, (url) => fileUrl(world, message, url)),
    attachments: message.attachments
      .filter(({ filename }) => !shown.has(filename))
      .map((file) => attachmentJson(world, message, file)),
    mentions: message.mentions.flatMap((id) => {
      const person = world.people.get(id);
      return person === undefined ? [] : [userJson(person)];
    }),
    mention_roles: message.mentionRoles,
    mention_everyone: message.mentionEveryone,
    pinned: false,
    tts: false,
    timestamp: isoDate(message.createdAt),
    edited_timestamp: message.editedAt === null ? null : isoDate(message.editedAt),
    flags: message.flags,
    ...(message.reference === null ? {} : referenceJson(world, message, message.reference, withReferenced)),
    ...(message.interaction === null ? {} : interactionJson(world, message.interaction)),
    ...(thread?.kind === 'thread' && thread.parent === message.channel
      ? { thread: channelJson(world, thread) }
      : {}),
  };
}

/** As it is answered to who posts it, and told when it is new: only there it carries its nonce. */
export function freshJson(world: World, message: Message): Json {
  const json = messageJson(world, message);
  return message.nonce === null ? json : { ...json, nonce: message.nonce };
}

function referenceJson(
  world: World,
  message: Message,
  reference: NonNullable<Message['reference']>,
  withReferenced: boolean,
): Json {
  const referenced = findMessage(world, reference.message);
  return {
    message_reference: {
      type: 0,
      channel_id: reference.channel,
      message_id: reference.message,
      ...(world.channels.get(message.channel)?.kind === 'dm' ? {} : { guild_id: world.guild.id }),
    },
    // A deleted message is null, which differs from “not looked up”.
    ...(withReferenced
      ? { referenced_message: referenced === null ? null : messageJson(world, referenced, false) }
      : {}),
  };
}

function interactionJson(world: World, interaction: NonNullable<Message['interaction']>): Json {
  const user = world.people.get(interaction.user);
  return {
    application_id: world.application.id,
    webhook_id: world.application.id,
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      user: user === undefined ? null : userJson(user),
      authorizing_integration_owners: { '0': world.guild.id },
      ...(interaction.type === 2 ? { name: interaction.name } : {}),
    },
    ...(interaction.type === 2
      ? {
          interaction: {
            id: interaction.id,
            type: 2,
            name: interaction.name,
            user: user === undefined ? null : userJson(user),
          },
        }
      : {}),
  };
}

function attachmentJson(world: World, message: Message, file: Attachment): Json {
  const url = attachmentUrl(world, message, file);
  return {
    id: file.id,
    filename: file.filename,
    ...(file.description === null ? {} : { description: file.description }),
    content_type: file.contentType,
    size: file.bytes.length,
    url,
    proxy_url: url,
    ...pictureSize(file),
    ...(message.to === null ? {} : { ephemeral: true }),
  };
}

/** The address of an uploaded file that is named by `attachment://`; any other is left as it is. */
function fileUrl(world: World, message: Message, url: string): string {
  const name = attachedName(url);
  const file = message.attachments.find(({ filename }) => filename === name);
  return file === undefined ? url : attachmentUrl(world, message, file);
}

function attachmentUrl(world: World, message: Message, file: Attachment): string {
  return `${world.cdn()}/attachments/${message.channel}/${file.id}/${file.filename}`;
}

function embedJson(world: World, message: Message, embed: Json): Json {
  const picture = (key: 'image' | 'thumbnail'): Json => {
    const given = embed[key];
    if (!isObject(given) || typeof given.url !== 'string') return {};
    const name = attachedName(given.url);
    const file = message.attachments.find(({ filename }) => filename === name);
    if (name !== null && file === undefined) return { [key]: undefined };
    const url = fileUrl(world, message, given.url);
    return { [key]: { url, proxy_url: url, ...(file === undefined ? null : pictureSize(file)), flags: 0 } };
  };
  return { type: 'rich', ...embed, ...picture('image'), ...picture('thumbnail') };
}

/** Components come back with ids, counted from 1 through the message, and with the addresses of their files. */
function numbered(components: readonly Json[], resolve: (url: string) => string): Json[] {
  let count = 0;
  const number = (component: Json): Json => {
    count += 1;
    const id = typeof component.id === 'number' && component.id > 0 ? component.id : count;
    const children = listOf(component.components).filter(isObject);
    const media = (holder: Json): Json =>
      Object.fromEntries(
        (['media', 'file'] as const).flatMap((key) => {
          const given = holder[key];
          return isObject(given) ? [[key, { ...given, url: resolve(String(given.url)) }]] : [];
        }),
      );
    const items = listOf(component.items).filter(isObject);
    return {
      ...component,
      ...media(component),
      ...(items.length > 0 ? { items: items.map((item) => ({ ...item, ...media(item) })) } : {}),
      id,
      ...(children.length > 0 ? { components: children.map(number) } : {}),
      ...(isObject(component.accessory) ? { accessory: number(component.accessory) } : {}),
    };
  };
  return components.map(number);
}
