/** The form of `/leak start` and the App Home, as people use them. */
import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Heard } from '../../../src/ports.ts';
import type { Delivery } from './deliveries.ts';
import { deliveryOf, type Taken } from './hearing.ts';
import type { HomeTab } from './home-tab.ts';
import { startButtonId } from './home-view.ts';
import type { People } from './people.ts';
import type { StartDialog, Submitted } from './start-dialog.ts';

export interface FormsOptions {
  dialog: StartDialog;
  homeTab: HomeTab;
  people: People;
  /** Suggested where a run is started from the App Home; null: none. */
  home(): string | null;
  onHeard(heard: Heard): void;
}

const opened = z.object({ event: z.object({ user: z.string().min(1), tab: z.string().nullish() }) });
const pressedAtHome = z.object({
  trigger_id: z.string().min(1),
  view: z.object({ type: z.literal('home') }),
});

export function listenToForms(app: App, options: FormsOptions): void {
  const { dialog, homeTab } = options;
  app.view(/^/, async ({ body, context, ack }) => {
    const delivery = deliveryOf({ body, context });
    const form = dialog.read(body, delivery);
    if (form?.ok === false) return ack({ response_action: 'errors', errors: form.errors });
    await ack();
    if (form !== null) await submitted(form, delivery, options);
  });
  app.event('app_home_opened', async ({ body }: Taken) => {
    const read = opened.safeParse(body);
    if (read.success && (read.data.event.tab ?? 'home') === 'home') homeTab.opened(read.data.event.user);
  });
  app.action(startButtonId, async ({ body, context }: Taken) => {
    const read = pressedAtHome.safeParse(body);
    if (!read.success) return;
    const { trigger_id: trigger } = read.data;
    const key = deliveryOf({ body, context }).envelopeId ?? trigger;
    await dialog.show(trigger, key, { channel: null, suggested: options.home() });
  });
}

async function submitted(
  { channel, command, key, user, userName }: Extract<Submitted, { ok: true }>,
  { sentAt }: Delivery,
  { people, onHeard }: FormsOptions,
): Promise<void> {
  onHeard({
    chat: 'slack',
    channel,
    thread: null,
    user: await people.person(user, userName),
    text: command,
    givenAt: sentAt,
    key,
    messageId: null,
    way: null,
  });
}
