/** The messages that the page knows, newest version of each. No document here. */
export function chatLog() {
  const byId = new Map();
  let revision = 0;
  let latest = null;

  // By date; ids of one instant by number, where they are numbers.
  const inOrder = (one, other) => {
    if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
    return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
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
      byId.set(message.id, message);
      const at = message.editedAt ?? message.createdAt;
      if (latest === null || at > latest) latest = at;
      return true;
    },
    advance(to) {
      revision = Math.max(revision, to);
    },
    clear() {
      byId.clear();
      revision = 0;
      latest = null;
    },
    message: (id) => byId.get(id) ?? null,
    /** What `me` may see in a channel itself, or in a thread, the root card first. */
    visible(channel, thread, me) {
      return [...byId.values()]
        .filter((message) => message.channel === channel)
        .filter((message) =>
          thread === null ? message.thread === null : [message.id, message.thread].includes(thread),
        )
        .filter((message) => message.to === null || message.to === me)
        .sort((one, other) => (one.id === thread ? -1 : other.id === thread ? 1 : inOrder(one, other)));
    },
    replies(thread, me) {
      return this.visible(byId.get(thread)?.channel, thread, me).slice(1);
    },
  };
}
