import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flagFileOnDisk } from '../../../adapters/sandbox/flag-file.ts';
import { createFlagdUi, type FlagdUi } from '../../../adapters/sandbox/flagd-ui.ts';
import { stockFlags } from '../../../adapters/sandbox/stock-flags.ts';
import type { FlagFile } from '../../../src/flag/definition.ts';
import { eventually } from '../../eventually.ts';
import { serving } from './serving.ts';

const key = 'kafkaQueueProblems';

async function started(writeInPlace = false) {
  const folder = mkdtempSync(join(tmpdir(), 'leakops-ui-'));
  const path = join(folder, 'flags.json');
  writeFileSync(path, JSON.stringify(stockFlags()));
  const file = flagFileOnDisk(path);
  const over = new AbortController();
  const made: { ui?: FlagdUi } = {};
  const server = await serving('flagd-ui', (clock, faults) => {
    made.ui = createFlagdUi({ clock, faults, file, writeInPlace, signal: over.signal });
    return made.ui.handler;
  });
  onTestFinished(() => {
    over.abort();
    rmSync(folder, { recursive: true });
  });
  const onDisk = () => JSON.parse(file.read()) as FlagFile;
  const read = async () => (await (await server.get('/api/read')).json()) as FlagFile;
  const write = async (data: unknown) => {
    const response = await server.post('/api/write', { data });
    return { status: response.status, body: await response.json() };
  };
  return { ...server, ui: made.ui!, file, onDisk, read, write, over };
}

function withLeak(on: boolean): FlagFile {
  const { flags } = stockFlags();
  return { flags: { ...flags, [key]: { ...flags[key]!, defaultVariant: on ? 'on' : 'off' } } };
}
const defaultOf = (file: FlagFile, name = key) => file.flags[name]?.defaultVariant;

describe('flagd-ui', () => {
  it('reads flags alone, without $schema, on both addresses', async () => {
    const { get } = await started();
    for (const path of ['/api/read', '/api/read-file']) {
      expect(await (await get(path)).json()).toEqual({ flags: stockFlags().flags });
    }
  });

  it.each([false, true])('stores what it is given, whole (in place: %s)', async (inPlace) => {
    const { post, onDisk, read } = await started(inPlace);
    const response = await post('/api/write-to-file', { data: withLeak(true) });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    await eventually(() => expect(onDisk()).toEqual(withLeak(true)));
    expect(await read()).toEqual(withLeak(true));
  });

  it('answers 200 and drops invalid data without a word', async () => {
    const { write, onDisk, read } = await started();
    for (const data of [null, 'text', {}, { flags: [] }, { flags: { a: 5 } }]) {
      expect(await write(data)).toEqual({ status: 200, body: {} });
    }
    await write(withLeak(true));
    await eventually(async () => expect(defaultOf(await read())).toBe('on'));
    expect(Object.keys(onDisk().flags)).toEqual(Object.keys(stockFlags().flags));
  });

  it('stores what flagd will not load', async () => {
    const { write, onDisk } = await started();
    const file = withLeak(true);
    file.flags[key]!.defaultVariant = 'gone';
    await write(file);
    await eventually(() => expect(defaultOf(onDisk())).toBe('gone'));
  });

  it('refuses what is no request', async () => {
    const { get, post } = await started();
    expect((await post('/api/write', '{"data":')).status).toBe(400);
    expect((await post('/api/write', { flags: {} })).status).toBe(400);
    expect((await get('/api/write')).status).toBe(404);
    expect((await get('/api/nothing')).status).toBe(404);
  });

  it('keeps its own memory, whatever happens to the file', async () => {
    const { file, read } = await started();
    file.replace('{}');
    expect(await read()).toEqual({ flags: stockFlags().flags });
  });
});

describe('a person in flagd-ui', () => {
  const leased = {
    state: 'ENABLED' as const,
    variants: { off: 0, leakops: 300 },
    defaultVariant: 'off',
    targeting: { if: [{ '<': [{ var: '$flagd.timestamp' }, 99] }, 'leakops', 'off'] },
  };

  it('toggles the second element of an if of three, as 3.x', async () => {
    const { ui, onDisk } = await started();
    ui.replace(key, leased);
    ui.toggle(key, 'off');
    expect(onDisk().flags[key]).toEqual({
      ...leased,
      targeting: { if: [leased.targeting.if[0], 'off', 'off'] },
    });
  });

  it('toggles the default where there is no such if', async () => {
    const { ui, onDisk } = await started();
    ui.toggle(key, 'on');
    expect(defaultOf(onDisk())).toBe('on');
    const longer = { ...leased, targeting: { if: [true, 'leakops', true, 'off', 'off'] } };
    ui.replace(key, longer);
    ui.toggle(key, 'leakops');
    expect(onDisk().flags[key]).toEqual({ ...longer, defaultVariant: 'leakops' });
  });

  it('edits the default alone, as 2.2', async () => {
    const { ui, onDisk } = await started();
    ui.replace(key, leased);
    ui.editDefault(key, 'leakops');
    expect(onDisk().flags[key]).toEqual({ ...leased, defaultVariant: 'leakops' });
  });

  it('removes a flag, and names the known ones for an unknown one', async () => {
    const { ui, onDisk } = await started();
    ui.replace(key, null);
    expect(onDisk().flags).not.toHaveProperty(key);
    expect(() => ui.toggle(key, 'on')).toThrow(`There is no flag ${key}`);
  });
});

describe('faults of writing', () => {
  it('drops so many writes, answered as ever', async () => {
    const { write, faults, onDisk } = await started();
    faults.merge({ 'flagd-ui': { dropWrites: 2 } });
    for (let i = 0; i < 2; i += 1) expect(await write(withLeak(true))).toEqual({ status: 200, body: {} });
    await new Promise(setImmediate);
    expect(defaultOf(onDisk())).toBe('off');
    await write(withLeak(true));
    await eventually(() => expect(defaultOf(onDisk())).toBe('on'));
  });

  it('drops all until it is switched off', async () => {
    const { write, faults, onDisk } = await started();
    faults.merge({ 'flagd-ui': { dropWrites: 'all' } });
    for (let i = 0; i < 5; i += 1) await write(withLeak(true));
    faults.clear();
    await write({ flags: {} });
    await eventually(() => expect(onDisk()).toEqual({ flags: {} }));
  });

  it('stores late, on the clock, over what came in between', async () => {
    const { write, faults, onDisk, clock, read } = await started();
    faults.merge({ 'flagd-ui': { lateWritesMs: 3000 } });
    await write(withLeak(true));
    await clock.advance(100);
    faults.clear();
    await write(withLeak(false));
    await clock.advance(2800);
    expect(defaultOf(await read())).toBe('off');
    await clock.advance(200);
    expect(defaultOf(onDisk())).toBe('on');
  });

  it('stores nothing after the end', async () => {
    const { write, faults, onDisk, clock, over } = await started();
    faults.merge({ 'flagd-ui': { lateWritesMs: 3000 } });
    await write(withLeak(true));
    over.abort();
    await clock.advance(5000);
    expect(defaultOf(onDisk())).toBe('off');
  });

  it('a second writer lands right after, from a copy that knows nothing of ours', async () => {
    const { write, faults, read } = await started();
    faults.merge({ 'flagd-ui': { secondWriter: 1 } });
    await write(withLeak(true));
    await eventually(async () => expect(defaultOf(await read(), 'adFailure')).toBe('on'));
    expect(defaultOf(await read())).toBe('off');
    const merged = withLeak(true);
    await write(merged);
    await eventually(async () => expect(await read()).toEqual(merged));
  });
});
