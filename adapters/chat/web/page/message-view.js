/** One message on the page. It is changed in place: a button under somebody's finger stays the same button. */
import { drawActions } from './actions-row.js';
import { quoteWords, staleWords } from './card-words.js';
import { element } from './dom.js';
import { fileElement } from './file-view.js';
import { lineElement } from './line-view.js';
import { nobody } from './me.js';
import { pressing } from './pressing.js';
import { sinceGrowth, timeWords } from './times.js';

const botName = 'leakops';
const levelWords = { info: 'Note', warning: 'Warning', error: 'Alert', success: 'Success' };
const kindWords = { plan: 'Plan', progress: 'Progress', report: 'Report' };

/**
 * `people`: {reader, withName} as in me.js, message: (id) => one or null, runOf: (card) => a run or null,
 * onThread: (id) => void, onCommand: (text, node) => void, onAsked: (message) => void, nowMs: () => as in times.js.
 * Answers {node, frame, threadLink, update(message, context)} with context {isContinued, isInThread, growingAt, meter: as in runs.js,
 * thread: {id, count} | null, staleSince}; count null: not the root of that thread; staleSince null: up to date.
 */
export function messageView(people) {
  const avatar = element('span', 'avatar');
  avatar.setAttribute('aria-hidden', 'true');
  const head = element('p', 'message-head');
  const quote = element('p', 'quote');
  const body = element('div', 'body');
  const meter = element('span', 'meter', element('i', 'meter-used'), element('i', 'meter-breaker'));
  meter.setAttribute('aria-hidden', 'true');
  const actions = element('div', 'actions');
  const trouble = element('p', 'trouble');
  trouble.setAttribute('role', 'alert');
  trouble.hidden = true;
  const files = element('div', 'files');
  const thread = element('button', 'thread-link');
  thread.type = 'button';
  const runPage = element('a', 'run-link', 'Run page');
  const stale = element('p', 'stale-words');
  const foot = element('div', 'foot', thread);
  const frame = element('div', 'frame', stale, meter, body, actions, trouble, files, foot);
  const node = element('li', 'message', avatar, element('div', 'message-main', head, quote, frame));
  const shown = new Map();
  let current = null;
  /** All that `update` last went by. */
  let drawn = null;
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
  const onCommand = (text) => people.onCommand(text, node);

  return {
    node,
    frame,
    threadLink: thread,
    update(message, { isContinued, isInThread, growingAt, meter: level, thread: linked, staleSince }) {
      current = message;
      const me = people.reader() ?? '';
      const nowMs = people.nowMs();
      const answered = message.replyTo === null || linked !== null ? null : people.message(message.replyTo);
      const run = message.kind === 'card' ? (people.runOf(message)?.id ?? null) : null;
      const quoted = answered === null ? '' : quoteWords(answered, people.runOf(answered)?.id ?? null);
      const now = [message, isContinued, isInThread, growingAt, level?.used, level?.breaker, linked?.id];
      now.push(linked?.count, staleSince, me, minuteOf(nowMs), run, quoted);
      // A thousand messages, of which one changes with every reading.
      if (drawn !== null && now.every((value, index) => value === drawn[index])) return;
      drawn = now;
      const isBot = message.author === botName;
      node.dataset.kind = message.kind;
      node.dataset.level = message.level;
      node.classList.toggle('by-bot', isBot);
      node.classList.toggle('continued', isContinued);
      node.classList.toggle('private', message.to !== null);
      const since = isInThread && growingAt !== null ? sinceGrowth(message.createdAt, growingAt) : '';

      part('avatar', [message.author, since, isInThread], () => {
        avatar.className = isInThread
          ? 'since'
          : `avatar ${isBot ? 'bot' : `tone-${toneOf(message.author)}`}`;
        avatar.textContent = isInThread ? since : isBot ? '' : [...message.author][0].toUpperCase();
      });
      part('head', [message.author, message.kind, message.to, message.createdAt, minuteOf(nowMs)], () => {
        head.replaceChildren(...headParts(message, nowMs));
      });
      part('quote', quoted, () => {
        quote.hidden = quoted === '';
        quote.textContent = quoted;
      });
      part('stale', staleSince, () => {
        node.classList.toggle('stale', staleSince !== null);
        stale.hidden = staleSince === null;
        stale.textContent = staleSince === null ? '' : `${staleWords(staleSince)}: leakops cannot be reached`;
      });
      part('meter', level, () => {
        meter.hidden = level === null;
        meter.style.setProperty('--used', String(level?.used ?? 0));
        meter.style.setProperty('--breaker', String(level?.breaker ?? 1));
        meter.classList.toggle('unarmed', level?.breaker === null);
      });
      part('body', [message.lines, me, message.level], () => {
        const lines = message.lines.map((line, index) =>
          lineElement(line, { me, isFirst: index === 0, onCommand }),
        );
        lines[0]?.prepend(...levelMark(message));
        body.replaceChildren(...lines);
      });
      part('actions', message.actions, () => drawActions(actions, message.actions, pressed));
      if (message.actions.length === 0) trouble.hidden = true;
      part('files', message.files, () => files.replaceChildren(...message.files.map(fileElement)));
      part('foot', [linked, run], () => {
        threadId = linked?.id ?? null;
        thread.hidden = linked === null;
        const words = threadWords(linked?.count ?? null);
        if (thread.textContent !== words) thread.textContent = words;
        foot.hidden = linked === null && run === null;
        if (run === null) return runPage.remove();
        runPage.href = `runs/${encodeURIComponent(run)}`;
        if (runPage.parentNode !== foot) foot.append(runPage);
      });
    },
  };
}

const minuteOf = (nowMs) => (nowMs === null ? null : Math.floor(nowMs / 60_000));

function threadWords(count) {
  if (count === null) return 'From a thread: open it';
  if (count === 0) return 'Open the thread';
  return `${count} ${count === 1 ? 'message' : 'messages'} in the thread`;
}

function headParts(message, nowMs) {
  const author = element('bdi', 'author', message.author);
  const parts = [author];
  const kind = kindWords[message.kind];
  if (kind !== undefined) parts.push(element('span', 'tag', kind));
  if (message.to !== null) {
    const words = message.to === nobody ? 'Seen by who gave no name' : 'Only you see this';
    parts.push(element('span', 'tag only-you', words));
  }
  return [...parts, timeElement(message.createdAt, nowMs)];
}

function timeElement(iso, nowMs) {
  const made = element('time', 'time', timeWords(iso, nowMs));
  made.dateTime = iso;
  made.title = iso.replace('T', ' ').replace(/\..*$/, ' UTC');
  return made;
}

/** A sign of the level's own outline, with its word, where no emoji says it. */
function levelMark({ level, lines }) {
  const words = levelWords[level];
  if (words === undefined || /^\p{Extended_Pictographic}/u.test(lines[0] ?? '')) return [];
  return [element('span', `level-mark ${level}`, element('span', 'unseen', `${words}: `))];
}

function toneOf(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  return sum % 6;
}
