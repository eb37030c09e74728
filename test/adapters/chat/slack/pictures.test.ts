/** The chart comes into the report when it is there, or not at all. */
import { afterEach, expect, test } from 'vitest';
import { callsOf, place, type Speaking, said, speakOn, wordsIn } from './speaking.ts';

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
const report = said('✅ Averted: run-1', {
  kind: 'report',
  files: [{ name: 'run-1.png', url: 'http://127.0.0.1/chart', alt: `Peak 81 % ${'x'.repeat(1_500)}` }],
});

let on: Speaking;
afterEach(() => on.close());

const post = () => on.chat.post(place(on.slack.channel), report, 'run-1/report', 'now');
const images = () => on.slack.seen().flatMap(({ raw }) => raw.blocks.filter(({ type }) => type === 'image'));
/** Pauses between tries are the clock's. */
const untilShown = () =>
  expect
    .poll(
      async () => {
        await on.clock.advance(1_000);
        return images().length;
      },
      { timeout: 20_000, interval: 10 },
    )
    .toBe(1);
const untilGivenUp = () =>
  expect
    .poll(
      async () => {
        await on.clock.advance(1_000);
        return on.logged.join();
      },
      { timeout: 20_000, interval: 10 },
    )
    .toContain('without its picture');

test('the words at once, then the picture in the same message, with alt text, shared nowhere else', async () => {
  let give: (bytes: Uint8Array) => void = () => {};
  on = await speakOn({ pictureOf: () => new Promise((resolve) => (give = resolve)) });
  await post();
  expect(wordsIn(on.slack)).toEqual(['✅ Averted: run-1']);
  give(png);
  await untilShown();
  expect(images()[0]).toMatchObject({ alt_text: expect.stringContaining('Peak 81 %') });
  const [file] = on.slack.workspace.files;
  expect([...file!.bytes]).toEqual([...png]);
  expect(file!.alt).toHaveLength(1_000);
  expect(on.slack.seen()).toHaveLength(1);
  expect(wordsIn(on.slack)[0]).toContain('✅ Averted: run-1');
});

test('Slack looks through the file first: it comes a little later', async () => {
  on = await speakOn({ pictureOf: async () => png });
  on.slack.fileProcessingMs = 5_000;
  await post();
  await untilShown();
  expect(wordsIn(on.slack)).toHaveLength(1);
});

test.each(['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal', 'chat.update'])(
  'a lost answer of %s: one picture all the same',
  async (method) => {
    on = await speakOn({ pictureOf: async () => png });
    on.slack.faults.add({ method, fault: { kind: 'lost-answer' } });
    await post();
    await untilShown();
    expect(images()).toHaveLength(1);
  },
);

test('without the right to upload: the words alone, and once in the log', async () => {
  on = await speakOn({ pictureOf: async () => png, scopes: ['chat:write'] });
  await post();
  await untilGivenUp();
  expect(wordsIn(on.slack)).toEqual(['✅ Averted: run-1']);
  expect(on.logged.filter((line) => line.includes('without its picture'))).toHaveLength(1);
});

test('no picture can be drawn: the words alone', async () => {
  on = await speakOn({
    pictureOf: async () => {
      throw new Error('no fonts');
    },
  });
  await post();
  await untilGivenUp();
  expect(callsOf(on.slack, 'files.getUploadURLExternal')).toBe(0);
});

test('Slack never takes it into the message: given up in the end', async () => {
  on = await speakOn({ pictureOf: async () => png });
  on.slack.without.add('image');
  await post();
  await untilGivenUp();
  expect(wordsIn(on.slack)).toEqual(['✅ Averted: run-1']);
});

test('said again after a restart: no second picture, no second upload', async () => {
  on = await speakOn({ pictureOf: async () => png });
  await post();
  await untilShown();
  on.restart();
  await post();
  await on.clock.advance(60_000);
  expect(callsOf(on.slack, 'files.getUploadURLExternal')).toBe(1);
});

test('the bot stops: nothing goes on', async () => {
  on = await speakOn({ pictureOf: async () => png });
  on.slack.fileProcessingMs = 3_600_000;
  await post();
  await expect.poll(() => callsOf(on.slack, 'chat.update')).toBeGreaterThan(0);
  on.stop();
  const before = callsOf(on.slack, 'chat.update');
  await on.clock.advance(600_000);
  expect(callsOf(on.slack, 'chat.update')).toBeLessThanOrEqual(before + 1);
  expect(on.logged).toEqual([]);
});
