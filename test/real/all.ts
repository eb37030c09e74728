/**
 * `npm run test:real`: all suites, two at a time, each told when it is over. Closes with how long each took and
 * `N passed, N failed, N skipped` of all.
 */
import { spawn } from 'node:child_process';
import type { Counts } from './counts.ts';
import { closingCounts } from './counts.ts';
import { lanes } from './suites.ts';

interface Played extends Counts {
  name: string;
  seconds: number;
}

const played = (await Promise.all(lanes.map(playInOrder))).flat();
const sum = (of: (one: Played) => number) => played.reduce((all, one) => all + of(one), 0);
console.log(`\nTook: ${played.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ')}`);
for (const { name, failed } of played) if (failed > 0) console.log(`Failed: npm run test:${name}`);
console.log(
  `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped)} skipped`,
);
process.exitCode = played.some(({ failed }) => failed > 0) ? 1 : 0;

async function playInOrder(names: readonly string[]): Promise<Played[]> {
  const all: Played[] = [];
  for (const name of names) all.push(await play(name));
  return all;
}

async function play(name: string): Promise<Played> {
  const from = Date.now();
  let said = '';
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn('npm', ['run', '--silent', `test:${name}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  // Side by side, and yet each to be read as one.
  console.log(`== npm run test:${name}\n${said}`);
  const counts = closingCounts(said, code);
  return { name, seconds: Math.round((Date.now() - from) / 1_000), ...counts };
}
