/** Rules 9 and 10 against the sandbox's faults: the whole way to what flagd serves. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import { type Sandbox, startSandbox } from '../../../adapters/sandbox/sandbox.ts';
import type { Failure } from '../../../src/failure.ts';
import type { Flags } from '../../../src/ports.ts';
import { leakFlag, lease, servedAs } from '../../contracts/flags.ts';

let sandbox: Sandbox;
let flags: Flags;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: systemClock() });
  flags = flagdUiFlags({ ...sandbox, clock: systemClock() });
});
afterEach(() => sandbox.stop());

const put = (value: number, urgent = false) =>
  flags.change(leakFlag, { change: (current) => lease(current!, value, 4_000_000_000), urgent });

test('a second writer right after ours: both are in the file, ours is served', async () => {
  sandbox.faults.merge({ 'flagd-ui': { secondWriter: 1 } });
  await put(300);
  expect((await flags.read('adFailure'))?.defaultVariant).toBe('on');
  await servedAs(flags, leakFlag, 300);
});

test('a dropped write is sent again', async () => {
  sandbox.faults.merge({ 'flagd-ui': { dropWrites: 1 } });
  await put(300);
  await servedAs(flags, leakFlag, 300);
});

test('late writes: the off is written while an older one is on its way, and put off again', async () => {
  sandbox.faults.merge({ 'flagd-ui': { lateWritesMs: 400 } });
  const renewal = put(300).catch((failure: Failure) => failure.code);
  await new Promise((resolve) => setTimeout(resolve, 100));
  sandbox.faults.clear();
  await put(0, true);
  expect(await renewal).toBe('flag-cut-off');
  await servedAs(flags, leakFlag, 300);
  await put(0, true);
  await servedAs(flags, leakFlag, 0);
});

test('a server that hangs holds up no off once it answers again', async () => {
  sandbox.faults.merge({ 'flagd-ui': { hang: true } });
  const renewal = put(300).catch((failure: Failure) => failure.code);
  await new Promise((resolve) => setTimeout(resolve, 50));
  sandbox.faults.clear();
  const startedMs = performance.now();
  await put(0, true);
  expect(performance.now() - startedMs).toBeLessThan(500);
  expect(await renewal).toBe('flag-cut-off');
});

test.each([
  [{ html: true }, 'flagd-ui-html'],
  [{ status: 503 }, 'flagd-ui-503'],
])('%j is a failure', async (fault, code) => {
  sandbox.faults.merge({ 'flagd-ui': fault });
  await expect(put(300)).rejects.toMatchObject({ code });
});

test.each([{ html: true }, { status: 500 }, { cut: true }])('OFREP with %j is unknown', async (fault) => {
  sandbox.faults.merge({ ofrep: fault });
  expect((await flags.served(leakFlag)).kind).toBe('unknown');
});

test('flagd with another clock dates its answers by it', async () => {
  sandbox.faults.merge({ clockOffsetMs: 60_000 });
  const served = await flags.served(leakFlag);
  expect(served.kind === 'served' && (served.serverAt ?? 0) - Date.now()).toBeGreaterThan(55_000);
});
