/** Runs of over an hour: the card moves before Discord refuses its edits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { button, card, place, refusalOf, routesOf, type Speaking, said, speakOn } from './speaking.ts';

const minuteMs = 60_000;
const stop = [button('stop', 'Stop run', { style: 'danger' })];
const postRoute = 'POST /channels/{channel}/messages';
const editRoute = 'PATCH /channels/{channel}/messages/{message}';

let on: Speaking;
let root: string;
beforeEach(async () => {
  on = await speakOn();
  root = await on.chat.post(here(), growing('at 0 m'), 'run-1/card', 'now');
  await on.chat.post(place(on.channel, { thread: root }), said('the plan'), 'plan', 'now');
});
afterEach(() => on.close());

function here() {
  return place(on.channel);
}
function growing(words: string) {
  return card(`📈 Growing ${words}: checkout, run-1`, { actions: stop });
}
const edit = (words: string) => on.chat.edit(here(), root, growing(words), 'now');
const inChannel = () => on.discord.seen({ place: 'general' });
const cards = () => inChannel().map(({ text, buttons }) => ({ text, buttons: buttons.length }));

/** As the talker does: an edit a minute. */
async function play(minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    await on.clock.advance(minuteMs);
    await edit(`at ${i} m`);
  }
}

test('over 130 minutes of edits each is taken; the old cards point to the newest, without buttons', async () => {
  await play(130);
  expect(on.discord.requests.filter(({ code }) => code === 30046)).toEqual([]);
  const [first, second, third] = inChannel();
  expect(inChannel()).toHaveLength(3);
  expect(first!.id).toBe(root);
  expect(first!.buttons).toHaveLength(0);
  expect(first!.text).toContain('This card has moved');
  expect(first!.text).toContain(`/${on.channel}/${second!.id}`);
  expect(second!.text).toContain(`/${on.channel}/${third!.id}`);
  expect(third!.text).toContain('at 129 m');
  expect(third!.buttons).toHaveLength(1);
  expect([second!.silent, third!.silent]).toEqual([true, true]);
  expect(third!.text).toContain('Thread: ');
  expect(on.rootOf(third!.id)).toBe(root);
  expect(on.rootOf(root)).toBe(root);
});

test('what is said goes on in the thread of the first', async () => {
  await play(60);
  const id = await on.chat.post(place(on.channel, { thread: root }), said('+60 m'), 'p', 'now');
  expect(on.discord.seen().find((message) => message.id === id)).toMatchObject({ channel: root });
});

test('the next process knows the newest, and a link to the card leads there', async () => {
  await play(60);
  on.restart();
  await edit('after the restart');
  expect(cards()).toHaveLength(2);
  expect(cards()[1]!.text).toContain('after the restart');
  const link = said('elsewhere', {
    lines: ['Not started', `It is <card:${on.channel}:${root}|in another channel>`],
  });
  await on.chat.post(here(), link, 'link', 'now');
  expect(inChannel()[2]!.text).toContain(inChannel()[1]!.id);
});

test.each([
  ['the fresh card was sent, its answer lost', { route: postRoute, kind: 'drop', when: 'after', times: 1 }],
  ['the fresh card was not sent', { route: postRoute, kind: 'drop', when: 'before', times: 1 }],
] as const)('the process dies when %s: one fresh card', async (_words, fault) => {
  await on.clock.advance(56 * minuteMs);
  on.discord.faults.add(fault);
  await refusalOf(edit('at 56 m'));
  on.restart();
  await edit('at 57 m');
  expect(cards()).toEqual([
    { text: expect.stringContaining('This card has moved'), buttons: 0 },
    { text: expect.stringContaining('at 57 m'), buttons: 1 },
  ]);
});

test('the process dies before the old one points: the next one lets it', async () => {
  await on.clock.advance(56 * minuteMs);
  on.discord.faults.add({ route: editRoute, kind: 'drop', when: 'before', times: 1, skip: 1 });
  await edit('at 56 m');
  expect(cards()[0]).toEqual({ text: expect.stringContaining('at 0 m'), buttons: 1 });
  on.restart();
  await edit('at 57 m');
  expect(cards()[0]).toEqual({ text: expect.stringContaining('This card has moved'), buttons: 0 });
});

test('the bot was away over the hour: the card moves; the old one points when Discord takes it', async () => {
  await on.clock.advance(90 * minuteMs);
  await edit('at 90 m');
  expect(cards()[1]).toEqual({ text: expect.stringContaining('at 90 m'), buttons: 1 });
  const before = routesOf(on.discord).length;
  await edit('at 90 m, once more');
  expect(routesOf(on.discord).slice(before)).toEqual([editRoute]);
});

test('Discord has another mind about the hour: 30046 moves the card at once', async () => {
  on.discord.faults.add({
    route: editRoute,
    kind: 'rate-limited',
    retryAfterMs: 60_000,
    code: 30046,
    times: 1,
  });
  await edit('stopping');
  expect(cards()[1]).toEqual({ text: expect.stringContaining('stopping'), buttons: 1 });
});

test('a card that was deleted does not come again', async () => {
  on.discord.people.deleteMessage(root);
  await on.clock.advance(70 * minuteMs);
  expect(await refusalOf(edit('at 70 m'))).toMatchObject({ trouble: 'message-gone', retryable: false });
  expect(cards()).toEqual([]);
});

test('other messages do not move: an old one is refused', async () => {
  const id = await on.chat.post(here(), said('a question'), 'q', 'now');
  await on.clock.advance(70 * minuteMs);
  const refusal = await refusalOf(on.chat.edit(here(), id, said('answered'), 'now'));
  expect(refusal).toMatchObject({ trouble: 'refused', code: 'discord-30046' });
  expect(inChannel()).toHaveLength(2);
});

test('edits of one card: none lands on a newer one, and what can wait does not', async () => {
  on.discord.faults.add({ route: editRoute, kind: 'slow', ms: 200, times: 1 });
  const first = edit('one');
  const quiet = await refusalOf(on.chat.edit(here(), root, growing('quiet'), 'when-quiet'));
  expect(quiet).toMatchObject({ trouble: 'later', retryAfterMs: 1_000 });
  const others = [edit('two'), edit('three')];
  await Promise.all([first, ...others]);
  expect(cards()[0]!.text).toContain('three');
  expect(routesOf(on.discord).filter((route) => route === editRoute)).toHaveLength(2);
});

test('an edit that can wait and is slow holds back nothing, and does not stay over what went past it', async () => {
  on.discord.faults.add({ route: editRoute, kind: 'slow', ms: 500, times: 1 });
  const quiet = on.chat.edit(here(), root, growing('quiet'), 'when-quiet');
  await edit('stopping');
  expect(cards()[0]!.text).toContain('stopping');
  await quiet;
  expect(cards()[0]!.text).toContain('stopping');
});
