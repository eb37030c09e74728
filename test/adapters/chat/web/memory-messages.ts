import type { Message, Messages } from '../../../../src/ports.ts';

/** The Messages port without a database. */
export function memoryMessages(): Messages {
  const kept = new Map<string, Message>();
  const byKey = new Map<string, string>();
  let revision = 0;
  return {
    append(message, key) {
      const known = key === null ? undefined : byKey.get(key);
      if (known !== undefined) return kept.get(known)!;
      revision += 1;
      const made: Message = { ...message, id: String(kept.size + 1), revision, editedAt: null };
      kept.set(made.id, made);
      if (key !== null) byKey.set(key, made.id);
      return made;
    },
    edit(id, said, at) {
      revision += 1;
      const edited = { ...kept.get(id)!, ...said, editedAt: at, revision };
      kept.set(id, edited);
      return edited;
    },
    message: (id) => kept.get(id) ?? null,
    since: (after, channel) =>
      [...kept.values()]
        .filter((message) => message.revision > after && (channel === null || message.channel === channel))
        .sort((one, other) => one.revision - other.revision),
    latestRevision: () => revision,
    channels: () => [...new Set([...kept.values()].map((message) => message.channel))],
  };
}
