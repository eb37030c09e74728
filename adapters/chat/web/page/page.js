/** The page of the web chat: what is where, and what happens when. */
import { answerDialog, isQuestion } from './answer-dialog.js';
import * as api from './api.js';
import { isLive, takesThread } from './card-words.js';
import { chatLog } from './chat-log.js';
import { composer } from './composer.js';
import { element } from './dom.js';
import { firstSentence, stateOf } from './line-parts.js';
import { openLive } from './live.js';
import { liveStrip } from './live-strip.js';
import { me, nobody } from './me.js';
import { messageList } from './message-list.js';
import { knownRuns, meterOf } from './runs.js';

const $ = (selector) => document.querySelector(selector);
const panes = { channel: $('#channel'), thread: $('#thread') };
const log = chatLog();
const runs = knownRuns();
const loaded = new Set();
const unread = new Set();
/** Messages whose buttons this tab pressed: the answers are for whoever looks at it. */
const asked = new Set();
const agoEveryMs = 30_000;
let channels = [];
let verbs = [];
let isSandbox = true;
let live = null;
/** Up to when what is shown was so, by the bot's clock; null: it is so. */
let staleSince = null;
/** Where the page is: the address after #, so that "back" and reload keep it. */
let place = { channel: null, thread: null };

const person = me($('#me'), $('#who'), () => draw());
const people = {
  ...person,
  message: (id) => log.message(id),
  runOf: (card) => runs.ofCard(card.id),
  nowMs: () => (isSandbox ? null : Date.now()),
  onThread: (id) => openThread(id),
  onAsked: ({ id }) => asked.add(id),
  onCommand(text, node) {
    if (answers.isOpen()) $('#answer').close();
    boxes[panes.thread.contains(node) ? 'thread' : 'channel'].put(text);
  },
};
const answers = answerDialog($('#answer'), people);
const lists = {
  channel: messageList(panes.channel, people),
  thread: messageList(panes.thread, people),
};
const strips = {
  channel: liveStrip($('#channel-strip'), people, lists.channel),
  thread: liveStrip($('#thread-strip'), people, lists.thread),
};
const boxOf = (name, placeOf) =>
  composer(panes[name].querySelector('form'), {
    ...person,
    place: placeOf,
    sources: () => ({ verbs, runs: runs.offered() }),
    onSent() {
      lists[name].toEnd();
      catchUp();
    },
  });
const boxes = {
  channel: boxOf('channel', () => ({ channel: place.channel, thread: null })),
  thread: boxOf('thread', () => place),
};

function go(channel, thread) {
  location.hash = thread === null ? channel : `${channel}/${thread}`;
}

/** Opened by a person: the keyboard goes along. */
async function openThread(id) {
  go(place.channel, id);
  await enter();
  requestAnimationFrame(() => $('#thread-title').focus({ preventScroll: true }));
}

async function closeThread() {
  const { channel, thread } = place;
  const hadFocus = panes.thread.contains(document.activeElement) || document.activeElement === document.body;
  go(channel, null);
  await enter();
  requestAnimationFrame(() => {
    if (hadFocus && !lists.channel.focusThreadLink(thread)) boxes.channel.focus();
  });
}

/** An address that anybody made may say anything: what is no channel is the first one. */
function placeInAddress() {
  const [channel, thread] = location.hash.slice(1).split('/');
  const isChannel = /^[a-z0-9_-]{1,80}$/.test(channel);
  return { channel: isChannel ? channel : (channels[0] ?? 'game-day'), thread: thread || null };
}

async function enter() {
  const before = place;
  place = placeInAddress();
  if (place.channel !== before.channel) {
    lists.channel.clear();
    boxes.channel.open();
  }
  if (place.channel !== before.channel || place.thread !== before.thread) {
    lists.thread.clear();
    boxes.thread.open();
  }
  unread.delete(place.channel);
  await load(place.channel);
  draw();
}

