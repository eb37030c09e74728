/** Loaded into the bot before anything else: tells on stderr at its end which files it has loaded, and their sizes. */
import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const sizes = new Map<string, number>();

registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) sizes.set(url, statSync(fileURLToPath(url)).size);
    return next(url, context);
  },
});

process.once('exit', () => {
  process.stderr.write(`\nloaded ${JSON.stringify([...sizes])}\n`);
});
