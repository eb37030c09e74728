/** Messages, threads and channels that people take away. */
import { expect, test } from 'vitest';
import { type ChatUnderTest, countWith, placeIn, said } from './under-test.ts';

export function gone(now: () => ChatUnderTest): void {
  const post = (words: string, key: string, thread: string | null = null) =>
    now().chat.post(placeIn(now(), { thread }), said(words), key, 'now');
  const edit = (id: string, words: string) => now().chat.edit(placeIn(now()), id, said(words), 'now');
  const failure = (trouble: string) => ({ trouble, retryable: false });

  test('a deleted message: the edit says so, and nothing comes in its place', async () => {
    const on = now();
    const id = await post('the card', 'card');
    const other = await post('another', 'other');
    on.platform!.deleteMessage(id);
    await expect(edit(id, 'later')).rejects.toMatchObject(failure('message-gone'));
    expect(await countWith(on, 'later')).toBe(0);
    await edit(other, 'still here');
    expect(await countWith(on, 'still here')).toBe(1);
  });

  test('a deleted message was posted: it does not come again', async () => {
    const on = now();
    const id = await post('the card', 'card');
    on.platform!.deleteMessage(id);
    expect(await post('the card', 'card')).toBe(id);
    await on.reopen();
    expect(await post('the card', 'card')).toBe(id);
    expect(await countWith(on, 'the card')).toBe(0);
  });

  test('a deleted card without answers: its thread is gone, and nothing falls into the channel', async () => {
    const on = now();
    const id = await post('the card', 'card');
    on.platform!.deleteMessage(id);
    await expect(post('Tripped', 'trip', id)).rejects.toMatchObject(failure('thread-gone'));
    expect(await countWith(on, 'Tripped')).toBe(0);
  });

  test('an archived channel takes nothing', async () => {
    const on = now();
    const id = await post('the card', 'card');
    on.platform!.archiveChannel();
    await expect(post('Tripped', 'trip', id)).rejects.toMatchObject(failure('place-gone'));
    await expect(post('anew', 'anew')).rejects.toMatchObject(failure('place-gone'));
    await expect(edit(id, 'later')).rejects.toMatchObject(failure('place-gone'));
    await expectElsewhere(on);
  });

  test('a channel from which the bot was removed takes no more of its thread', async () => {
    const on = now();
    const id = await post('the card', 'card');
    on.platform!.removeBot();
    await expect(post('Tripped', 'trip', id)).rejects.toMatchObject(failure('place-gone'));
    expect(await countWith(on, 'Tripped')).toBe(0);
    await expectElsewhere(on);
  });
}

/** Where there is another place for that person, it is another one, and they see what is said there. */
async function expectElsewhere(on: ChatUnderTest): Promise<void> {
  const elsewhere = on.chat.elsewhere({ id: on.person, name: on.personName }, on.channel);
  if (elsewhere === null) return;
  expect(elsewhere.channel).not.toBe(on.channel);
  await on.chat.post(elsewhere, said('Tripped, in a channel that is gone'), 'elsewhere', 'now');
  expect(await countWith(on, 'in a channel that is gone')).toBe(1);
}
