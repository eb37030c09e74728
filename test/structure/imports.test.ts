import { describe, expect, test } from 'vitest';
import { whyForbidden } from './direction.ts';
import { allFiles, codeOf, importsOf, inFolder, textOfFile } from './tree.ts';

const modules = allFiles().filter((path) => /\.(ts|js|mjs)$/.test(path));
const ofTheBot = modules.filter((path) => !inFolder(path, 'test'));

test('there is something to look at', () => {
  expect(ofTheBot.filter((path) => inFolder(path, 'src')).length).toBeGreaterThan(10);
  expect(ofTheBot.flatMap((path) => importsOf(path, textOfFile(path))).length).toBeGreaterThan(50);
});

test('imports run one way', () => {
  const broken = ofTheBot.flatMap((file) =>
    importsOf(file, textOfFile(file)).flatMap((found) => {
      const why = whyForbidden(file, found);
      return why === null ? [] : [`${file} imports ${found.from}: ${why}`];
    }),
  );
  expect(broken).toEqual([]);
});

describe('the rule itself', () => {
  const why = (file: string, from: string) => {
    const [found] = importsOf(file, `import type { X } from '${from}';`);
    return found === undefined ? 'not seen' : whyForbidden(file, found);
  };

  test.each([
    ['src/run/run.ts', '../ports.ts'],
    ['src/config.ts', 'zod'],
    ['commands/stop.ts', '../src/ports.ts'],
    ['commands/stop.ts', './grammar/tokens.ts'],
    ['adapters/flags/queue.ts', './editor.ts'],
    ['adapters/flags/queue.ts', '../../src/ports.ts'],
    ['adapters/chat/web/say.ts', '../../http/errors.ts'],
    ['adapters/chat/slack/bolt.ts', '../web/say.ts'],
    ['adapters/sandbox/sandbox.ts', '../clock/system.ts'],
    ['adapters/store/sqlite/open.ts', 'node:sqlite'],
    ['adapters/log.ts', './log/redact.ts'],
    ['main.ts', './adapters/log.ts'],
    ['main.ts', './commands/bot.ts'],
    ['main.ts', './main/world.ts'],
    ['main/world.ts', '../adapters/log.ts'],
    ['test/x.test.ts', '../main.ts'],
  ])('%s may import %s', (file, from) => {
    expect(why(file, from)).toBeNull();
  });

  test.each([
    ['src/run/run.ts', '../../adapters/log.ts'],
    ['src/run/run.ts', '../../commands/bot.ts'],
    ['src/run/run.ts', 'axios'],
    ['src/run/run.ts', '@kubernetes/client-node'],
    ['src/run/run.ts', 'node:fs'],
    ['src/run/run.ts', 'pino'],
    ['commands/stop.ts', '../adapters/log.ts'],
    ['commands/stop.ts', 'fastify'],
    ['commands/stop.ts', '../main.ts'],
    ['adapters/flags/queue.ts', '../load/locust.ts'],
    ['adapters/flags/queue.ts', '../../commands/bot.ts'],
    ['adapters/http/server.ts', '../chat/web/say.ts'],
    ['adapters/http/server.ts', '../../test/structure/tree.ts'],
    ['main.ts', './test/structure/tree.ts'],
    ['main/world.ts', '../main.ts'],
    ['main/world.ts', '../test/structure/tree.ts'],
    ['adapters/flags/queue.ts', '../../main/world.ts'],
    ['commands/stop.ts', '../main/world.ts'],
    ['src/run/run.ts', '../../main/world.ts'],
    ['bin/demo.ts', '../commands/bot.ts'],
  ])('%s may not import %s', (file, from) => {
    expect(why(file, from)).not.toBeNull();
  });

  test('every form of import is seen, a commented one is none', () => {
    const text = `import { a,
      b } from './a.ts';
    import './b.ts';
    export * from "./c.ts";
    const d = await import('./d.ts');
    // import { e } from './e.ts';
    /* import './f.ts' */
    import type { G } from 'g';`;
    const found = importsOf('src/x.ts', text).map(({ from }) => from);
    expect(found.sort()).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', 'g']);
  });

  test('texts and comments are no code', () => {
    const code = codeOf(
      `const a = 'Date.now()'; // Math.random()\nconst b = \`x \${Date.parse(c)} setTimeout(\`;`,
    );
    expect(code).not.toContain('Date.now');
    expect(code).not.toContain('Math.random');
    expect(code).not.toContain('setTimeout');
    expect(code).toContain('Date.parse(c)');
    expect(codeOf('const r = /["\'`]/g; Date.now()')).toContain('Date.now()');
  });
});