async function load(channel) {
  if (loaded.has(channel)) return;
  try {
    const { messages, cursor } = await api.messages(channel, null);
    loaded.add(channel);
    for (const message of messages) log.apply(message);
    // Events of other channels since the stream's own cursor still come by themselves.
    if (loaded.size === 1) log.advance(Number(cursor));
  } catch (error) {
    down(`${error.message}: trying again`);
  }
}

let isDrawWaiting = false;
/** Many changes at once are drawn once. */
function draw() {
  if (isDrawWaiting) return;
  isDrawWaiting = true;
  requestAnimationFrame(() => {
    isDrawWaiting = false;
    drawNow();
  });
}

function drawNow() {
  const name = seenAs();
  const { channel, thread } = place;
  const root = thread === null ? null : log.message(thread);
  const inChannel = log.visible(channel, null, name);
  setText($('#channel-title'), `# ${channel}`);
  document.title = `${unread.size > 0 ? '• ' : ''}${channel} · leakops`;
  panes.channel.querySelector('.empty').hidden = inChannel.length > 0 || !loaded.has(channel);
  const contextOf = (message, isInThread) => ({
    isInThread,
    growingAt: isInThread ? (runs.ofCard(thread)?.growingAt ?? null) : null,
    meter: isLive(message) ? meterOf(runs.ofCard(message.id)) : null,
    thread: isInThread ? null : threadOf(message, name),
    staleSince: isLive(message) ? staleSince : null,
  });
  lists.channel.show(inChannel, (message) => contextOf(message, false));
  panes.thread.hidden = root === null;
  document.body.classList.toggle('in-thread', root !== null);
  if (root !== null) {
    const run = runs.ofCard(thread);
    setText($('#thread-title'), run === null ? 'Thread' : `Thread of ${run.id}`);
    lists.thread.show(log.visible(channel, thread, name), (message) => contextOf(message, true));
  }
  strips.channel.show(inChannel.findLast(isLive) ?? null, staleSince);
  strips.thread.show(root !== null && isLive(root) ? root : null, staleSince);
  drawChannels();
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Who gave no name is answered as the one they spoke as. */
const seenAs = () => person.reader() ?? nobody;

/** A card is the root of its thread; a milestone in the channel answers the card whose thread it stands in. */
function threadOf(message, name) {
  if (message.kind === 'card') return { id: message.id, count: log.replies(message.id, name).length };
  const root = message.kind === 'milestone' && message.replyTo !== null ? log.message(message.replyTo) : null;
  return root?.kind === 'card' ? { id: root.id, count: null } : null;
}

let drawnChannels = '';
function drawChannels() {
  const names = [...new Set([...channels, place.channel])];
  const live = runs.liveChannels();
  const signature = JSON.stringify([names, place.channel, [...unread], live]);
  if (signature === drawnChannels) return;
  drawnChannels = signature;
  $('#channels').replaceChildren(...names.map((name) => channelElement(name, live.includes(name))));
  $('#channels').querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function channelElement(name, hasLiveRun) {
  const link = element('a', unread.has(name) ? 'channel unread' : 'channel');
  link.href = `#${name}`;
  link.append(element('span', 'channel-name', `# ${name}`));
  if (name === place.channel) link.setAttribute('aria-current', 'page');
  // Where the person is they see its card, or the strip with its Stop.
  else if (hasLiveRun) link.append(' ', element('span', 'channel-live', 'live'));
  if (unread.has(name)) link.append(element('span', 'unseen', ' (new messages)'));
  return element('li', '', link);
}

function received(message) {
  const before = log.message(message.id);
  // Another database behind the same address: what the page has is no longer there.
  if (before !== null && before.createdAt !== message.createdAt) return startOver();
  if (!log.apply(message)) return;
  if (!channels.includes(message.channel)) channels.push(message.channel);
  const isForMe = message.to === null || message.to === seenAs();
  if (message.channel !== place.channel) {
    if (before === null && isForMe) unread.add(message.channel);
  } else if (before === null && message.kind === 'card') {
    const open = place.thread === null ? null : log.message(place.thread);
    const isTyping = boxes.thread.isTyping();
    if (takesThread({ open, isWide: isWide(), isTyping })) go(place.channel, message.id);
  }
  const isNews =
    message.kind === 'card' && (before === null || stateOf(before.text) !== stateOf(message.text));
  const isAnswer = before === null && message.to !== null && isForMe;
  if (isNews) $('#announcement').textContent = firstSentence(message.text);
  else if (isAnswer) $('#announcement').textContent = message.text;
  if (before !== null) answers.changed(message);
  else if (isForMe && asked.has(message.replyTo)) showAnswer(message);
  draw();
}

/** Of a button pressed here: a question stands in front of all else, and so does what stands in a closed thread. */
function showAnswer(message) {
  const isInSight = message.thread === place.thread || (message.thread === null && isWide());
  if (isQuestion(message) || !isInSight) answers.show(message);
}

const isWide = () => window.matchMedia('(min-width: 1000px)').matches;

let isCatchingUp = false;
/** What a stream may have missed; also tells a connection that is only thought to be there. */
async function catchUp() {
  if (isCatchingUp || place.channel === null) return;
  isCatchingUp = true;
  try {
    await load(place.channel);
    if (channels.length === 0) channels = await api.channels();
    if (verbs.length === 0) verbs = await api.verbs();
    for (const run of await api.runs()) runs.know(run);
    const known = log.revision;
    const { messages, cursor } = await api.messages(place.channel, known);
    if (Number(cursor) < known) return startOver();
    messages.forEach(received);
    staleSince = null;
    connection('up', 'Connected');
    draw();
  } catch (error) {
    down(`${error.message}: trying again`);
  } finally {
    isCatchingUp = false;
  }
}

async function startOver() {
  log.clear();
  loaded.clear();
  runs.clear();
  asked.clear();
  lists.channel.clear();
  lists.thread.clear();
  if (place.thread !== null) go(place.channel, null);
  await enter();
  live?.restart(log.revision);
}

/** What is shown may be old from now on, until something is heard again. */
function down(words) {
  staleSince ??= log.latest;
  connection('down', words);
  draw();
}

function connection(state, words) {
  $('#connection').dataset.state = state;
  setText($('#connection'), words);
}

for (const button of document.querySelectorAll('.try')) {
  button.addEventListener('click', () => boxes.channel.put(button.querySelector('code').textContent));
}
panes.thread.querySelector('.back').addEventListener('click', closeThread);
$('#skip').addEventListener('click', () => boxes[panes.thread.hidden ? 'channel' : 'thread'].focus());
document.addEventListener('keydown', (event) => {
  if (document.querySelector('dialog[open]') !== null || event.isComposing) return;
  if (event.key === 'Escape' && place.thread !== null) closeThread();
  const isInField = event.target.matches?.('input, textarea, select');
  if (event.key === '/' && !isInField && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const isIn = panes.thread.contains(event.target) ? 'thread' : 'channel';
    event.preventDefault();
    boxes[isIn].put('/');
    boxes[isIn].offer();
  }
});
window.addEventListener('hashchange', enter);
setInterval(draw, agoEveryMs);

void api.isSandbox().then((found) => {
  isSandbox = found;
  $('#sandbox').hidden = !found;
  draw();
});
api.channels().then(
  (found) => {
    channels = found;
    draw();
  },
  () => {},
);
place = placeInAddress();
await load(place.channel);
const latestCard = log.visible(place.channel, null, seenAs()).findLast(({ kind }) => kind === 'card');
if (isWide() && place.thread === null && latestCard !== undefined)
  history.replaceState(null, '', `#${place.channel}/${latestCard.id}`);
place = { channel: null, thread: null };
await enter();
live = openLive({
  after: log.revision,
  onMessage: received,
  onRun(run) {
    runs.know(run);
    draw();
  },
  onUp: () => catchUp(),
  onDown: () => down('Connection lost: trying again'),
  onQuiet: () => catchUp(),
});
