/** The flag file written directly: bytes, watchers, other writers (rule 10, facts/flagd.md). */
import { constants, statSync } from 'node:fs';
import {
  access,
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flagFileFlags, flagFileSource } from '../../../adapters/flags/flag-file.ts';
import type { FlagDefinition } from '../../../src/flag/definition.ts';
import type { Flags } from '../../../src/ports.ts';
import { leakFlag, lease } from '../../contracts/flags.ts';
import { realClock } from './stand-in.ts';

const odd = [
  '\uFEFF{',
  '  "$schema":   "https://flagd.dev/schema/v0/flags.json",',
  '  "flags": {',
  '    "adFailure" : {"state":"ENABLED", "variants":{"on":1e0,"off":12345678901234567890},"defaultVariant":"off"},',
  '',
  '    "kafkaQueueProblems": {',
  '        "description": "a \\"quoted\\" } brace \\u00e9",',
  '        "state": "ENABLED",',
  '        "variants": { "off": 0,   "on": 100 },',
  '        "defaultVariant": "off"',
  '    },',
  '    "z": {"state": "DISABLED", "variants": {"kafkaQueueProblems": {"a": [1, 2, "]"]}}, "defaultVariant": null}',
  '  },',
  '  "metadata": {"team": "shop"}',
  '}',
  '',
].join('\n');

let folder: string;
let path: string;
let flags: Flags;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leakops-file-'));
  path = join(folder, 'demo.flagd.json');
  flags = connect(path);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function connect(file: string): Flags {
  return flagFileFlags({ path: file, ofrepUrl: 'http://127.0.0.1:9', clock: realClock });
}

function put(edit: (current: FlagDefinition) => FlagDefinition, urgent = false) {
  return flags.change(leakFlag, { change: (current) => edit(current!), urgent });
}

