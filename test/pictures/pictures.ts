/** `npm run pictures`: plays a run on the sandbox in Debian's Chromium, and takes the pictures of the documents of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startBot } from '../processes/bot-process.ts';
import { newHome } from '../processes/child-process.ts';
import { onPath } from '../real/command.ts';
import { debianPackages } from '../real/debian.ts';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** A README is loaded on phones too. */
const mostBytes = 200_000;
const laptop: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  hasTouch: true,
};
const packages = ['chromium', 'fonts-noto-color-emoji', 'fonts-dejavu-core'];
const card = '#channel .message[data-kind="card"]';
const patience = 120_000;

function keep(name: string, png: Uint8Array): void {
  if (png.length > mostBytes) throw new Error(`${name} has ${png.length} bytes, at most ${mostBytes}`);
  writeFileSync(join(folder, name), png);
  console.log(`docs/pictures/${name}: ${png.length} bytes`);
}

async function open(browser: Browser, url: string, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(look);
  context.setDefaultTimeout(patience);
  await context.addInitScript(`localStorage.setItem('leakops.name', 'Ana')`);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function shoot(name: string, page: Page): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  keep(name, await page.screenshot({ animations: 'disabled' }));
}

async function take(browser: Browser, url: string): Promise<void> {
  const wide = await open(browser, url, laptop);
  const narrow = await open(browser, url, phone);
  const box = wide.getByRole('textbox', { name: 'Message or command', exact: true });
  await box.fill('/leak start gradual 300 25');
  await box.press('Enter');
  await wide.locator(card, { hasText: /Growing 7[2-6]/ }).waitFor();
  await shoot('page-laptop.png', wide);
  await shoot('page-phone.png', narrow);
  await wide.locator('#thread .message[data-kind="report"] .file img').waitFor();

  const page = await open(browser, `${url}/runs/run-1`, laptop);
  await page
    .getByText(/Averted, recovered/)
    .first()
    .waitFor();
  await shoot('run-page.png', page);
  const chart = await fetch(`${url}/api/runs/run-1/chart.png`);
  if (!chart.ok) throw new Error(`the report's picture: ${chart.status}`);
  keep('report.png', new Uint8Array(await chart.arrayBuffer()));
}

const missing = onPath('chromium') === null ? await debianPackages(packages, console.log) : null;
const executablePath = onPath('chromium');
if (missing !== null || executablePath === null) throw new Error(missing ?? 'chromium is not on the PATH');
mkdirSync(folder, { recursive: true });
const ends: (() => Promise<void>)[] = [];
try {
  const bot = await startBot(
    newHome((end) => ends.unshift(end)),
    { LEAKOPS_DATABASE: ':memory:', PORT: '0' },
  );
  // Chromium's sandbox needs rights that a container does not give to root.
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  ends.unshift(() => browser.close());
  await take(browser, bot.url);
} finally {
  for (const end of ends) await end();
}
