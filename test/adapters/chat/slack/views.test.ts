/** The start form and the App Home as they are seen in Slack: kept to be read in views.snap. */
import { expect, test } from 'vitest';
import { homeView } from '../../../../adapters/chat/slack/home-view.ts';
import { startModal } from '../../../../adapters/chat/slack/start-modal.ts';
import { startForm } from '../../../../commands/form/start-form.ts';
import type { Ended } from '../../../../src/run/run.ts';
import { type HomeFacts, home } from '../../../../src/voice/home.ts';
import { growthAt, makeRun, minute, type RunOverrides } from '../../../src/voice/make-run.ts';
import { dead, ended, levelled, recovered, stuck } from '../../../src/voice/sample-runs.ts';
import { checkView } from '../../../stand-ins/slack/blocks/check-view.ts';
import { drawnBlocks, workspaceUrl } from './drawn.ts';

const rules = { without: new Set<string>(), file: () => null };
const onSlack = { chat: 'slack' as const, channel: 'C0GAMEDAY', thread: '1749738360.000100' };
const form = startForm({
  maxDurationMs: 60 * minute,
  spawnRate: 3,
  breaker: { thresholdPercent: 80, state: 'armed' },
  broker: 'kafka',
});
const over = (id: `run-${number}`, overrides: RunOverrides) =>
  ({ ...ended(overrides), ...onSlack, id }) as Ended;

const facts: HomeFacts = {
  now: growthAt + 8 * minute,
  chat: 'slack',
  live: [],
  ended: [],
  world: { ...makeRun().world, target: 'kubernetes' },
  load: 'Locust',
  chats: ['Slack', 'the page'],
  findings: null,
  publicUrl: 'https://leakops.example',
  mayStart: true,
};
const fine = ['OFREP', 'target', 'load'].map((name) => ({
  name,
  verdict: 'ok' as const,
  text: 'fine',
  remedy: null,
}));
const stale = {
  name: 'readings',
  verdict: 'warning' as const,
  text: '41 s old (metrics-server), about 1 kill in 4 averted',
  remedy: 'Set LEAKOPS_READINGS=kubelet',
};

test('views', async () => {
  const elsewhere = { ...makeRun({ id: 'run-43', state: 'preparing' }), chat: 'web' as const };
  const homes: [string, HomeFacts][] = [
    ['home, nothing yet', facts],
    ['home, nothing yet, for somebody who may not start', { ...facts, findings: fine, mayStart: false }],
    [
      'home, running',
      {
        ...facts,
        live: [{ ...makeRun(), ...onSlack }, elsewhere],
        ended: [over('run-41', recovered)],
        findings: [...fine, stale],
      },
    ],
    [
      'home, after five runs',
      {
        ...facts,
        now: growthAt + 100 * 60 * minute,
        world: makeRun().world,
        ended: [
          over('run-46', levelled),
          over('run-45', dead),
          over('run-44', stuck),
          over('run-43', { ...recovered, outcome: 'stopped', owner: { id: 'U0BEN', name: 'Ben' } }),
          over('run-42', recovered),
        ],
        findings: fine,
      },
    ],
  ];
  const modals = [
    ['start, from a channel', startModal(form, { channel: 'C0GAMEDAY' })],
    ['start, from the home', startModal(form, { channel: null, suggested: 'C0GAMEDAY' })],
  ] as const;
  const pages = [
    ...modals.map(([name, view]) => {
      checkView(view, 'modal', rules);
      const { title, submit, close, blocks } = view;
      return `=== ${name}\n# ${title.text}\n${drawnBlocks(blocks as never)}\n  [${close?.text}] [${submit?.text}]`;
    }),
    ...homes.map(([name, each]) => {
      const view = homeView(home(each), workspaceUrl);
      checkView(view, 'home', rules);
      return `=== ${name}\n${drawnBlocks(view.blocks as never)}`;
    }),
  ];
  await expect(`${pages.join('\n\n')}\n`).toMatchFileSnapshot('./views.snap');
});
