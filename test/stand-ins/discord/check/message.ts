/**
 * The body of a message, new or edited. What is checked here holds wherever a message is sent: to a channel,
 * as an answer to an interaction, as a follow-up. Whether it may be sent at all is the routes' matter.
 */
import { isObject, type Json, listOf } from '../json.ts';
import { checkComponents } from './components.ts';
import { checkEmbeds } from './embeds.ts';
import { Form, isSnowflake, list, model, type Path, text, whole } from './form.ts';

export const flag = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;

/** The parts of a body after the check; undefined: not given, null: given as null (emptied). */
export type MessageParts = {
  content: string | null | undefined;
  embeds: Json[] | null | undefined;
  components: Json[] | null | undefined;
  attachments: Json[] | null | undefined;
  /** Undefined: not given. */
  flags: number | undefined;
  allowedMentions: Json | undefined;
  nonce: string | undefined;
  enforceNonce: boolean;
  reference: Json | undefined;
};

export type MessageLimits = {
  /** The message that is edited; null: a new one. */
  before: { flags: number; content: string; embeds: readonly unknown[] } | null;
  /** The flags that may be set here. */
  flagsAllowed: number;
};

/** Throws a 50035 with all that is wrong. `at`: where in the body the message stands. */
export function checkMessage(body: Json, limits: MessageLimits, at: Path = []): MessageParts {
  const form = new Form();
  const flags = whole(form, [...at, 'flags'], body.flags) ?? undefined;
  const flagsBefore = limits.before?.flags ?? 0;
  const version2 = (((flags ?? 0) | flagsBefore) & flag.componentsV2) !== 0;
  text(form, [...at, 'content'], body.content, { max: 2000 });
  const embeds = checkEmbeds(form, [...at, 'embeds'], body.embeds);
  const components = checkComponents(form, [...at, 'components'], body.components, version2);
  if (version2) checkVersion2(form, at, body, limits.before);
  const attachments = checkAttachments(form, [...at, 'attachments'], body.attachments);
  checkAllowedMentions(form, [...at, 'allowed_mentions'], body.allowed_mentions);
  checkNonce(form, [...at, 'nonce'], body.nonce);
  checkReference(form, [...at, 'message_reference'], body.message_reference);
  form.done();
  const given = <T>(value: unknown, parsed: T) =>
    value === undefined ? undefined : value === null ? null : parsed;
  return {
    content: given(body.content, String(body.content ?? '').trim()),
    embeds: given(body.embeds, embeds),
    components: given(body.components, components),
    attachments: given(body.attachments, attachments),
    flags: flags === undefined ? undefined : flags & limits.flagsAllowed,
    allowedMentions: isObject(body.allowed_mentions) ? body.allowed_mentions : undefined,
    nonce: body.nonce === undefined || body.nonce === null ? undefined : String(body.nonce),
    enforceNonce: body.enforce_nonce === true,
    reference: isObject(body.message_reference) ? body.message_reference : undefined,
  };
}

/** A message of components has nothing beside them; to become one, it must be emptied of the rest by name. */
function checkVersion2(form: Form, at: Path, body: Json, before: MessageLimits['before']): void {
  for (const field of ['content', 'embeds', 'sticker_ids', 'poll'] as const) {
    const stands = field === 'content' || field === 'embeds' ? before?.[field] : undefined;
    const value = field in body ? body[field] : stands;
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
      continue;
    form.add(
      [...at, field],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    );
  }
}

function checkAttachments(form: Form, path: Path, value: unknown): Json[] {
  const attachments = list(form, path, value);
  if (attachments.length > 10) form.tooLong(path, 10);
  attachments.forEach((given, at) => {
    const attachment = model(form, [...path, at], given);
    if (attachment === null) return;
    if (!isSnowflake(String(attachment.id)))
      form.add(
        [...path, at, 'id'],
        'NUMBER_TYPE_COERCE',
        `Value "${String(attachment.id)}" is not snowflake.`,
      );
    text(form, [...path, at, 'description'], attachment.description, { max: 1024 });
    text(form, [...path, at, 'filename'], attachment.filename, { max: 260 });
  });
  return attachments.filter(isObject);
}

const mentionTypes = ['users', 'roles', 'everyone'] as const;

function checkAllowedMentions(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  const given = model(form, path, value);
  if (given === null) return;
  list(form, [...path, 'parse'], given.parse).forEach((each, at) => {
    if (!mentionTypes.some((type) => type === each)) form.notOneOf([...path, 'parse', at], mentionTypes);
  });
  for (const type of ['users', 'roles'] as const) {
    const ids = list(form, [...path, type], given[type]);
    if (ids.length > 100) form.tooLong([...path, type], 100);
    ids.forEach((id, at) => {
      if (!isSnowflake(String(id)))
        form.add([...path, type, at], 'NUMBER_TYPE_COERCE', `Value "${String(id)}" is not snowflake.`);
    });
    if (ids.length > 0 && listOf(given.parse).includes(type))
      form.add(
        path,
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${type}"] and ${type}: [ids...] are mutually exclusive.`,
      );
  }
}

function checkNonce(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value)))
    form.add(path, 'UNION_TYPE_CHOICES', 'Must be a string or an integer.');
  else if (String(value).length > 25) form.tooLong(path, 25);
}

function checkReference(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  const given = model(form, path, value);
  if (given !== null && !isSnowflake(String(given.message_id)))
    form.add(
      [...path, 'message_id'],
      'NUMBER_TYPE_COERCE',
      `Value "${String(given.message_id)}" is not snowflake.`,
    );
}
