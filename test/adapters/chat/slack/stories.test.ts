/** What is said in whole runs, as it is seen in Slack: kept to be read in runs.snap, and checked. */
import { expect, test } from 'vitest';
import { commandsOfThread } from '../../../../adapters/chat/slack/thread-commands.ts';
import { drawnMessage } from './drawn.ts';
import { stories } from './stories.ts';

test('whole runs', async () => {
  const pages: string[] = [];
  for (const { name, play } of stories) {
    // All cards once; of the other runs the last one, and no plan that says the same again.
    const said = (await play()).map((each) =>
      drawnMessage(each.kind === 'card' ? each : commandsOfThread(each)),
    );
    const isFirst = pages.length === 0;
    const shown = said.filter(
      (each, at) => isFirst || !each.startsWith('card') || !said[at + 1]?.startsWith('card'),
    );
    pages.push([`=== ${name}`, ...shown].join('\n'));
  }
  await expect(`${pages.join('\n\n\n')}\n`).toMatchFileSnapshot('./runs.snap');
});
