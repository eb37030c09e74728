/** A whole run, typed and read as a person would, in each of the sizes and themes. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, type Person, personAt, type Size, type Theme } from './browser.ts';

const looks: { size: Size; theme: Theme; command: string }[] = [
  { size: 'laptop', theme: 'light', command: '/leak start gradual 300 25' },
  { size: 'laptop', theme: 'dark', command: '/leak start fast' },
  { size: 'phone', theme: 'light', command: '/leak start fast' },
  { size: 'phone', theme: 'dark', command: '/leak start gradual 300 25' },
];
const card = '#channel .message[data-kind="card"]';

describeWith('LEAKOPS_TEST_CHROMIUM')('a whole run', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(looks)('$size, $theme', { timeout: 180_000 }, async ({ size, theme, command }) => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    const ana = await personAt(browser, bot.url, { size, theme });
    const { page } = ana;

    await page.getByRole('heading', { name: 'Make it leak, and stop it in time' }).waitFor();
    await ana.checked('1-empty');
    await page.getByRole('button', { name: '/leak start gradual 300 25' }).click();
    const box = page.getByRole('textbox', { name: 'Message or command', exact: true });
    expect(await box.inputValue()).toBe('/leak start gradual 300 25');
    await box.fill('/leak start ');
    await page.getByRole('option', { name: /^gradual/ }).waitFor();
    await ana.checked('2-offers');

    await box.fill(command.replace('start', 'strat'));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Say who you are first' }).waitFor();
    await ana.checked('3-who');
    await page.keyboard.type('Ana');
    await page.keyboard.press('Enter');
    await page
      .locator('.message')
      .getByText(/Did you mean/)
      .waitFor();
    await ana.checked('4-refused');
    // What is suggested goes into the box by a click, and is not carried out by it.
    await page
      .getByRole('button', { name: /^\/leak start/ })
      .last()
      .click();
    expect(await box.inputValue()).toMatch(/^\/leak start/);
    await box.fill(command);
    await page.keyboard.press('Enter');

    await page.locator(`${card}[data-level="info"] .spark`).waitFor();
    await expectThreadFits(ana, size);
    await ana.checked('5-growing');
    await page.locator(`${card} .button`, { hasText: 'Users…' }).click();
    await page.getByRole('dialog', { name: 'Only you see this' }).waitFor();
    await ana.checked('6-question');
    await page.keyboard.press('Escape');

    if (size === 'phone') await page.locator(`${card} .thread-link`).click();
    const thread = page.locator('#thread');
    await thread.getByText(/^Plan: flag/).waitFor();
    await ana.checked('7-thread');
    await thread.locator('.message[data-kind="report"]').waitFor({ timeout: 120_000 });
    await thread.locator('.file img').waitFor();
    await expect.poll(() => page.evaluate("document.querySelector('.file img').naturalWidth > 0")).toBe(true);
    await ana.checked('8-report');
    if (size === 'phone') await page.getByRole('button', { name: 'Close the thread' }).click();
    await page.locator(`${card} .button`, { hasText: 'Run again' }).waitFor();
    await ana.checked('9-ended');
    await box.fill('/leak doctor');
    await page.keyboard.press('Enter');
    await page
      .getByText(/Flag: kafkaQueueProblems/)
      .first()
      .waitFor();
    await ana.checked('10-doctor');
    await expectStatesAnnounced(ana);
    await expectCalm(ana);
  });
});

/** Beside the channel on a laptop, at once; over it on a phone, when asked for. */
async function expectThreadFits({ page }: Person, size: Size): Promise<void> {
  const thread = page.locator('#thread');
  if (size === 'phone') return expect(await thread.isVisible()).toBe(false);
  await thread.waitFor();
  const [channel, beside] = await Promise.all([page.locator('#channel').boundingBox(), thread.boundingBox()]);
  expect(beside!.x).toBeGreaterThanOrEqual(channel!.x + channel!.width - 1);
}

/** Each state once, in a few words: not every edit of the card is read out. */
async function expectStatesAnnounced(person: Person): Promise<void> {
  const states = (await person.announced()).filter((words) => /^\p{Extended_Pictographic}/u.test(words));
  expect(states.length).toBeGreaterThanOrEqual(3);
  const names = states.map((words) => words.replace(/[\d.]+/g, ''));
  names.forEach((name, index) => {
    expect(name).not.toBe(names[index - 1]);
  });
  for (const words of states) expect(words.length).toBeLessThan(120);
}
