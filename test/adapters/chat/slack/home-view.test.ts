import { expect, test } from 'vitest';
import { homeView, startButtonId } from '../../../../adapters/chat/slack/home-view.ts';
import { type HomeFacts, home } from '../../../../src/voice/home.ts';
import { growthAt, makeRun, minute } from '../../../src/voice/make-run.ts';
import { ended, recovered } from '../../../src/voice/sample-runs.ts';
import { checkView } from '../../../stand-ins/slack/blocks/check-view.ts';

const rules = { without: new Set<string>(), file: () => null };

function facts(more: Partial<HomeFacts> = {}): HomeFacts {
  return {
    now: growthAt + 20 * minute,
    chat: 'slack',
    live: [],
    ended: [],
    world: makeRun().world,
    load: 'Locust',
    chats: ['Slack', 'the page'],
    findings: null,
    publicUrl: null,
    mayStart: true,
    ...more,
  };
}

const viewOf = (more: Partial<HomeFacts>) => homeView(home(facts(more)), 'https://team.slack.com/');
const words = (more: Partial<HomeFacts>) => JSON.stringify(viewOf(more));

test('without a run it says what to type, and Start is at hand', () => {
  expect(words({})).toContain('`/leak start gradual`');
  expect(words({})).toContain(startButtonId);
  expect(words({ mayStart: false })).not.toContain(startButtonId);
  expect(words({ mayStart: false })).toContain('`/leak stop`');
});

test('a run that is on: the way to its card, and no number of its memory', () => {
  const run = { ...makeRun(), chat: 'slack' as const, channel: 'C024', thread: '1712.000100' };
  expect(words({ live: [run] })).toContain('https://team.slack.com/archives/C024/p1712000100');
  expect(words({ live: [run] })).not.toMatch(/72|MiB|▅/);
  expect(words({ live: [{ ...run, chat: 'discord' }] })).toContain('in Discord');
});

test('the worst finding with what to do, whatever else is fine', () => {
  const fine = { name: 'load', verdict: 'ok' as const, text: 'Locust answers', remedy: null };
  const wrong = { name: 'flag', verdict: 'problem' as const, text: 'not there', remedy: 'Set LEAKOPS_FLAG' };
  expect(words({ findings: [fine, wrong] })).toContain(
    '✗ flag: not there. Set LEAKOPS_FLAG\\n1 problem, 1 fine',
  );
  expect(words({ findings: [fine] })).toContain('✓ 1 fine');
});

test('addresses are shown without passwords', () => {
  const world = {
    ...makeRun().world,
    target: 'kubernetes' as const,
    flagSource: 'http://me:secret@ui:4000/?key=k',
  };
  expect(words({ world })).toContain('http://ui:4000');
  expect(words({ world })).not.toMatch(/secret|key=/);
});

test('whatever the facts are, Slack takes the view', () => {
  const hostile = '<!channel> *x* `y` @here '.repeat(300);
  const run = ended(recovered);
  if (run.state !== 'ended') throw new Error('not ended');
  const live = { ...makeRun(), target: hostile, owner: { id: 'U1', name: hostile } };
  const found = { name: hostile, verdict: 'warning' as const, text: hostile, remedy: hostile };
  const view = viewOf({
    live: Array.from({ length: 300 }, () => live),
    ended: Array.from({ length: 300 }, () => run),
    findings: Array.from({ length: 300 }, () => found),
    world: { ...run.world, workload: hostile, flagKey: hostile, target: 'docker' },
    load: hostile,
    chats: [hostile],
    publicUrl: 'https://leakops.example',
  });
  expect(() => checkView(view, 'home', rules)).not.toThrow();
  expect(JSON.stringify(view)).not.toMatch(/<!channel|@here/);
});
