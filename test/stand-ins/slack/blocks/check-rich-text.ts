/** `rich_text`: sections, lists, quotes and preformatted text, and the elements in them. */
import type { Dict } from '../shapes.ts';
import type { Problems } from './problems.ts';

const containers = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'];
/** Element → the field that it must have. */
const elements: Record<string, string | null> = {
  text: 'text',
  link: 'url',
  user: 'user_id',
  usergroup: 'usergroup_id',
  channel: 'channel_id',
  emoji: 'name',
  broadcast: 'range',
  color: 'value',
  date: 'timestamp',
};

export function checkRichText(block: Dict, place: string, problems: Problems): void {
  problems.keys(block, place, ['type', 'block_id', 'elements']);
  const found = problems.items(block.elements, `${place}/elements`, 1, 1000);
  for (const [at, element] of found.entries()) checkContainer(element, `${place}/elements/${at}`, problems);
}

function checkContainer(value: unknown, place: string, problems: Problems): void {
  const container = problems.object(value, place);
  if (container === null) return;
  problems.oneOf(container.type, `${place}/type`, containers);
  for (const [at, found] of problems.items(container.elements, `${place}/elements`, 0, 1000).entries()) {
    const where = `${place}/elements/${at}`;
    if (container.type === 'rich_text_list') checkContainer(found, where, problems);
    else checkPart(found, where, problems);
  }
}

function checkPart(value: unknown, place: string, problems: Problems): void {
  const part = problems.object(value, place);
  if (part === null) return;
  const needed = elements[String(part.type)];
  if (needed === undefined || needed === null) {
    problems.add(`unsupported type: ${String(part.type)}`, `${place}/type`);
    return;
  }
  if (part.type === 'date') {
    if (!Number.isInteger(part.timestamp)) problems.add('must be an integer', `${place}/timestamp`);
    problems.text(part.format, `${place}/format`, 1000);
    return;
  }
  problems.text(part[needed], `${place}/${needed}`, 3000);
}
