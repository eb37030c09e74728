/** A message as plain lines, and its buttons and files, for assertions and for reading as a person would. */

import { flag } from '../check/message.ts';
import { isObject, type Json, listOf } from '../json.ts';
import type { Attachment, Message, World } from '../state/world.ts';
import { readable } from './text.ts';

export type Button = {
  label: string;
  style: 'primary' | 'secondary' | 'success' | 'danger' | 'link' | 'premium';
  customId: string | null;
  url: string | null;
  disabled: boolean;
};

const styles = ['primary', 'secondary', 'success', 'danger', 'link', 'premium'] as const;

/** All components, however deep they stand, in order. */
export function allComponents(components: readonly Json[]): Json[] {
  return components.flatMap((component) => [
    component,
    ...allComponents(listOf(component.components).filter(isObject)),
    ...allComponents([component.accessory, component.component].filter(isObject)),
  ]);
}

export function buttonsOf(message: Pick<Message, 'components'>): Button[] {
  return allComponents(message.components)
    .filter((component) => component.type === 2)
    .map((button) => ({
      label: [emojiOf(button), typeof button.label === 'string' ? button.label : '']
        .filter((part) => part !== '')
        .join(' '),
      style: styles[Number(button.style) - 1] ?? 'secondary',
      customId: typeof button.custom_id === 'string' ? button.custom_id : null,
      url: typeof button.url === 'string' ? button.url : null,
      disabled: button.disabled === true,
    }));
}

function emojiOf(button: Json): string {
  return isObject(button.emoji) && typeof button.emoji.name === 'string' ? button.emoji.name : '';
}

/** What is read from top to bottom. Embeds stand behind `│ `, buttons in brackets, files behind `file: `. */
export function linesOf(world: World, message: Message, zone: string): string[] {
  if ((message.flags & flag.loading) !== 0) return [`${world.bot.name} is thinking…`];
  const words = (text: unknown) => (typeof text === 'string' ? readable(world, text, zone).split('\n') : []);
  const embeds = (message.flags & flag.suppressEmbeds) !== 0 ? [] : message.embeds;
  const shown = shownFiles({ ...message, embeds });
  return [
    ...(message.content === '' ? [] : words(message.content)),
    ...embeds.flatMap((embed) => embedLines(message, embed, words).map((line) => `│ ${line}`)),
    ...componentLines(message, message.components, words),
    ...message.attachments
      .filter(({ filename }) => !shown.has(filename))
      .map((file) => `file: ${fileWords(file)}`),
  ];
}

type Words = (text: unknown) => string[];

function embedLines(message: Message, embed: Json, words: Words): string[] {
  const picture = (['image', 'thumbnail'] as const)
    .map((key) => embed[key])
    .filter(isObject)
    .flatMap(({ url }) => (typeof url === 'string' ? [pictureWords(message, url)] : []));
  return [
    ...(isObject(embed.author) ? words(embed.author.name) : []),
    ...words(embed.title),
    ...words(embed.description),
    ...listOf(embed.fields)
      .filter(isObject)
      .flatMap((field) => [...words(field.name), ...words(field.value)]),
    ...picture,
    ...(isObject(embed.footer) ? words(embed.footer.text) : []),
  ];
}

/** A picture that was not uploaded with the message is not shown: that must be seen. */
function pictureWords(message: Message, url: string): string {
  const name = attachedName(url);
  if (name === null) return `picture: ${url}`;
  const file = message.attachments.find(({ filename }) => filename === name);
  return file === undefined ? `picture missing: ${name}` : `picture: ${fileWords(file)}`;
}

function fileWords({ filename, description }: Attachment): string {
  return description === null ? filename : `${filename} (${description})`;
}

/** `attachment://chart.png` → `chart.png`; null for any other address. */
export function attachedName(url: string): string | null {
  return url.startsWith('attachment://') ? url.slice('attachment://'.length) : null;
}

/** The names of uploaded files that are shown within embeds or components: they do not stand below. */
export function shownFiles({ embeds, components }: Pick<Message, 'embeds' | 'components'>): Set<string> {
  const media = allComponents(components).flatMap(mediaOf);
  return new Set([...embeds.flatMap(filesIn), ...media.map((url) => attachedName(url) ?? '')]);
}

function filesIn(embed: Json): string[] {
  return [embed.image, embed.thumbnail]
    .filter(isObject)
    .flatMap(({ url }) => (typeof url === 'string' ? [attachedName(url) ?? ''] : []))
    .filter((name) => name !== '');
}

/** The addresses that a thumbnail, a gallery or a file shows. */
function mediaOf(component: Json): string[] {
  return [component, ...listOf(component.items)]
    .filter(isObject)
    .flatMap(({ media, file }) => [media, file])
    .filter(isObject)
    .flatMap(({ url }) => (typeof url === 'string' ? [url] : []));
}

function componentLines(message: Message, components: readonly Json[], words: Words): string[] {
  return components.flatMap((component) => {
    const children = listOf(component.components).filter(isObject);
    if (component.type === 1) {
      const row = buttonsOf({ components: children });
      const selects = children
        .filter(({ type }) => type !== 2)
        .map(({ placeholder }) => `[▾ ${placeholder ?? ''}]`);
      return [
        [...row.map(({ label, url }) => `[${label}${url === null ? '' : ` → ${url}`}]`), ...selects].join(
          ' ',
        ),
      ];
    }
    if (component.type === 10) return words(component.content);
    if (component.type === 14) return ['—'];
    const media = mediaOf(component);
    if (media.length > 0) return media.map((url) => pictureWords(message, url));
    return componentLines(message, [...children, ...[component.accessory].filter(isObject)], words);
  });
}

/** What a phone shows of a message: its text. A message of components alone shows nothing (facts/discord.md). */
export function pushWords(world: World, message: Message, zone: string): string {
  if ((message.flags & flag.componentsV2) !== 0) return '';
  if (message.content !== '') return readable(world, message.content, zone);
  const first = message.embeds[0];
  const words = [first?.title, first?.description].find((text) => typeof text === 'string') ?? '';
  return readable(world, String(words), zone);
}
