/** `table`: 100 rows of 20 cells at most. */
import type { Dict } from '../shapes.ts';
import { checkRichText } from './check-rich-text.ts';
import type { Problems } from './problems.ts';

export function checkTable(block: Dict, place: string, problems: Problems): void {
  problems.keys(block, place, ['type', 'block_id', 'rows', 'column_settings']);
  for (const [at, row] of problems.items(block.rows, `${place}/rows`, 1, 100).entries()) {
    const cells = problems.items(row, `${place}/rows/${at}`, 1, 20);
    for (const [column, found] of cells.entries())
      checkCell(found, `${place}/rows/${at}/${column}`, problems);
  }
  if (block.column_settings !== undefined)
    problems.items(block.column_settings, `${place}/column_settings`, 0, 20);
}

function checkCell(value: unknown, place: string, problems: Problems): void {
  const cell = problems.object(value, place);
  if (cell === null) return;
  if (cell.type === 'rich_text') checkRichText(cell, place, problems);
  else if (cell.type === 'raw_text') problems.text(cell.text, `${place}/text`, 3000);
  else if (cell.type !== 'raw_number') problems.add(`unsupported type: ${String(cell.type)}`, place);
  else if (typeof cell.value !== 'number') problems.add('must be a number', `${place}/value`);
}
