/** The connection is cut, the bot is killed, another tab is open: nothing is lost, and nothing is loaded again. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { newGame, restartable, started } from '../../processes/game.ts';
import { freePort } from '../free-port.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, personAt } from './browser.ts';
import { wireTo } from './wire.ts';

const card = '#channel .message[data-kind="card"]';
const half = '/leak exte';

describeWith('LEAKOPS_TEST_CHROMIUM')('a page that loses leakops', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('the connection is cut and mended', { timeout: 120_000 }, async () => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    const wire = await wireTo(Number(new URL(bot.url).port));
    onTestFinished(() => wire.close());
    const ana = await personAt(browser, wire.url, { name: 'Ana' });
    const { page } = ana;
    const box = page.getByRole('textbox', { name: 'Message or command', exact: true });
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.evaluate('window.isSamePage = true');

    await wire.cut();
    await page.getByText(/^Connection lost|^leakops cannot be reached/).waitFor();
    await box.fill('hello');
    await page.keyboard.press('Enter');
    await page.getByText(/^Not sent: .* What you typed is kept\.$/).waitFor();
    expect(await box.inputValue()).toBe('hello');
    await ana.checked('lost-1-not-sent');
    await bot.say('said while the page was cut off');

    await wire.mend();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByText('said while the page was cut off', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.message').getByText('hello', { exact: true }).waitFor();
    // The message may be there before the answer that empties the box.
    await expect.poll(() => box.inputValue()).toBe('');
    expect((await bot.messages()).filter(({ text }) => text === 'hello')).toHaveLength(1);
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    await expectCalm(ana);
  });

  test('a line that hangs holds up no stop, and takes no focus', { timeout: 120_000 }, async () => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    const { page } = await personAt(browser, bot.url, { name: 'Ana' });
    const box = page.getByRole('textbox', { name: 'Message or command', exact: true });
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.route('**/api/say', (route) =>
      route.request().postData()?.includes('hangs') ? undefined : route.continue(),
    );
    await box.fill('this one hangs');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#channel form[aria-busy]').waitFor();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Send');

    await box.fill('/leak stop');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await bot.messages()).map(({ text }) => text)).toContain('/leak stop');
    await expect.poll(() => box.inputValue()).toBe('');
  });

  test('the bot is killed and comes back, with two tabs open', { timeout: 180_000 }, async (context) => {
    const settings = { ...restartable, PORT: String(await freePort()), LEAKOPS_BREAKER: '95' };
    const game = await newGame(context, settings);
    const first = await game.start();
    const ana = await personAt(browser, first.url, { name: 'Ana' });
    const other = await personAt(browser, first.url, {}, ana);
    await started(first, 'growing', '/leak start slow 10 5');
    for (const { page } of [ana, other]) {
      await page.locator(`${card}[data-level="info"]`).waitFor();
      await page.evaluate('window.isSamePage = true');
    }
    await ana.page.locator('#channel textarea').fill(half);
    await other.page.locator('#channel textarea').fill('in the other tab');

    await first.kill();
    for (const { page } of [ana, other])
      await page
        .locator(`${card}.stale`)
        .getByText(/^Not live since/)
        .waitFor();
    await ana.page.locator(`${card} [data-action="stop"]`).click();
    await ana.page.getByText(/^Not stopped: leakops cannot be reached\. The lease ends it at/).waitFor();
    await ana.checked('lost-2-killed');

    await game.start();
    for (const { page } of [ana, other]) {
      await page.getByText('Connected', { exact: true }).waitFor();
      await page.locator(`${card}:not(.stale)`).waitFor();
      expect(await page.evaluate('window.isSamePage')).toBe(true);
    }
    expect(await ana.page.locator('#channel textarea').inputValue()).toBe(half);
    // Also over a load of the page, each tab its own.
    for (const [person, typed] of [
      [ana, half],
      [other, 'in the other tab'],
    ] as const) {
      await person.page.reload();
      await person.page.locator(card).waitFor();
      await expect.poll(() => person.page.locator('#channel textarea').inputValue()).toBe(typed);
    }
    // From another channel there is a way back to it.
    await other.page.goto(`${first.url}/#elsewhere`);
    const wayBack = other.page.getByRole('link', { name: /^# game-day live/ });
    await wayBack.waitFor();
    await other.shot('lost-3-elsewhere');
    await wayBack.click();
    await ana.page.locator(`${card} [data-action="stop"]`).click();
    for (const { page } of [ana, other])
      await page
        .locator(card)
        .getByText(/Stopping|Recovering|Stopped/)
        .first()
        .waitFor();
    await expectCalm(ana);
    await expectCalm(other);
  });
});
