/** The report of an ended run as tables; a row that is a command can be copied. */
const toldInTheStory = 'Who did what';

function element(tag, words = '') {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

/** `parts`: as `GET /api/runs/{id}/report` answers. */
export function reportTables(parts) {
  return parts.filter(({ title, rows }) => title !== toldInTheStory && rows.length > 0).map(partTable);
}

function partTable({ title, rows }) {
  const table = element('table');
  const caption = element('caption', title);
  const body = element('tbody');
  body.append(...rows.map(tableRow));
  table.append(caption, body);
  return table;
}

function tableRow({ what, is, beside }) {
  const row = element('tr');
  const head = element('th');
  head.scope = 'row';
  const value = element('td', is);
  if (what.startsWith('/leak')) head.append(element('code', what), copyButton(what));
  else head.textContent = what;
  if (beside !== null) {
    const more = element('span', beside);
    more.className = 'beside';
    value.append(document.createTextNode(' '), more);
  }
  row.append(head, value);
  return row;
}

/** A clipboard is there on secure pages only; elsewhere the command is marked, for the keys to copy it. */
function copyButton(words) {
  const button = element('button', 'Copy');
  button.type = 'button';
  button.className = 'copy';
  button.setAttribute('aria-label', `Copy ${words}`);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(words);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(button.previousSibling);
      button.textContent = 'Marked';
    }
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  return button;
}
