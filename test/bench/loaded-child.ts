/** Loaded into the bot before anything else: at its end, writes which files it has loaded, and their sizes. */
import { statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const sizes = new Map<string, number>();
const path = new URL(import.meta.url).searchParams.get('to');

registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) sizes.set(url, statSync(fileURLToPath(url)).size);
    return next(url, context);
  },
});

process.once('exit', () => {
  if (path !== null) writeFileSync(path, JSON.stringify([...sizes]));
});
