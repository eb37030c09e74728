/** The page behind a token, as on a server: one address opens it, and everything of it comes with its cookie. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, personAt } from './browser.ts';

const token = 'a-token-of-this-test-0123456789';

describeWith('LEAKOPS_TEST_CHROMIUM')('a token', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('opens the page once, and it works from then on', { timeout: 60_000 }, async () => {
    const bot = await startBot(newHome(onTestFinished), {
      LEAKOPS_DATABASE: ':memory:',
      LEAKOPS_WEB_TOKEN: token,
      PORT: '0',
    });
    const stranger = await browser.newPage();
    const refused = await stranger.goto(bot.url);
    expect(refused?.status()).toBe(401);
    await stranger.close();

    const ana = await personAt(browser, `${bot.url}/?token=${token}`, { name: 'Ana' });
    const { page } = ana;
    expect(page.url()).not.toContain(token);
    await page.getByText('Connected', { exact: true }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.locator('#channel textarea').fill('hello');
    await page.keyboard.press('Enter');
    await page.locator('.message').getByText('hello', { exact: true }).waitFor();
    await page.reload();
    await page.locator('.message').getByText('hello', { exact: true }).waitFor();
    await expectCalm(ana);
  });
});
