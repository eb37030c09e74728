/** The page of the web chat: what is where, and what happens when. */
import * as api from './api.js';
import { isLive, takesThread } from './card-words.js';
import { chatLog } from './chat-log.js';
import { composer } from './composer.js';
import { element } from './dom.js';
import { stateOf } from './line-parts.js';
import { openLive } from './live.js';
import { liveStrip } from './live-strip.js';
import { me, nobody } from './me.js';
import { messageList } from './message-list.js';

const $ = (selector) => document.querySelector(selector);
const panes = { channel: $('#channel'), thread: $('#thread') };
const log = chatLog();
const loaded = new Set();
const unread = new Set();
let channels = [];
let live = null;
/** Ids of runs by the cards they have here. */
const runByCard = new Map();
/** Up to when what is shown was so, by the bot's clock; null: it is so. */
let staleSince = null;
/** Where the page is: the address after #, so that "back" and reload keep it. */
let place = { channel: null, thread: null };

const person = me($('#me'), $('#who'), () => draw());
const people = {
  ...person,
  message: (id) => log.message(id),
  runOf: (card) => runByCard.get(card.id) ?? null,
  onThread: (id) => go(place.channel, id),
};
const lists = {
  channel: messageList(panes.channel, people),
  thread: messageList(panes.thread, people),
};
const strips = {
  channel: liveStrip($('#channel-strip'), people, ({ id }) => lists.channel.reveal(id)),
  thread: liveStrip($('#thread-strip'), people, ({ id }) => lists.thread.reveal(id)),
};
const boxes = {
  channel: composer(panes.channel.querySelector('form'), {
    place: () => ({ channel: place.channel, thread: null }),
    ...person,
    onSent: () => catchUp(),
  }),
  thread: composer(panes.thread.querySelector('form'), {
    place: () => place,
    ...person,
    onSent: () => catchUp(),
  }),
};

function go(channel, thread) {
  location.hash = thread === null ? channel : `${channel}/${thread}`;
}

function placeInAddress() {
  const [channel, thread] = decodeURIComponent(location.hash.slice(1)).split('/');
  return { channel: channel || channels[0] || 'game-day', thread: thread || null };
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
  $('#channel-title').textContent = `# ${channel}`;
  document.title = `${unread.size > 0 ? '• ' : ''}${channel} · leakops`;
  panes.channel.querySelector('.empty').hidden = inChannel.length > 0 || !loaded.has(channel);
  const staleOf = (message) => (isLive(message) ? staleSince : null);
  lists.channel.show(inChannel, (message) => ({
    thread: threadOf(message, name),
    staleSince: staleOf(message),
  }));
  strips.channel.show(inChannel.findLast(isLive) ?? null, staleSince);
  strips.thread.show(root !== null && isLive(root) ? root : null, staleSince);
  panes.thread.hidden = root === null;
  document.body.classList.toggle('in-thread', root !== null);
  if (root !== null) {
    lists.thread.show(log.visible(channel, thread, name), (message) => ({
      thread: null,
      staleSince: staleOf(message),
    }));
  }
  drawChannels();
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
  const signature = JSON.stringify([names, place.channel, [...unread]]);
  if (signature === drawnChannels) return;
  drawnChannels = signature;
  $('#channels').replaceChildren(...names.map(channelElement));
  $('#channels').querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function channelElement(name) {
  const link = element('a', unread.has(name) ? 'channel unread' : 'channel', `# ${name}`);
  link.href = `#${name}`;
  if (name === place.channel) link.setAttribute('aria-current', 'page');
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
  if (isNews || isAnswer) $('#announcement').textContent = message.text;
  draw();
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
    for (const run of await api.runs()) knowRun(run);
    const known = log.revision;
    const { messages, cursor } = await api.messages(place.channel, known);
    if (Number(cursor) < known) return startOver();
    messages.forEach(received);
    staleSince = null;
    connection('');
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
  runByCard.clear();
  lists.channel.clear();
  lists.thread.clear();
  if (place.thread !== null) go(place.channel, null);
  await enter();
  live?.restart(log.revision);
}

function knowRun({ chat, thread, id }) {
  if (chat !== 'web' || thread === null || runByCard.get(thread) === id) return;
  runByCard.set(thread, id);
  draw();
}

/** What is shown may be old from now on, until something is heard again. */
function down(words) {
  staleSince ??= log.latest;
  connection(words);
  draw();
}

function connection(words) {
  if ($('#connection').textContent !== words) $('#connection').textContent = words;
}

for (const button of document.querySelectorAll('.try')) {
  button.addEventListener('click', () => boxes.channel.put(button.textContent));
}
panes.thread.querySelector('.back').addEventListener('click', () => go(place.channel, null));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !$('#who').open && place.thread !== null) go(place.channel, null);
});
window.addEventListener('hashchange', enter);

channels = await api.channels().catch(() => []);
void api.isSandbox().then((isSandbox) => {
  $('#sandbox').hidden = !isSandbox;
});
await enter();
live = openLive({
  after: log.revision,
  onMessage: received,
  onRun: knowRun,
  onUp: () => catchUp(),
  onDown: () => down('Connection lost: trying again'),
  onQuiet: () => catchUp(),
});
const latestCard = log.visible(place.channel, null, seenAs()).findLast(({ kind }) => kind === 'card');
if (isWide() && place.thread === null && latestCard !== undefined) go(place.channel, latestCard.id);
