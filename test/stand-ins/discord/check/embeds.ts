/** The limits of embeds: 10 a message, 25 fields, 4096 in a description, 6000 characters in all of them. */
import { isObject, type Json } from '../json.ts';
import { type Form, lengthOf, list, model, type Path, text, url } from './form.ts';

const charactersInAll = 6000;

export function checkEmbeds(form: Form, path: Path, value: unknown): Json[] {
  const embeds = list(form, path, value);
  if (embeds.length > 10) form.tooLong(path, 10);
  const total = embeds.reduce<number>(
    (sum, embed, at) => sum + checkEmbed(form, [...path, at], model(form, [...path, at], embed)),
    0,
  );
  if (total > charactersInAll)
    form.add(path, 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${charactersInAll}`);
  return embeds.filter(isObject);
}

/** Returns how many characters count. Spaces around a text are cut off by Discord and do not. */
function checkEmbed(form: Form, path: Path, embed: Json | null): number {
  if (embed === null) return 0;
  let characters = 0;
  const limited = (inner: Path, given: unknown, max: number, required = false) => {
    const trimmed = typeof given === 'string' ? given.trim() : given;
    characters += lengthOf(text(form, [...path, ...inner], trimmed, { max, required }) ?? '');
  };
  limited(['title'], embed.title, 256);
  limited(['description'], embed.description, 4096);
  const fields = list(form, [...path, 'fields'], embed.fields);
  if (fields.length > 25) form.tooLong([...path, 'fields'], 25);
  fields.forEach((given, at) => {
    const field = model(form, [...path, 'fields', at], given);
    if (field === null) return;
    limited(['fields', at, 'name'], field.name, 256, true);
    limited(['fields', at, 'value'], field.value, 1024, true);
  });
  if (isObject(embed.footer)) limited(['footer', 'text'], embed.footer.text, 2048);
  if (isObject(embed.author)) limited(['author', 'name'], embed.author.name, 256);
  url(form, [...path, 'url'], embed.url);
  for (const picture of ['image', 'thumbnail'] as const) {
    const given = embed[picture];
    if (isObject(given)) url(form, [...path, picture, 'url'], given.url, { attachments: true });
  }
  checkColour(form, [...path, 'color'], embed.color);
  checkTimestamp(form, [...path, 'timestamp'], embed.timestamp);
  return characters;
}

function checkColour(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || !Number.isInteger(value))
    form.add(path, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`);
  else if (value < 0 || value > 0xffffff)
    form.add(path, 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 16777215.');
}

function checkTimestamp(form: Form, path: Path, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value)))
    form.add(path, 'DATE_TIME_TYPE_PARSE', `Could not parse ${JSON.stringify(value)}. Should be ISO8601.`);
}

/** Whether anything of an embed is shown: Discord counts an embed without content as none. */
export function isEmptyEmbed(embed: Json): boolean {
  const shown = ['title', 'description', 'fields', 'image', 'thumbnail', 'footer', 'author'];
  return !shown.some((key) => {
    const value = embed[key];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
  });
}
