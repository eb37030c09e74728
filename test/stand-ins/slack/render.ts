/** Messages as a person reads them: mrkdwn with names, times in their zone, code marks kept. */
import { type Dict, dicts, isDict } from './shapes.ts';
import type { Workspace } from './workspace.ts';
import { partsIn } from './zone.ts';

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const two = (value: number) => String(value).padStart(2, '0');

/** `{date_short} at {time_secs}` and the like, with the 24-hour clock. */
function renderDate(format: string, seconds: number, zone: string): string {
  const at = partsIn(zone, seconds * 1000);
  const month = months[at.month - 1] ?? '';
  const weekday = days[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()] ?? '';
  const known: Record<string, string> = {
    date_num: `${at.year}-${two(at.month)}-${two(at.day)}`,
    date_slash: `${two(at.month)}/${two(at.day)}/${at.year}`,
    date: `${month} ${at.day}, ${at.year}`,
    date_short: `${month.slice(0, 3)} ${at.day}, ${at.year}`,
    date_long: `${weekday}, ${month} ${at.day}, ${at.year}`,
    time: `${two(at.hour)}:${two(at.minute)}`,
    time_secs: `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`,
  };
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => known[name.replace(/_pretty$/, '')] ?? whole);
}

export interface Reader {
  workspace: Workspace;
  /** The zone of the person who reads. */
  zone: string;
}

/** `<@U…>`, `<#C…>`, `<!here>`, `<!date^…>`, links; then the three entities. */
export function renderMrkdwn(text: string, { workspace, zone }: Reader): string {
  return text
    .replace(/<([^<>]+)>/g, (_whole, inside: string) => {
      const [target = '', label] = splitLabel(inside);
      if (target.startsWith('@'))
        return `@${workspace.person(target.slice(1))?.displayName ?? 'unknown user'}`;
      if (target.startsWith('#')) return `#${workspace.channel(target.slice(1))?.name ?? label ?? 'unknown'}`;
      const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
      if (date !== null) return renderDate(date[2] ?? '', Number(date[1]), zone);
      if (target.startsWith('!')) return `@${target.slice(1).split('^')[0]}`;
      const shown = target.replace(/^mailto:/, '');
      return label === undefined ? shown : `${label} (${shown})`;
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function splitLabel(inside: string): [string, string | undefined] {
  const at = inside.indexOf('|');
  return at < 0 ? [inside, undefined] : [inside.slice(0, at), inside.slice(at + 1)];
}

function textObject(value: unknown, reader: Reader): string {
  if (!isDict(value) || typeof value.text !== 'string') return '';
  return value.type === 'mrkdwn' ? renderMrkdwn(value.text, reader) : value.text;
}

/** One block, line by line; buttons are not part of it. */
export function renderBlock(block: Dict, reader: Reader): string[] {
  switch (block.type) {
    case 'header':
    case 'alert':
      return textObject(block.text, reader).split('\n');
    case 'section': {
      const own = block.text === undefined ? [] : textObject(block.text, reader).split('\n');
      return [...own, ...dicts(block.fields).flatMap((field) => textObject(field, reader).split('\n'))];
    }
    case 'context': {
      const parts = dicts(block.elements).map((element) =>
        element.type === 'image' ? `[picture: ${String(element.alt_text)}]` : textObject(element, reader),
      );
      return parts.join(' ').split('\n');
    }
    case 'markdown':
      return String(block.text).split('\n');
    case 'image': {
      const title = textObject(block.title, reader);
      return [...(title === '' ? [] : [title]), `[picture: ${String(block.alt_text)}]`];
    }
    case 'divider':
      return ['―'];
    case 'rich_text':
      return dicts(block.elements).flatMap((element) => renderRich(element, reader).split('\n'));
    case 'table':
      return renderRows(block, reader);
    case 'data_visualization':
      return [`[chart: ${String(block.title)}]`];
    case 'input':
      return [textObject(block.label, reader)];
    default:
      return [];
  }
}

function renderRows(block: Dict, reader: Reader): string[] {
  const rows = Array.isArray(block.rows) ? block.rows : [];
  return rows.map((row) => {
    const cells = dicts(row).map((cell) => {
      if (cell.type === 'rich_text')
        return dicts(cell.elements)
          .map((element) => renderRich(element, reader))
          .join(' ');
      return String(cell.text ?? cell.value ?? '');
    });
    return cells.join(' | ');
  });
}

function renderRich(element: Dict, reader: Reader): string {
  const parts = dicts(element.elements);
  if (element.type === 'rich_text_list')
    return parts.map((part) => `• ${renderRich(part, reader)}`).join('\n');
  const text = parts.map((part) => renderPart(part, reader)).join('');
  if (element.type === 'rich_text_preformatted') return `\`\`\`\n${text}\n\`\`\``;
  return element.type === 'rich_text_quote' ? `> ${text}` : text;
}

function renderPart(part: Dict, { workspace, zone }: Reader): string {
  switch (part.type) {
    case 'user':
      return `@${workspace.person(String(part.user_id))?.displayName ?? 'unknown user'}`;
    case 'channel':
      return `#${workspace.channel(String(part.channel_id))?.name ?? 'unknown'}`;
    case 'broadcast':
      return `@${String(part.range)}`;
    case 'emoji':
      return `:${String(part.name)}:`;
    case 'date':
      return renderDate(String(part.format), Number(part.timestamp), zone);
    case 'link':
      return part.text === undefined ? String(part.url) : `${String(part.text)} (${String(part.url)})`;
    default: {
      const text = String(part.text ?? '');
      return isDict(part.style) && part.style.code === true ? `\`${text}\`` : text;
    }
  }
}

export interface ShownButton {
  actionId: string;
  label: string;
  style: 'default' | 'primary' | 'danger';
  value: string | null;
  url: string | null;
  confirm: { title: string; text: string; confirm: string; deny: string } | null;
  blockId: string;
}

/** In the order in which they stand: of actions blocks, and beside sections. */
export function buttonsOf(blocks: readonly Dict[], reader: Reader): ShownButton[] {
  return blocks.flatMap((block) => {
    const elements = block.type === 'actions' ? dicts(block.elements) : dicts([block.accessory]);
    return elements
      .filter((element) => element.type === 'button')
      .map((element) => ({
        actionId: String(element.action_id ?? ''),
        label: textObject(element.text, reader),
        style:
          element.style === 'primary' || element.style === 'danger' ? element.style : ('default' as const),
        value: typeof element.value === 'string' ? element.value : null,
        url: typeof element.url === 'string' ? element.url : null,
        confirm: confirmOf(element.confirm, reader),
        blockId: String(block.block_id ?? ''),
      }));
  });
}

function confirmOf(value: unknown, reader: Reader): ShownButton['confirm'] {
  if (!isDict(value)) return null;
  const part = (name: string) => textObject(value[name], reader);
  return { title: part('title'), text: part('text'), confirm: part('confirm'), deny: part('deny') };
}
