/** Debian's Chromium, driven by playwright-core, against `npm start` in a process of its own. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { command, onPath } from '../command.ts';
import { debianPackages } from '../debian.ts';
import type { Suite } from '../suite.ts';

/** The second so that emoji are signs, not boxes, on the pictures. */
const packages = ['chromium', 'fonts-noto-color-emoji', 'fonts-dejavu-core'];

export const suite: Suite = {
  name: 'browser',
  proofs: [
    {
      part: 'adapters/chat/web/page',
      what: 'a whole run on laptop and phone, light and dark; by keyboard; two tabs; cut off and killed; hostile text; axe in every state',
    },
    {
      part: 'adapters/http/run-page',
      what: 'the page of a run from growth to report: keyboard, cut off, killed and back, printed on two pages, 3,600 readings; axe in every state',
    },
  ],
  async prepare(say) {
    const why = onPath('chromium') === null ? await debianPackages(packages, say) : null;
    if (why !== null) return { kind: 'absent', why };
    const chromium = onPath('chromium');
    if (chromium === null) return { kind: 'absent', why: 'chromium is not on the PATH' };
    const version = /\d+(?:\.\d+)+/.exec(await command(chromium, ['--version']))?.[0] ?? 'unknown';
    const screenshots = join(cacheFolder('browser'), 'screenshots');
    rmSync(screenshots, { recursive: true, force: true });
    mkdirSync(screenshots);
    const figures = join(cacheFolder('browser'), 'figures.txt');
    writeFileSync(figures, '');
    return {
      kind: 'ready',
      servers: [{ name: 'Chromium', version }],
      env: {
        LEAKOPS_TEST_CHROMIUM: chromium,
        LEAKOPS_TEST_SCREENSHOTS: screenshots,
        LEAKOPS_TEST_FIGURES: figures,
      },
      async close() {
        for (const line of readFileSync(figures, 'utf8').trim().split('\n')) say(`browser: ${line}`);
        say(`browser: screenshots in ${screenshots}`);
      },
    };
  },
};
