/**
 * Bolt's App, which acknowledges first of all: Slack waits three seconds, whatever the rest of the bot is doing.
 * Only a submitted form is answered with its acknowledgement, which is made out of the form alone.
 */
import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { events } from './scopes.ts';
import { type SlackLog, sdkLog } from './sdk-log.ts';

/** What the listeners of slack-chat.ts take; all else is acknowledged and noted. */
const taken = new Set([...Object.keys(events), 'command', 'block_actions', 'view_submission']);

export class AcknowledgingApp extends App {
  readonly #log: SlackLog;
  readonly #unknown = new Set<string>();

  constructor(receiver: Receiver, log: SlackLog) {
    super({
      receiver,
      logger: sdkLog(log),
      // One workspace; no call, which could fail, stands between Slack and a listener.
      authorize: async () => ({}),
      // Both look into what was said; we read it ourselves.
      ignoreSelf: false,
      convoStore: false,
      clientOptions: { retryConfig: { retries: 0 } },
    });
    this.#log = log;
    this.error(async (error) => log.error({ err: error }, 'what came from Slack could not be taken up'));
  }

  /** Never rejects: a receiver would ask to be sent the same again. */
  override async processEvent(event: ReceiverEvent): Promise<void> {
    let acknowledged = false;
    const acknowledge: ReceiverEvent['ack'] = async (answer) => {
      if (acknowledged) return;
      acknowledged = true;
      try {
        await event.ack(answer);
      } catch (error) {
        // The socket went away: Slack sends it again over another one, and the key tells that it is the same.
        this.#log.warn({ err: error }, 'an acknowledgement did not reach Slack');
      }
    };
    const kind = kindOf(event.body);
    if (kind !== 'view_submission') void acknowledge();
    this.#note(kind);
    try {
      await super.processEvent({ ...event, ack: acknowledge });
    } catch (error) {
      this.#log.error({ err: error, kind }, 'what came from Slack is not understood');
    } finally {
      await acknowledge();
    }
  }

  /** Once a kind: an app may subscribe to more than is known here. */
  #note(kind: string): void {
    if (taken.has(kind) || this.#unknown.has(kind) || this.#unknown.size >= 100) return;
    this.#unknown.add(kind);
    this.#log.warn({ kind }, 'Slack sends what leakops does not listen to: acknowledged');
  }
}

function kindOf(body: ReceiverEvent['body']): string {
  const { type, event, command }: { [name: string]: unknown } = body;
  if (typeof command === 'string') return 'command';
  if (typeof event === 'object' && event !== null && 'type' in event) return String(event.type).slice(0, 80);
  return String(type ?? 'nothing').slice(0, 80);
}
