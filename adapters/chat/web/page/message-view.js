/** One message on the page. It is changed in place: a button under somebody's finger stays the same button. */
import { quoteWords, staleWords } from './card-words.js';
import { element, timeElement } from './dom.js';
import { partsOf, sparkGroups } from './line-parts.js';
import { nobody } from './me.js';
import { pressing } from './pressing.js';

const botName = 'leakops';
const levelWords = { warning: 'Warning', error: 'Alert', success: 'Success' };
const kindWords = { plan: 'Plan', progress: 'Progress', report: 'Report' };

/**
 * `people`: {reader, withName} as in me.js, message: (id) => one or null, runOf: (card) => its run's id or null,
 * onThread: (id) => void. Answers {node, update(message, context)} with context {isContinued, thread: {id, count} |
 * null, staleSince}; count null: not the root of that thread; staleSince null: it is up to date.
 */
export function messageView(people) {
  const avatar = element('span', 'avatar');
  avatar.setAttribute('aria-hidden', 'true');
  const head = element('p', 'message-head');
  const quote = element('p', 'quote');
  const body = element('div', 'body');
  const actions = element('div', 'actions');
  const trouble = element('p', 'trouble');
  trouble.setAttribute('role', 'alert');
  trouble.hidden = true;
  const files = element('div', 'files');
  const thread = element('button', 'thread-link');
  thread.type = 'button';
  const runPage = element('a', 'run-link', 'Run page');
  const stale = element('p', 'stale-words');
  const frame = element('div', 'frame', stale, body, actions, trouble, files);
  const foot = element('div', 'foot', thread);
  const node = element('li', 'message', avatar, element('div', 'message-main', head, quote, frame, foot));
  const shown = new Map();
  let current = null;
  let threadId = null;

  thread.addEventListener('click', () => people.onThread(threadId));

  /** Runs `draw` only when what it shows has changed. */
  const part = (name, value, draw) => {
    const signature = JSON.stringify(value);
    if (shown.get(name) === signature) return;
    shown.set(name, signature);
    draw();
  };

  const press = pressing(people, (words) => {
    trouble.textContent = words ?? '';
    trouble.hidden = words === null;
  });
  const pressed = (button, action) => press(button, current, action);

  return {
    node,
    update(message, { isContinued, thread: linked, staleSince }) {
      current = message;
      const me = people.reader() ?? '';
      const isBot = message.author === botName;
      node.dataset.kind = message.kind;
      node.dataset.level = message.level;
      node.classList.toggle('continued', isContinued);
      node.classList.toggle('private', message.to !== null);

      part('head', [message.author, message.kind, message.level, message.to, message.createdAt], () => {
        avatar.className = `avatar ${isBot ? 'bot' : `tone-${toneOf(message.author)}`}`;
        avatar.textContent = isBot ? '' : [...message.author][0].toUpperCase();
        head.replaceChildren(...headParts(message));
      });
      const answered = message.replyTo === null || linked !== null ? null : people.message(message.replyTo);
      const quoted = answered === null ? '' : quoteWords(answered, people.runOf(answered));
      part('quote', quoted, () => {
        quote.hidden = quoted === '';
        quote.textContent = quoted;
      });
      part('stale', staleSince, () => {
        node.classList.toggle('stale', staleSince !== null);
        stale.hidden = staleSince === null;
        stale.textContent = staleSince === null ? '' : `${staleWords(staleSince)}: leakops cannot be reached`;
      });
      const run = message.kind === 'card' ? people.runOf(message) : null;
      part('run', run, () => {
        if (run === null) return runPage.remove();
        runPage.href = `runs/${encodeURIComponent(run)}`;
        foot.append(runPage);
      });
      part('body', [message.lines, me], () => {
        body.replaceChildren(...message.lines.map((line, index) => lineElement(line, me, index === 0)));
      });
      part('actions', message.actions, () => drawActions(actions, message.actions, pressed));
      if (message.actions.length === 0) trouble.hidden = true;
      part('files', message.files, () => files.replaceChildren(...message.files.map(fileElement)));
      part('thread', linked, () => {
        threadId = linked?.id ?? null;
        thread.hidden = linked === null;
        thread.textContent = threadWords(linked?.count ?? null);
      });
    },
  };
}

