/** Text that wants to be more than text, in every field that is shown. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../processes/bot-process.ts';
import { newHome } from '../../processes/child-process.ts';
import { describeWith } from '../gated.ts';
import { expectCalm, launch, personAt } from './browser.ts';

const html = `<img src=x onerror="alert(1)"><script>alert(2)</script></li></ol>`;
const names = [
  '<b onclick=alert(1)>x</b>',
  'אבגדה וזחטי',
  'W'.repeat(80),
  '👩‍👩‍👧‍👦 é̷̛̳̖̗̘̙̜̝',
  "Robert'); DROP TABLE runs;--",
];
const texts = [
  html,
  '\u0645\u0631\u062d\u0628\u0627 /leak stop 123 (\u05d0) !',
  'x\u200b\u200d\ufeffy\u00ad'.repeat(100),
  'Z\u0335\u0321\u0322\u0327\u0328\u0316\u0317\u0318\u0319'.repeat(60),
  'W'.repeat(3_900),
  `${'`'.repeat(40)} \`/leak start ${'9'.repeat(60)}\` \`▁▂▃▄▅▆▇█\``,
  `${'line\n'.repeat(60)}end`,
  '&lt;b&gt; &amp;amp; javascript:alert(1) https://example.invalid/x',
  '@Ana @leakops @everyone',
];
const longChannel = 'c'.repeat(80);

describeWith('LEAKOPS_TEST_CHROMIUM')('hostile text', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(['laptop', 'phone'] as const)(
    'stays text, and in its place, on a %s',
    { timeout: 180_000 },
    async (size) => {
      const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
      const say = async (line: object) => {
        const answer = await fetch(`${bot.url}/api/say`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ channel: 'game-day', user: 'Ana', text: 'hello', ...line }),
        });
        expect(answer.status, JSON.stringify(line)).toBe(202);
      };
      for (const text of texts) await say({ text });
      for (const user of names) await say({ user, text: `/leak start ${html}` });
      for (const channel of [longChannel, ...Array.from({ length: 12 }, (_, n) => `channel-${n}`)])
        await say({ channel });
      // A card, a thread and a question that quote what such a person typed.
      const [markup = ''] = names;
      await say({ user: markup, text: '/leak start fast' });

      const person = await personAt(browser, bot.url, { size, name: markup });
      const { page } = person;
      await page.locator('#channel .message[data-kind="card"]').waitFor();
      await person.checked('hostile-1-channel');
      if (size === 'phone') await page.locator('#channel [data-kind="card"] .thread-link').click();
      const thread = page.locator('#thread');
      await thread.getByText(/^Plan: flag/).waitFor();
      await thread.locator('textarea').fill(html);
      await page.keyboard.press('Enter');
      await thread.locator('.message').getByText(html, { exact: true }).waitFor();
      await person.checked('hostile-2-thread');
      await page.goto(`${bot.url}/#${longChannel}`);
      await page.locator('#channel .message').getByText('hello', { exact: true }).waitFor();
      await person.checked('hostile-3-long-channel');
      await page.goto(`${bot.url}/#game-day`);
      for (const text of [html, texts[7]!])
        await page.locator('#channel .message').getByText(text, { exact: true }).waitFor();
      // No element was made of any of it, and each message is inside of its pane.
      expect(await page.locator('.message :is(script, b, img:not(.file img))').count()).toBe(0);
      await expectCalm(person);
    },
  );

  test('an address that names nothing there, or nonsense, is no trouble', { timeout: 60_000 }, async () => {
    const bot = await startBot(newHome(onTestFinished), { LEAKOPS_DATABASE: ':memory:', PORT: '0' });
    for (const hash of ['#%E0%A4%A', '#no such <channel>/9', '#game-day/999', '#/////', `#${html}`]) {
      const person = await personAt(browser, `${bot.url}/${hash}`, {});
      await person.page
        .getByText(/^Connected$|must be/)
        .first()
        .waitFor();
      expect(person.troubles, hash).toEqual([]);
      await person.page.close();
    }
  });
});
