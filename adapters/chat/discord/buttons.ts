/** Actions as Discord's buttons. Which one was pressed, and about what, is in the `custom_id`. */
import { isActionId } from '../../../src/action-id.ts';
import type { Action, ActionId } from '../../../src/ports.ts';
import { plainWithin } from './markdown.ts';

/** Discord's limits, in characters. */
const mostRows = 5;
const mostInRow = 5;
const longestLabel = 80;
const longestId = 100;
const longestUrl = 512;

const actionRow = 1;
const buttonType = 2;
const styles = { primary: 1, default: 2, danger: 4 } as const;
const linkStyle = 5;

interface Button {
  type: typeof buttonType;
  style: number;
  label: string;
  custom_id?: string;
  url?: string;
}

export interface Row {
  type: typeof actionRow;
  components: Button[];
}

/**
 * In their order; one coloured at most. One whose value Discord has no room for is left out: cut, it would mean
 * something else. So is a link that it would not take.
 */
export function rowsOf(wanted: readonly Action[]): Row[] {
  const seen = new Map<ActionId, number>();
  let isColoured = false;
  const buttons = wanted.flatMap((action) => {
    const nth = (seen.get(action.id) ?? 0) + 1;
    const button = buttonOf(action, nth, isColoured);
    if (button === null) return [];
    seen.set(action.id, nth);
    isColoured ||= action.style !== 'default';
    return [button];
  });
  const rows: Row[] = [];
  for (let at = 0; at < buttons.length && rows.length < mostRows; at += mostInRow) {
    rows.push({ type: actionRow, components: buttons.slice(at, at + mostInRow) });
  }
  return rows;
}

/** The action and the value that a `custom_id` stands for; null: it is none of ours. */
export function pressedOf(customId: string): { action: ActionId; value: string } | null {
  const [, id = '', value = ''] = /^([a-z-]+)(?:#\d+)?(?: (.*))?$/s.exec(customId) ?? [];
  return isActionId(id) ? { action: id, value } : null;
}

function buttonOf(action: Action, nth: number, isColoured: boolean): Button | null {
  const { id, label, style, url, value } = action;
  const shown = { type: buttonType, label: plainWithin(label, longestLabel) || id } as const;
  if (url !== null) return isUsable(url) ? { ...shown, style: linkStyle, url } : null;
  // An id stands once in a message: the second `stop` of a choice of runs is `stop#2`.
  const customId = `${id}${nth === 1 ? '' : `#${nth}`}${value === '' ? '' : ` ${value}`}`;
  if (customId.length > longestId) return null;
  return { ...shown, style: styles[isColoured ? 'default' : style], custom_id: customId };
}

function isUsable(url: string): boolean {
  return url.length <= longestUrl && /^https?:\/\/\S+$/i.test(url) && URL.canParse(url);
}
