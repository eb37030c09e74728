/** Text objects, confirm dialogs and options: what blocks and elements are composed of. */
import type { Dict } from '../shapes.ts';
import type { Problems } from './problems.ts';

export interface TextRule {
  most: number;
  /** `plain`: only plain_text. */
  kind: 'plain' | 'any';
  least?: number;
}

export function checkText(value: unknown, place: string, rule: TextRule, problems: Problems): void {
  const text = problems.object(value, place);
  if (text === null) return;
  const allowed = rule.kind === 'plain' ? ['plain_text'] : ['plain_text', 'mrkdwn'];
  problems.oneOf(text.type, `${place}/type`, allowed);
  problems.text(text.text, `${place}/text`, rule.most, rule.least ?? 1);
  problems.keys(
    text,
    place,
    text.type === 'mrkdwn' ? ['type', 'text', 'verbatim'] : ['type', 'text', 'emoji'],
  );
  problems.flag(text.emoji, `${place}/emoji`);
  problems.flag(text.verbatim, `${place}/verbatim`);
}

export function checkConfirm(value: unknown, place: string, problems: Problems): void {
  if (value === undefined) return;
  const confirm = problems.object(value, place);
  if (confirm === null) return;
  problems.keys(confirm, place, ['title', 'text', 'confirm', 'deny', 'style']);
  checkText(confirm.title, `${place}/title`, { most: 100, kind: 'plain' }, problems);
  checkText(confirm.text, `${place}/text`, { most: 300, kind: 'any' }, problems);
  checkText(confirm.confirm, `${place}/confirm`, { most: 30, kind: 'plain' }, problems);
  checkText(confirm.deny, `${place}/deny`, { most: 30, kind: 'plain' }, problems);
  if (confirm.style !== undefined) problems.oneOf(confirm.style, `${place}/style`, ['primary', 'danger']);
}

/** `rich`: mrkdwn is allowed, as in radio buttons and checkboxes. */
export function checkOption(value: unknown, place: string, rich: boolean, problems: Problems): Dict | null {
  const option = problems.object(value, place);
  if (option === null) return null;
  const kind = rich ? 'any' : 'plain';
  problems.keys(option, place, ['text', 'value', 'description', 'url']);
  checkText(option.text, `${place}/text`, { most: 75, kind }, problems);
  problems.text(option.value, `${place}/value`, 150);
  if (option.description !== undefined)
    checkText(option.description, `${place}/description`, { most: 75, kind }, problems);
  return option;
}
