/** All of it without a mouse. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, personAt } from './browser.ts';

describeWith('LEAKOPS_TEST_CHROMIUM')('the keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('types, chooses, asks, opens, closes and stops', { timeout: 180_000 }, async () => {
    const settings = { LEAKOPS_DATABASE: ':memory:', LEAKOPS_SANDBOX_SPEED: '20', PORT: '0' };
    const bot = await startBot(newHome(onTestFinished), settings);
    const ana = await personAt(browser, bot.url, { name: 'Ana' });
    const { page } = ana;
    await page.getByText('Connected', { exact: true }).waitFor();
    const box = page.locator('#channel textarea');
    const typed = () => box.inputValue();
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());

    await press('/');
    expect(await typed()).toBe('/');
    await page.getByRole('option', { name: /^\/leak stop/ }).waitFor();
    await page.keyboard.type('leak sta');
    await press('Tab');
    expect(await typed()).toBe('/leak start ');
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    const chosen = await box.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${chosen}`).getAttribute('aria-selected')).toBe('true');
    await ana.checked('keyboard-1-choosing');
    await press('Enter');
    expect(await typed()).toBe('/leak start gradual ');
    await press('Tab', 'Tab');
    expect(await typed()).toBe('/leak start gradual 300 25 ');
    // Escape closes the list and nothing else; then Tab leaves the box.
    await press('Escape');
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await typed()).toBe('/leak start gradual 300 25 ');
    await press('Enter');

    const stop = page.locator('#channel [data-kind="card"] [data-action="stop"]');
    await stop.waitFor();
    await page.locator('#thread').waitFor();
    await press('ArrowUp');
    expect(await typed()).toBe('/leak start gradual 300 25');
    await press('ArrowDown');
    expect(await typed()).toBe('');

    // Escape closes the thread, the link in the card opens it, and the focus goes along.
    await press('Escape');
    await page.locator('#thread').waitFor({ state: 'hidden' });
    await tabTo(page, '#channel .thread-link', 'Shift+Tab');
    await press('Enter');
    await until(page, "document.activeElement.id === 'thread-title'");
    await press('Escape');
    await until(page, "document.activeElement.matches('.thread-link')");

    await tabTo(page, '#channel [data-action="extend"]', 'Shift+Tab');
    await press('Enter');
    await page.locator('#answer[open]').waitFor();
    // Nothing dangerous is under the finger that has just pressed Enter.
    expect(await page.evaluate('document.activeElement.id')).toBe('answer-title');
    await press('Enter', 'Escape');
    await page.locator('#answer[open]').waitFor({ state: 'detached' });
    await until(page, "document.activeElement.dataset.action === 'extend'");
    await tabTo(page, '#channel [data-action="stop"]', 'Shift+Tab');
    await ana.checked('keyboard-2-focus');
    await press('Enter');
    await page
      .locator('#channel [data-kind="card"]')
      .getByText(/Stopped by Ana/)
      .waitFor({ timeout: 120_000 });
    await expectCalm(ana);
  });
});

/** By as many presses as it takes; fails where the focus goes round without it. */
async function tabTo(page: Page, selector: string, key: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${selector} is not reached by ${key}`);
}

async function until(page: Page, condition: string): Promise<void> {
  await expect.poll(() => page.evaluate(condition)).toBe(true);
}
