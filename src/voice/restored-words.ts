/** What is back as it was. A ✓ stands only for what was seen. */
import { brokerName } from '../run/broker-hold.ts';
import type { Run } from '../run/run.ts';

/** `flag 0 ✓`, `flag off ✓ (our targeting stays)`, `flag ✗ …`, `flag unknown`. */
export function restoredFlag(run: Run): string {
  const { undo, lastWrite, seenOffAt } = run.flag;
  if (lastWrite === 0) return 'flag never written ✓';
  switch (undo) {
    case 'seen':
      return backWords(run);
    case 'kept-off':
      return seenOffAt === null ? 'flag ✗ left as it is' : 'flag off ✓ (our targeting stays)';
    case 'not-ours':
      return 'flag left as others set it';
    case 'sent':
      return 'flag written back, not seen';
    case 'not-yet':
      return seenOffAt === null ? 'flag unknown' : 'flag off, not yet put back';
  }
}

/** Undone and seen: as it was read, or off with what someone else left in it. */
function backWords({ flag }: Run): string {
  if (flag.asBefore === true) return 'flag 0 ✓';
  const off = 'flag off ✓';
  if (flag.asBefore === null) return `${off}, unknown whether as before`;
  return flag.stateLeft === 'DISABLED' && flag.earlier.state !== 'DISABLED'
    ? `${off}, state DISABLED`
    : `${off}, an edit of someone else stays`;
}

/** `users 5 ✓`, `users ✗ …`, `users unknown`. */
export function restoredUsers(run: Run): string {
  const { load } = run;
  if (load.kind === 'none') return 'load not touched ✓';
  if (load.sentUsers.length === 0) return 'load never changed ✓';
  if (load.undo === 'person') return 'users left as a person set them';
  if (load.undo !== 'done') return load.failures > 0 ? 'users ✗ not put back' : 'users unknown';
  if (load.before === null || (load.before.running && load.before.users === null)) return 'users unknown';
  return load.before.running ? `users ${load.before.users} ✓` : 'load stopped ✓';
}

/** One sentence for the recovery: `Flag 0 and 5 users, as before`, else each by itself. */
export function restoredWords(run: Run): string {
  const { load, flag } = run;
  const broker = restoredBroker(run);
  const behind = broker === null ? '' : ` · ${broker}`;
  if (
    flag.undo === 'seen' &&
    flag.asBefore === true &&
    load.undo === 'done' &&
    load.before?.running === true &&
    load.before.users !== null
  ) {
    return `Flag 0 and ${load.before.users} users, as before${behind}`;
  }
  const words = `${restoredFlag(run)} · ${restoredUsers(run)}${behind}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `Kafka 1 ✓`; null: this run left the broker alone. */
export function restoredBroker({ broker }: Run): string | null {
  if (broker === null || broker.sentAt === null) return null;
  const name = brokerName(broker);
  switch (broker.undo) {
    case 'not-yet':
      return `${name} unknown`;
    case 'person':
      return broker.seen === null
        ? `${name} left as others set it`
        : `${name} left at ${broker.seen.replicas}, as others set it`;
    case 'done':
      if (broker.backAt === null) return `${name} never scaled ✓`;
      return broker.readyAt === null
        ? `${name} ${broker.before.replicas}, not ready ✗`
        : `${name} ${broker.before.replicas} ✓`;
  }
}
