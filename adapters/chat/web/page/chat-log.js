/** The messages that the page knows, newest version of each. No document here. */
export function chatLog() {
  const byId = new Map();
  /** Of a channel itself, and of each thread: in order when `isSorted`. */
  const places = new Map();
  let revision = 0;
  let latest = null;

  const placeOf = (channel, thread) => {
    const name = JSON.stringify([channel, thread]);
    if (!places.has(name)) places.set(name, { messages: [], isSorted: true });
    return places.get(name);
  };
  const inPlace = (channel, thread) => {
    const place = placeOf(channel, thread);
    if (!place.isSorted) place.messages.sort(inOrder);
    place.isSorted = true;
    return place.messages;
  };
  const keep = (message, known) => {
    const place = placeOf(message.channel, message.thread);
    if (known === undefined) place.messages.push(message);
    else place.messages[place.messages.indexOf(known)] = message;
    place.isSorted = false;
    byId.set(message.id, message);
  };

  return {
    get revision() {
      return revision;
    },
    /** When the newest message was said or changed, by the bot's clock; null: there is none. */
    get latest() {
      return latest;
    },
    /** True when it was new, or newer than what was known. */
    apply(message) {
      revision = Math.max(revision, message.revision);
      const known = byId.get(message.id);
      if (known !== undefined && known.revision >= message.revision) return false;
      keep(message, known);
      const at = message.editedAt ?? message.createdAt;
      if (latest === null || at > latest) latest = at;
      return true;
    },
    advance(to) {
      revision = Math.max(revision, to);
    },
    clear() {
      byId.clear();
      places.clear();
      revision = 0;
      latest = null;
    },
    message: (id) => byId.get(id) ?? null,
    /** What `me` may see in a channel itself, or in a thread, the root card first. */
    visible(channel, thread, me) {
      const root = thread === null ? undefined : byId.get(thread);
      const all = inPlace(channel, thread).filter(({ to }) => to === null || to === me);
      return root === undefined ? all : [root, ...all];
    },
    replies(thread, me) {
      return this.visible(byId.get(thread)?.channel, thread, me).slice(1);
    },
  };
}

/** By date; ids of one instant by number, where they are numbers. */
function inOrder(one, other) {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
}
