/** Block Kit as Slack takes it: the types, their fields and limits, per surface. */
import { type Dict, isDict, type StoredFile } from '../shapes.ts';
import { checkChart } from './check-chart.ts';
import { asAccessory, checkElement, inActions, inInput } from './check-elements.ts';
import { checkRichText } from './check-rich-text.ts';
import { checkTable } from './check-table.ts';
import { checkText } from './check-text.ts';
import { newProblems, type Problems } from './problems.ts';

export type Surface = 'message' | 'modal' | 'home';

export interface BlockRules {
  surface: Surface;
  /** Types that this workspace does not have (yet): refused as an unsupported type. */
  without: ReadonlySet<string>;
  /** The file that an image block names; null: there is none that may be shown. */
  file(slackFile: Dict): StoredFile | null;
}

type Check = (block: Dict, place: string, problems: Problems, rules: BlockRules) => void;

const own = ['type', 'block_id'];

const section: Check = (block, place, problems, rules) => {
  problems.keys(block, place, [...own, 'text', 'fields', 'accessory', 'expand']);
  if (block.text === undefined && block.fields === undefined)
    problems.add('must define either `text` or `fields`', place);
  if (block.text !== undefined) checkText(block.text, `${place}/text`, { most: 3000, kind: 'any' }, problems);
  if (block.fields !== undefined)
    for (const [at, field] of problems.items(block.fields, `${place}/fields`, 1, 10).entries())
      checkText(field, `${place}/fields/${at}`, { most: 2000, kind: 'any' }, problems);
  const { accessory } = block;
  if (isDict(accessory) && accessory.type === 'image')
    checkPicture(accessory, `${place}/accessory`, problems, rules);
  else if (accessory !== undefined) checkElement(accessory, `${place}/accessory`, asAccessory, problems);
};

const context: Check = (block, place, problems, rules) => {
  problems.keys(block, place, [...own, 'elements']);
  for (const [at, element] of problems.items(block.elements, `${place}/elements`, 1, 10).entries()) {
    const where = `${place}/elements/${at}`;
    if (isDict(element) && element.type === 'image') checkPicture(element, where, problems, rules);
    else checkText(element, where, { most: 3000, kind: 'any' }, problems);
  }
};

const actions: Check = (block, place, problems) => {
  problems.keys(block, place, [...own, 'elements']);
  const elements = problems.items(block.elements, `${place}/elements`, 1, 25);
  for (const [at, element] of elements.entries())
    checkElement(element, `${place}/elements/${at}`, inActions, problems);
  const ids = elements.flatMap((element) => (isDict(element) ? [element.action_id] : []));
  const given = ids.filter((id) => id !== undefined);
  if (new Set(given).size !== given.length)
    problems.add('`action_id` must be unique within a block', `${place}/elements`);
};

function checkPicture(block: Dict, place: string, problems: Problems, rules: BlockRules): void {
  problems.text(block.alt_text, `${place}/alt_text`, 2000);
  const { image_url: url, slack_file: slackFile } = block;
  if ((url === undefined) === (slackFile === undefined)) {
    problems.add('must define either `image_url` or `slack_file`', place);
  } else if (url !== undefined) {
    const text = problems.text(url, `${place}/image_url`, 3000);
    if (text !== null && !/^https?:\/\/\S+$/.test(text))
      problems.add('must be a valid URL', `${place}/image_url`);
  } else {
    const named = problems.object(slackFile, `${place}/slack_file`);
    if (named !== null && rules.file(named) === null)
      problems.add('invalid slack file', `${place}/slack_file`);
  }
}

const image: Check = (block, place, problems, rules) => {
  problems.keys(block, place, [...own, 'alt_text', 'title', 'image_url', 'slack_file']);
  if (block.title !== undefined)
    checkText(block.title, `${place}/title`, { most: 2000, kind: 'plain' }, problems);
  checkPicture(block, place, problems, rules);
};

const header: Check = (block, place, problems) => {
  problems.keys(block, place, [...own, 'text', 'level']);
  checkText(block.text, `${place}/text`, { most: 150, kind: 'plain' }, problems);
};

