/** `npm run replay`: reads a recorded run, replays it, prints it as JSON lines and draws it. */
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure, wordsOf } from '../../src/failure.ts';
import { pictureOf } from '../../src/replay/picture.ts';
import { replay } from '../../src/replay/replay.ts';
import { parseTrace, type Trace } from '../../src/replay/trace.ts';
import { svgToPng } from '../picture/svg-to-png.ts';
import { type ReplayCommand, replayCommand, usage } from './options.ts';

const usageExit = 2;

async function read(file: string): Promise<Trace> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' };
    throw new Failure(
      'replay-file',
      `${file}: ${Object.entries(why).find(([key]) => key === code)?.[1] ?? wordsOf(error)}`,
      {
        retryable: false,
        remedy: 'Name a recording, as readings.csv of a run',
      },
    );
  }
  try {
    return parseTrace(text);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${file}, ${error.message}`, { retryable: false, remedy: error.remedy });
  }
}

async function draw(svg: string, command: ReplayCommand, picture: string): Promise<void> {
  const target = await realpath(picture).catch(() => null);
  if (target !== null && target === (await realpath(command.file))) {
    throw new Failure('replay-picture', `--picture ${picture} is the recording itself`, {
      retryable: false,
      remedy: 'Name another file',
    });
  }
  try {
    await writeFile(picture, await svgToPng(svg));
  } catch (error) {
    throw new Failure('replay-picture', `--picture ${picture} cannot be written: ${wordsOf(error)}`, {
      retryable: false,
      remedy: 'Name a file in a folder that may be written',
    });
  }
}

async function run(args: string[]): Promise<void> {
  const command = replayCommand(args);
  if (command === null) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const trace = await read(command.file);
  const { source, thresholdPercent, predict, picture } = command;
  const replayed = replay(trace, { source, thresholdPercent, predicts: [predict] });
  const { protectable, killChance, why } = replayed.preflight;
  const trip = replayed.trips[0] ?? null;
  const summary = {
    trippedAt: trip?.at ?? null,
    reason: trip?.reason ?? null,
    flagOffBy: trip === null ? null : trip.at + 1,
  };
  const lines = [{ preflight: { protectable, killChance, why } }, ...replayed.readings, { summary }];
  process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (picture !== null)
    await draw(pictureOf(replayed, trace, source, basename(command.file)), command, picture);
}

// Who reads may have seen enough: `| head` is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
run(process.argv.slice(2)).catch((error: unknown) => {
  const remedy = error instanceof Failure && error.remedy !== null ? `. ${error.remedy}` : '';
  process.stderr.write(`${wordsOf(error)}${remedy}.\n`);
  process.exitCode = error instanceof Failure && error.code.startsWith('replay-') ? usageExit : 1;
});
