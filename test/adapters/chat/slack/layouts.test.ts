/** The words stand whatever Slack thinks of their layout. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../../../src/ports.ts';
import { callsOf, place, refusalOf, type Speaking, said, speakOn, wordsIn } from './speaking.ts';

let on: Speaking;
beforeEach(async () => {
  on = await speakOn();
});
afterEach(() => on.close());

const stop: Action = { id: 'stop', label: 'Stop run', style: 'danger', url: null, value: 'run-1' };
const growing = said('📈 Growing 72 %', { kind: 'card', actions: [stop] });
const post = (key: string) => on.chat.post(place(on.slack.channel), growing, key, 'now');
const types = () => on.slack.seen().map(({ raw }) => raw.blocks.map(({ type }) => type));

describe('a workspace without the alert block', () => {
  beforeEach(() => {
    on.slack.without.add('alert');
  });

  test('has a section instead, with its buttons; it is found out once, and said once', async () => {
    await post('one');
    await post('two');
    expect(types()).toEqual([
      ['section', 'actions'],
      ['section', 'actions'],
    ]);
    expect(callsOf(on.slack, 'chat.postMessage')).toBe(3);
    expect(on.logged).toHaveLength(1);
  });

  test('edits and private answers too', async () => {
    const id = await post('one');
    on.restart();
    await on.chat.edit(place(on.slack.channel), id, said('🛑 Stopping'), 'now');
    await on.chat.post(place(on.slack.channel, { to: on.slack.ana }), growing, 'private', 'now');
    expect(wordsIn(on.slack)).toEqual(['🛑 Stopping', '📈 Growing 72 %']);
  });

  test('and too many calls in between: later, and then once', async () => {
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'error', code: 'invalid_blocks' } });
    on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'ratelimited', seconds: 1 } });
    expect(await refusalOf(post('one'))).toMatchObject({ trouble: 'later', mayStand: false });
    await post('one');
    expect(wordsIn(on.slack)).toEqual(['📈 Growing 72 %']);
  });
});

test('no layout is taken: the text alone, and an edit takes the old blocks away', async () => {
  const id = await post('one');
  on.slack.without.add('alert').add('section').add('actions').add('context');
  await post('two');
  await on.chat.edit(place(on.slack.channel), id, said('🛑 Stopping 81 %'), 'now');
  expect(wordsIn(on.slack)).toEqual(['🛑 Stopping 81 %', '📈 Growing 72 %']);
  expect(types()).toEqual([[], []]);
});

test('metadata is not taken: the words go without it', async () => {
  on.slack.faults.add({
    method: 'chat.postMessage',
    fault: { kind: 'error', code: 'metadata_must_be_sent_from_app' },
    times: Number.POSITIVE_INFINITY,
    when: ({ metadata }) => metadata !== undefined,
  });
  await post('one');
  await post('two');
  expect(wordsIn(on.slack)).toHaveLength(2);
  expect(callsOf(on.slack, 'chat.postMessage')).toBe(3);
});

test('a refusal that is not the layout’s is not tried in other layouts', async () => {
  on.slack.faults.add({ method: 'chat.postMessage', fault: { kind: 'error', code: 'restricted_action' } });
  expect(await refusalOf(post('one'))).toMatchObject({ trouble: 'place-gone' });
  expect(callsOf(on.slack, 'chat.postMessage')).toBe(1);
});

test('a mention pings in the post, once; the link to a card has the workspace’s address', async () => {
  const words = 'Tripped at 81 %';
  const lines = [words, 'see <card:C0GAMEDAY:1700000000.000100|the card>'];
  await on.chat.post(place(on.slack.channel), said(words, { lines, mention: on.slack.ana }), 'trip', 'now');
  expect(on.slack.pings().map(({ person }) => person)).toEqual([on.slack.ana]);
  expect(JSON.stringify(on.slack.seen()[0]?.raw.blocks)).toContain(
    'https://stand-in.slack.com/archives/C0GAMEDAY/p1700000000000100',
  );
});

test('a kill is in the thread and in the channel', async () => {
  const root = await post('card');
  const inThread = place(on.slack.channel, { thread: root });
  await on.chat.post(inThread, said('💥 killed', { broadcast: true }), 'kill', 'now');
  await on.chat.post(inThread, said('+3 m'), 'progress', 'now');
  expect(on.slack.seen().map(({ broadcast }) => broadcast)).toEqual([false, true, false]);
});

describe('something in the call is not taken, and Slack does not say what', () => {
  const refuse = (part: 'metadata' | 'blocks') =>
    on.slack.faults.add({
      method: 'chat.postMessage',
      fault: { kind: 'error', code: 'invalid_arguments' },
      times: 100,
      when: ({ [part]: found }) => found !== undefined,
    });

  test('it was the blocks: the text alone, with its key', async () => {
    refuse('blocks');
    await post('one');
    expect(wordsIn(on.slack)).toEqual(['📈 Growing 72 %']);
    expect(on.slack.seen()[0]!.raw).toMatchObject({
      blocks: [],
      metadata: { event_payload: { key: 'one' } },
    });
  });

  test('it was the metadata: as designed, without it', async () => {
    refuse('metadata');
    await post('one');
    await post('two');
    expect(types()).toEqual([
      ['alert', 'actions'],
      ['alert', 'actions'],
    ]);
    expect(callsOf(on.slack, 'chat.postMessage')).toBe(3);
  });

  test('it was both: the text alone, without it', async () => {
    refuse('blocks');
    refuse('metadata');
    await post('one');
    expect(wordsIn(on.slack)).toEqual(['📈 Growing 72 %']);
  });
});