const alert: Check = (block, place, problems) => {
  problems.keys(block, place, [...own, 'text', 'level']);
  // java-slack-sdk#1610, as the block's page said it.
  checkText(block.text, `${place}/text`, { most: 200, kind: 'any' }, problems);
  const levels = ['default', 'info', 'warning', 'error', 'success'];
  if (block.level !== undefined) problems.oneOf(block.level, `${place}/level`, levels);
};

const markdown: Check = (block, place, problems) => {
  problems.keys(block, place, [...own, 'text']);
  problems.text(block.text, `${place}/text`, 12_000);
};

const input: Check = (block, place, problems) => {
  problems.keys(block, place, [...own, 'label', 'element', 'hint', 'optional', 'dispatch_action']);
  checkText(block.label, `${place}/label`, { most: 2000, kind: 'plain' }, problems);
  if (block.hint !== undefined)
    checkText(block.hint, `${place}/hint`, { most: 2000, kind: 'plain' }, problems);
  problems.flag(block.optional, `${place}/optional`);
  problems.flag(block.dispatch_action, `${place}/dispatch_action`);
  checkElement(block.element, `${place}/element`, inInput, problems);
};

const checks: Record<string, Check> = {
  section,
  context,
  actions,
  image,
  header,
  alert,
  markdown,
  input,
  divider: (block, place, problems) => problems.keys(block, place, own),
  rich_text: (block, place, problems) => checkRichText(block, place, problems),
  table: (block, place, problems) => checkTable(block, place, problems),
  data_visualization: (block, place, problems) => checkChart(block, place, problems),
};

/**
 * Where a type may stand; every other one may stand everywhere. (`alert`: in April 2026 Slack's own libraries said
 * "only modals", node-slack-sdk#2567; its page names no surface. A workspace that refuses it: `without`.)
 */
const only: Record<string, readonly Surface[]> = { markdown: ['message'], table: ['message'] };
/** Some may stand only so often in one message. */
const atMost: Record<string, number> = { table: 1, data_visualization: 2 };

/** What is wrong with a list of blocks; empty: nothing. `root` is the place of the list, as `/blocks`. */
export function blockProblems(value: unknown, root: string, rules: BlockRules): string[] {
  const problems = newProblems();
  const blocks = problems.items(value, root, 0, rules.surface === 'message' ? 50 : 100);
  const counted = new Map<string, number>();
  const ids = new Set<string>();
  for (const [at, found] of blocks.entries()) {
    const place = `${root}/${at}`;
    const block = problems.object(found, place);
    if (block === null) continue;
    const type = String(block.type);
    const check = checks[type];
    const surfaces = only[type] ?? [rules.surface];
    if (check === undefined || rules.without.has(type) || !surfaces.includes(rules.surface)) {
      problems.add(`unsupported type: ${type}`, `${place}/type`);
      continue;
    }
    const id = block.block_id;
    problems.optionalText(id, `${place}/block_id`, 255);
    if (typeof id === 'string' && id !== '') {
      if (ids.has(id)) problems.add('block_id already exists in the blocks', `${place}/block_id`);
      ids.add(id);
    }
    const count = (counted.get(type) ?? 0) + 1;
    counted.set(type, count);
    if (count > (atMost[type] ?? Number.POSITIVE_INFINITY))
      problems.add(`only ${atMost[type]} of ${type} allowed`, place);
    check(block, place, problems, rules);
  }
  if (rules.surface === 'message') countMarkdown(blocks, root, problems);
  return problems.list;
}

/** The limit of markdown is one for the whole message. */
function countMarkdown(blocks: unknown[], root: string, problems: Problems): void {
  const texts = blocks.flatMap((block) =>
    isDict(block) && block.type === 'markdown' && typeof block.text === 'string' ? [block.text] : [],
  );
  if (texts.length > 1 && texts.join('').length > 12_000)
    problems.add('markdown blocks must be less than 12001 characters in all', root);
}