describe('bytes', () => {
  test.each([
    ['as people write them', odd],
    ['with Windows line ends', odd.replaceAll('\n', '\r\n')],
    ['with tabs', odd.replaceAll('    ', '\t')],
    ['on one line', JSON.stringify(JSON.parse(odd.slice(1).replace('12345678901234567890', '5')))],
    [
      'as flagd-ui writes them',
      JSON.stringify(JSON.parse(odd.slice(1).replace('12345678901234567890', '5')), null, 2),
    ],
  ])('%s: only those of our flag change, and undo brings all of them back', async (_name, text) => {
    await writeFile(path, text);
    const earlier = await flags.read(leakFlag);
    const [head, tail] = around(text);
    await put((current) => lease(current, 300, 5000));
    const leased = await readFile(path, 'utf8');
    expect(leased.startsWith(head)).toBe(true);
    expect(leased.endsWith(tail)).toBe(true);
    expect(await flags.read(leakFlag)).toEqual(lease(earlier!, 300, 5000));
    await put((current) => lease(current, 500, 6000));
    await put(() => earlier!);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  /** What stands before and after our flag's definition. */
  function around(text: string): [string, string] {
    const at = text.indexOf('"kafkaQueueProblems"');
    const start = text.indexOf('{', at);
    const end = /"z"/.exec(text)?.index ?? 0;
    return [text.slice(0, start), text.slice(end)];
  }

  test('a lease reads as if a person had written it', async () => {
    const text = JSON.stringify(
      { flags: { [leakFlag]: { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' } } },
      null,
      2,
    );
    await writeFile(path, text);
    await put((current) => lease(current, 300, 5000));
    const written = await readFile(path, 'utf8');
    expect(written).toBe(JSON.stringify(JSON.parse(written), null, 2));
  });

  test('a file with our flag or "flags" twice is read as JSON has it: the last one', async () => {
    await writeFile(
      path,
      '{"flags":{},"flags":{"kafkaQueueProblems":{"state":"DISABLED","variants":{}},"kafkaQueueProblems":' +
        '{"state":"ENABLED","variants":{"off":0},"defaultVariant":"off"}}}',
    );
    await put((current) => ({ ...current, metadata: { leakopsWrite: 1 } }));
    expect((await flags.read(leakFlag))?.metadata).toEqual({ leakopsWrite: 1 });
    expect(await readFile(path, 'utf8')).toContain(
      '{"flags":{},"flags":{"kafkaQueueProblems":{"state":"DISABLED"',
    );
  });
});

describe('watchers', () => {
  test('the file is never gone and never half, and the new one is newer, even than the future', async () => {
    await writeFile(path, odd);
    const future = Date.now() / 1000 + 3600;
    await utimes(path, future, future);
    const before = await stat(path, { bigint: true });
    let looks = 0;
    const looking = setInterval(() => {
      looks += 1;
      expect(statSync(path).size).toBeGreaterThan(500);
    }, 1);
    for (let number = 0; number < 5; number += 1)
      await put((current) => ({ ...current, metadata: { leakopsWrite: number } }));
    clearInterval(looking);
    const after = await stat(path, { bigint: true });
    expect(looks).toBeGreaterThan(0);
    expect(after.mtimeNs).toBeGreaterThan(before.mtimeNs);
    expect(after.ino).not.toBe(before.ino);
    expect(await readdir(folder)).toEqual(['demo.flagd.json']);
  });

  test('each of two writes in a row is newer than the one before', async () => {
    await writeFile(path, odd);
    const times: bigint[] = [];
    for (let number = 0; number < 20; number += 1) {
      await put((current) => ({ ...current, metadata: { leakopsWrite: number } }));
      times.push((await stat(path, { bigint: true })).mtimeNs);
    }
    expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0n))).toBe(true);
  });

  test('mode and links stay', async () => {
    const real = join(folder, 'real');
    await mkdir(real);
    await writeFile(join(real, 'flags.json'), odd);
    await chmod(join(real, 'flags.json'), 0o664);
    await symlink(join(real, 'flags.json'), path);
    await put((current) => lease(current, 300, 5000));
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect((await stat(join(real, 'flags.json'))).mode & 0o777).toBe(0o664);
    expect((await flags.read(leakFlag))?.variants.leakops).toBe(300);
  });

  test('what a killed process left behind is cleared away', async () => {
    await writeFile(path, odd);
    await writeFile(join(folder, '.demo.flagd.json.leakops-99999'), 'half');
    await put((current) => lease(current, 300, 5000));
    expect(await readdir(folder)).toEqual(['demo.flagd.json']);
  });
});

describe('other writers', () => {
  test('an edit between our read and our rename is kept: ours is made anew', async () => {
    await writeFile(path, odd);
    let edits = 1;
    const seen: unknown[] = [];
    const theirs = odd.replace('"team": "shop"', '"team": "ops"');
    const writing = flags.change(leakFlag, {
      change: (current) => {
        seen.push(current);
        if (edits-- > 0) void writeFile(path, theirs);
        return { ...current!, metadata: { leakopsWrite: 1 } };
      },
      urgent: false,
    });
    await writing;
    const text = await readFile(path, 'utf8');
    expect(text).toContain('"team": "ops"');
    expect(text).toContain('"leakopsWrite": 1');
  });

  test('a source never writes over what it does not expect', async () => {
    await writeFile(path, odd);
    const source = flagFileSource(path);
    const signal = new AbortController().signal;
    expect(await source.write('{"flags":{}}', 'something else', signal)).toBe('changed');
    expect(await readFile(path, 'utf8')).toBe(odd);
    expect(await readdir(folder)).toEqual(['demo.flagd.json']);
  });

  test('cut off before the rename, nothing is written', async () => {
    await writeFile(path, odd);
    await expect(flagFileSource(path).write('{"flags":{}}', odd, AbortSignal.abort())).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe(odd);
    expect(await readdir(folder)).toEqual(['demo.flagd.json']);
  });

  test('half a file of a writer in place is waited for', async () => {
    await writeFile(path, '');
    setTimeout(() => void writeFile(path, odd), 30);
    expect(await flags.read(leakFlag)).toMatchObject({ state: 'ENABLED' });
  });
});

describe('files that cannot be worked on', () => {
  test.each([
    ['empty', '', /empty/],
    ['not JSON', '{"flags": {', /not JSON/],
    ['without flags', '{"flag": {}}', /no object "flags"/],
    ['a list', '[]', /no object "flags"/],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /UTF-8/],
  ])('%s: a failure, and it stays as it is', async (_name, content, words) => {
    await writeFile(path, content);
    await expect(put((current) => current)).rejects.toMatchObject({
      code: 'flag-file-malformed',
      message: expect.stringMatching(words),
    });
    expect(await readFile(path)).toEqual(Buffer.from(content));
  });

  test('missing, a folder, too large', async () => {
    await expect(flags.read(leakFlag)).rejects.toMatchObject({ code: 'flag-file-missing' });
    await expect(put((current) => current)).rejects.toMatchObject({ code: 'flag-file-missing' });
    await expect(access(path, constants.F_OK)).rejects.toThrow();
    await expect(connect(folder).read(leakFlag)).rejects.toMatchObject({ code: 'flag-file-failed' });
    await writeFile(path, ' '.repeat(10_000_001));
    await expect(flags.read(leakFlag)).rejects.toMatchObject({ code: 'flag-file-too-large' });
  });

  test('nine megabytes are no trouble', async () => {
    const filler = Object.fromEntries(
      Array.from({ length: 9000 }, (_, index) => [
        `flag${index}`,
        { state: 'ENABLED', variants: { a: 'x'.repeat(900) }, defaultVariant: 'a' },
      ]),
    );
    const definition = { state: 'ENABLED', variants: { off: 0 }, defaultVariant: 'off' };
    await writeFile(path, JSON.stringify({ flags: { ...filler, [leakFlag]: definition } }));
    const result = await put((current) => lease(current, 300, 5000), true);
    expect(result.kind).toBe('written');
    expect((await flags.read('flag8999'))?.defaultVariant).toBe('a');
  });
});