function threadWords(count) {
  if (count === null) return 'From a thread: open it';
  if (count === 0) return 'Open the thread';
  return `${count} ${count === 1 ? 'message' : 'messages'} in the thread`;
}

function headParts(message) {
  const parts = [element('b', 'author', message.author)];
  const kind = kindWords[message.kind];
  if (kind !== undefined) parts.push(element('span', 'tag', kind));
  // A card names its state in its first line.
  const level = message.kind === 'card' ? undefined : levelWords[message.level];
  if (level !== undefined) parts.push(element('span', `tag level ${message.level}`, level));
  if (message.to !== null) {
    const words = message.to === nobody ? 'Seen by who gave no name' : 'Only you see this';
    parts.push(element('span', 'tag only-you', words));
  }
  return [...parts, timeElement(message.createdAt)];
}

function lineElement(line, me, isFirst) {
  const made = element('p', isFirst ? 'line first' : 'line');
  for (const { kind, text } of partsOf(line, me)) {
    if (kind === 'text') made.append(text);
    else if (kind === 'mention') made.append(element('mark', 'mention', text));
    else if (kind === 'over') made.append(element('span', 'legend-over', text));
    else if (kind === 'code') made.append(element('code', 'code', text));
    else {
      const spark = element(
        'code',
        'spark',
        ...sparkGroups(text).map((group) => element('span', group.kind, group.text)),
      );
      spark.setAttribute('role', 'img');
      spark.setAttribute('aria-label', 'memory so far');
      made.append(spark);
    }
  }
  return made;
}

/** Buttons that stay are the same elements, in the same place. */
function drawActions(row, wanted, onPress) {
  const before = new Map([...row.children].map((child) => [child.dataset.action, child]));
  const after = wanted.map((action) => {
    const tag = action.url === null ? 'button' : 'a';
    const known = before.get(action.id)?.localName === tag ? before.get(action.id) : undefined;
    const made = known ?? element(tag);
    made.className = `button ${action.style}`;
    if (made.textContent !== action.label) made.textContent = action.label;
    if (action.url !== null) {
      const isWeb = /^https?:$/.test(new URL(action.url, document.baseURI).protocol);
      if (isWeb) made.href = action.url;
    } else if (known === undefined) {
      made.type = 'button';
      made.addEventListener('click', () => onPress(made, action));
    }
    made.dataset.action = action.id;
    return made;
  });
  const isSame =
    after.length === row.children.length && after.every((one, index) => row.children[index] === one);
  if (isSame) return;
  const hadFocus = row.contains(document.activeElement) && !after.includes(document.activeElement);
  row.replaceChildren(...after);
  if (hadFocus) (after[0] ?? row.closest('.scroller'))?.focus();
}

function fileElement({ name, url, alt }) {
  // Charts are shown from where the page is, whatever name others reach it by.
  const own = /\/?(api\/runs\/[\w-]+\/chart\.(?:png|svg))$/.exec(url)?.[1];
  const address = new URL(own ?? url, document.baseURI);
  if (!/^https?:$/.test(address.protocol)) return element('p', 'line', alt);
  const link = element('a', 'file');
  link.href = address.href;
  link.target = '_blank';
  link.rel = 'noopener';
  if (address.origin !== location.origin) {
    link.append(name);
    return link;
  }
  const picture = element('img');
  picture.alt = alt;
  picture.src = address.href;
  picture.addEventListener('error', () => link.replaceChildren(`${name}: ${alt}`));
  link.append(picture);
  return link;
}

function toneOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 6;
}
