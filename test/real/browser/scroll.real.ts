/** What somebody reads stays where it is, whatever comes; and what came is found. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, personAt } from './browser.ts';
import { longHistory } from './long-history.ts';

/** Marks the first message that is whole in sight. */
const markRead = `(() => {
  const top = document.querySelector('#channel .scroller').getBoundingClientRect().top;
  const seen = [...document.querySelectorAll('#channel .message')];
  seen.find((node) => node.getBoundingClientRect().top >= top).dataset.read = '';
})()`;
const stop = '#channel [data-kind="card"] [data-action="stop"]';

describeWith('LEAKOPS_TEST_CHROMIUM')('a channel with a past', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(['laptop', 'phone'] as const)('is read in peace on a %s', { timeout: 120_000 }, async (size) => {
    const chat = await longHistory(200);
    onTestFinished(() => chat.close());
    const { url } = await chat.listen();
    const ana = await personAt(browser, url, { size, name: 'Ana' });
    const { page } = ana;
    await page.locator(stop).waitFor();
    await page.getByText('Connected', { exact: true }).waitFor({ state: 'attached' });

    // At the end: the button stays under the finger while the card changes.
    const before = await topOf(page, stop);
    await chat.readings(40);
    await page.locator('#channel [data-kind="card"]').getByText('reading 40').waitFor();
    expect(Math.abs((await topOf(page, stop)) - before)).toBeLessThanOrEqual(1);

    // In the past: what is read stays, and the run with its Stop is in sight.
    const earlier = page.locator('#channel').getByRole('button', { name: 'Earlier messages' });
    await page.evaluate("document.querySelector('#channel .scroller').scrollTop = 0");
    const strip = page.locator('#channel-strip').getByRole('button', { name: 'Stop run' });
    await strip.waitFor();
    await page.evaluate(markRead);
    const oldestAt = await topOf(page, '[data-read]');
    await earlier.click();
    await expect.poll(() => page.locator('#channel .message').count()).toBeGreaterThan(100);
    expect(Math.abs((await topOf(page, '[data-read]')) - oldestAt)).toBeLessThanOrEqual(60);
    const readAt = await topOf(page, '[data-read]');
    await chat.say('one that is new');
    await chat.say('another one');
    const toLatest = page.locator('#channel').getByRole('button', { name: '2 new messages ↓', exact: true });
    await toLatest.waitFor();
    expect(Math.abs((await topOf(page, '[data-read]')) - readAt)).toBeLessThanOrEqual(1);
    await ana.checked('scroll-1-past');
    await toLatest.click();
    await page.getByText('another one', { exact: true }).waitFor();
    await page.locator('#channel .divider.new').waitFor();
    await ana.checked('scroll-2-new');
    await toLatest.waitFor({ state: 'hidden' });
    await page.locator('#channel .divider.new').waitFor({ state: 'detached' });
    await expectCalm(ana);
  });
});

async function topOf(page: Page, selector: string): Promise<number> {
  const top = await page.evaluate(
    `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top`,
  );
  return z.number().parse(top);
}
