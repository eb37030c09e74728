/** The form opens once a delivery, whatever its trigger is called. */
import { expect, test } from 'vitest';
import type { SlackApi } from '../../../../adapters/chat/slack/slack-api.ts';
import { StartDialog } from '../../../../adapters/chat/slack/start-dialog.ts';
import { systemClock } from '../../../../adapters/clock/system.ts';
import { startForm } from '../../../../commands/form/start-form.ts';

test('twice for two commands that have one trigger, once for one that comes twice', async () => {
  const opened: unknown[] = [];
  const api: SlackApi = {
    async call(_method, { trigger_id }) {
      opened.push(trigger_id);
      return {};
    },
    trouble: () => null,
  };
  const log = { info() {}, warn() {}, error() {} };
  const form = startForm({
    maxDurationMs: 3_600_000,
    spawnRate: 3,
    breaker: { thresholdPercent: 80, state: 'armed' },
    broker: null,
  });
  const dialog = new StartDialog({ api, form, clock: systemClock(), log });
  const show = (key: string) => dialog.show('trigger', key, { channel: 'C1' });
  expect(await Promise.all([show('one'), show('one'), show('two')])).toEqual([true, true, true]);
  expect(opened).toEqual(['trigger', 'trigger']);
});
