/** The page of a run: live, cut off and back, by keyboard, ended with its report, printed, long, and without a run. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { runRoutes } from '../../../adapters/http/run-routes.ts';
import { createServer } from '../../../adapters/http/server.ts';
import { sampleReading, sampleRun } from '../../adapters/http/sample-run.ts';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { newGame, restartable, started } from '../../processes/game.ts';
import { freePort } from '../free-port.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, figure, launch, personAt } from './browser.ts';
import { wireTo } from './wire.ts';

const looks = [
  { size: 'laptop', theme: 'light' },
  { size: 'phone', theme: 'dark' },
] as const;

describeWith('LEAKOPS_TEST_CHROMIUM')('the page of a run', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(looks)('from growth to report, $size, $theme', { timeout: 240_000 }, async ({ size, theme }) => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    const wire = await wireTo(Number(new URL(bot.url).port));
    onTestFinished(() => wire.close());
    await bot.say('/leak start gradual 300 25');
    await expect.poll(async () => (await bot.runs())[0]?.state, { timeout: 60_000 }).toBe('growing');
    const ana = await personAt(browser, `${wire.url}/runs/run-1`, { size, theme });
    const { page } = ana;
    const state = page.getByRole('heading', { level: 1 });
    await state.getByText(/Growing/).waitFor();
    await page.locator('#plot canvas').waitFor();
    await page.evaluate('window.isSamePage = true');
    await ana.checked('run-1-growing');

    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuenow')).toBe('1');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuenow')).toBe('2');
    expect(await page.locator('#readout').textContent()).toBe(await slider.getAttribute('aria-valuetext'));
    await page.locator('.mark').first().focus();
    await page.locator('#mark-words p').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#mark-words').waitFor({ state: 'hidden' });
    // The next reading draws the marks anew, under the focus: what was closed stays so.
    const last = await slider.getAttribute('aria-valuemax');
    await expect.poll(() => slider.getAttribute('aria-valuemax')).not.toBe(last);
    expect(await page.locator('#mark-words').isHidden()).toBe(true);

    await wire.cut();
    await page.getByRole('alert').getByText('leakops cannot be reached').waitFor();
    await ana.checked('run-2-cut-off');
    await wire.mend();
    await page.getByRole('alert').waitFor({ state: 'hidden' });

    await page.getByRole('heading', { name: 'Report' }).waitFor({ timeout: 120_000 });
    await state.getByText(/Averted/).waitFor();
    expect(await page.locator('#parts table').count()).toBeGreaterThan(4);
    await page.getByText('Readings as a table').click();
    // The browser says that it is open a moment after it opened it.
    await expect.poll(() => page.locator('#table tbody tr').count()).toBeGreaterThan(10);
    await ana.checked('run-3-ended');
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    if (size === 'laptop') {
      const printed = (await page.pdf({ format: 'A4' })).toString('latin1');
      expect(printed.match(/\/Type\s*\/Page[^s]/g)?.length).toBeLessThanOrEqual(2);
    }
    for (const link of await page.locator('#links a').all()) {
      const answer = await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href);
      expect(answer.status()).toBe(200);
    }
    await expectCalm(ana);
  });

  test('the bot is killed and comes back: not live, then live again, no reading lost or doubled', {
    timeout: 180_000,
  }, async (context) => {
    const settings = { ...restartable, PORT: String(await freePort()), LEAKOPS_BREAKER: '95' };
    const game = await newGame(context, settings);
    const first = await game.start();
    await started(first, 'growing', '/leak start slow 10 5');
    const ana = await personAt(browser, `${first.url}/runs/run-1`);
    const { page } = ana;
    const shown = async () => Number(await page.getByRole('slider').getAttribute('aria-valuemax'));
    await page.getByText('Live', { exact: true }).waitFor();
    await expect.poll(shown).toBeGreaterThan(4);
    await page.evaluate('window.isSamePage = true');

    await first.kill();
    await page.getByRole('alert').getByText('what stands here may be old').waitFor();
    await page.getByText('Not live', { exact: true }).waitFor();
    await ana.checked('run-4-killed');
    const before = await shown();

    const second = await game.start();
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await page.getByText('Live', { exact: true }).waitFor();
    await expect.poll(shown).toBeGreaterThan(before + 2);
    await second.say('/leak stop');
    await page.getByRole('heading', { name: 'Report' }).waitFor({ timeout: 120_000 });
    const whole = z.object({ readings: z.array(z.unknown()) });
    const { readings } = whole.parse(await (await fetch(`${second.url}/api/runs/run-1`)).json());
    await expect.poll(shown).toBe(readings.length);
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    await expectCalm(ana);
  });

  test('3,600 readings are shown without a stutter', { timeout: 120_000 }, async () => {
    const readings = Array.from({ length: 3600 }, (_, n) =>
      sampleReading(n, { usedBytes: 9_000_000 + n * 1500, orders: n, peakBytes: 9_100_000 + n * 1500 }),
    );
    const run = sampleRun({ readings });
    const server = createServer({
      ...{ host: '127.0.0.1', port: 0, token: null, publicUrl: null, webOn: false },
      logger: { error: () => {} },
      routes: [
        runRoutes({
          runs: () => [run],
          run: (id) => (id === run.id ? run : null),
          chartSvg: () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
          png: () => Promise.reject(new Error('nobody asks here')),
          sandbox: () => null,
          notReady: () => null,
        }),
      ],
    });
    onTestFinished(() => server.close());
    const { url } = await server.listen();
    const ana = await personAt(browser, `${url}/runs/${run.id}`);
    await ana.page.locator('#plot canvas').waitFor();
    await ana.page.getByText(/^Last, /).waitFor();
    await ana.page.getByRole('slider').focus();
    const slowest = Number(
      await ana.page.evaluate(`(async () => {
        let slowestMs = 0;
        for (let n = 0; n < 60; n++) {
          const began = performance.now();
          const key = n === 0 ? 'Home' : 'PageDown';
          document.querySelector('#plot').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          await new Promise(requestAnimationFrame);
          slowestMs = Math.max(slowestMs, performance.now() - began);
        }
        return Math.round(slowestMs);
      })()`),
    );
    figure(`run page with 3,600 readings: slowest of 60 steps of the cursor ${slowest} ms`);
    expect(slowest).toBeLessThan(1000);
    await ana.checked('run-4-long');
  });

  test('a run that there is not says so', { timeout: 60_000 }, async () => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    const ana = await personAt(browser, `${bot.url}/runs/run-99`, { size: 'phone' });
    await ana.page.getByRole('heading', { name: 'No such run' }).waitFor();
    await ana.checked('run-5-none');
    await expectCalm(ana);
  });
});
