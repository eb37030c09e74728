/** A person's browser: one of the sizes and themes, with what they would notice written down. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { handed } from '../gated.ts';

const probePath = fileURLToPath(new URL('probe.js', import.meta.url));
const sizes = { laptop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof sizes;
export type Theme = 'light' | 'dark';

export interface Person {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, and what the content policy refused; requests that failed are not among them. */
  troubles: string[];
  /** `name-laptop-light.png`, in the folder whose path the suite prints. */
  shot(name: string): Promise<void>;
  /** Fails on what axe finds, and on anything that stands outside of the screen. */
  checked(name: string): Promise<void>;
  announced(): Promise<string[]>;
}

interface Looks {
  size?: Size;
  theme?: Theme;
  /** null: nobody yet. */
  name?: string | null;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: handed('LEAKOPS_TEST_CHROMIUM'),
    // Chromium's sandbox needs rights that a container does not give to root.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** In a browser profile of its own; in that of `beside`, another tab. */
export async function personAt(
  browser: Browser,
  url: string,
  { size = 'laptop', theme = 'light', name = null }: Looks = {},
  beside: Person | null = null,
): Promise<Person> {
  const context =
    beside?.context ??
    (await browser.newContext({ viewport: sizes[size], colorScheme: theme, hasTouch: size === 'phone' }));
  if (beside === null) {
    await context.addInitScript({ path: probePath });
    if (name !== null)
      await context.addInitScript(`localStorage.setItem('leakops.name', ${JSON.stringify(name)})`);
  }
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  const seenBy: Person = {
    page,
    context,
    troubles,
    async shot(shotName) {
      // Animations end first: what fades in has no contrast yet.
      await page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished))');
      const path = join(handed('LEAKOPS_TEST_SCREENSHOTS'), `${shotName}-${size}-${theme}.png`);
      await page.screenshot({ path });
    },
    async checked(state) {
      await seenBy.shot(state);
      expect(await axeFindings(page), `axe, ${state}`).toEqual([]);
      expect(await outside(page), `outside of the screen, ${state}`).toEqual([]);
    },
    announced: async () => z.array(z.string()).parse(await page.evaluate('leakopsProbe.announced')),
  };
  return seenBy;
}

const findings = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = findings.parse(await page.evaluate('axe.run().then(({ violations }) => violations)'));
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function outside(page: Page): Promise<string[]> {
  const found = await page.evaluate(`(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('.scroller, .side, .pane, .message')];
    return wide
      .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
      .map((node) => node.className + ': ' + node.scrollWidth + ' in ' + node.clientWidth);
  })()`);
  return z.array(z.string()).parse(found);
}

export async function expectCalm({ page, troubles }: Person): Promise<void> {
  expect(troubles).toEqual([]);
  expect(await page.evaluate('leakopsProbe.violations')).toEqual([]);
}

/** A line of what was measured, printed by the suite. */
export function figure(words: string): void {
  appendFileSync(handed('LEAKOPS_TEST_FIGURES'), `${words}\n`);
}
