/** The Flags port, and the life of a run's flag, on one kind of flagd and one watcher. A file for each calls it. */
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../adapters/clock/system.ts';
import { flagFileFlags } from '../../../adapters/flags/flag-file.ts';
import { flagdUiFlags } from '../../../adapters/flags/flagd-ui.ts';
import type { WatchKind } from '../../../adapters/sandbox/flag-watcher.ts';
import type { FlagDefinition, FlagFile } from '../../../src/flag/definition.ts';
import {
  chooseNames,
  expiredDeadlineSeconds,
  leaseDefinition,
  type SentWrite,
  writeNumber,
} from '../../../src/flag/lease.ts';
import { undo } from '../../../src/flag/undo.ts';
import { whose } from '../../../src/flag/whose.ts';
import type { Flags } from '../../../src/ports.ts';
import { flagsContract, leakFlag } from '../../contracts/flags.ts';
import { until } from '../../processes/until.ts';
import { describeWith } from '../gated.ts';
import { type FlagdWorld, startFlagdWorld } from './flagd-world.ts';
import type { Kind } from './kinds.ts';

const clock = systemClock();
const owner = { run: 'run-1', bot: 'bot-1' };
/** Longer than a poll: what was not noticed by then is not noticed. */
const twoPollsMs = 2500;

const ways = {
  'through flagd-ui': ({ flagdUiUrl, ofrepUrl }: FlagdWorld) => flagdUiFlags({ flagdUiUrl, ofrepUrl, clock }),
  'into the file': ({ file, ofrepUrl }: FlagdWorld) => flagFileFlags({ path: file, ofrepUrl, clock }),
};

export function flagsOnFlagd(kind: Kind, watch: WatchKind): void {
  describeWith(kind.variable)(`${kind.name}, ${watch}`, () => {
    for (const [way, flagsOf] of Object.entries(ways)) {
      flagsContract(way, async () => {
        const world = await startFlagdWorld(kind, watch);
        const throughUi = way === 'through flagd-ui';
        return {
          flags: flagsOf(world),
          stored: async () => (throughUi ? uiFile(world) : world.stored()),
          store: (file) =>
            throughUi ? storeByUi(world, file) : Promise.resolve(world.replace(JSON.stringify(file))),
          showsEvaluators: !throughUi,
          close: world.close,
        };
      });
      describe(`a run's flag, written ${way}`, () => lifeOfAFlag(kind, watch, flagsOf));
    }
    describe('the file', () => theFile(kind, watch));
  });
}

async function uiFile({ flagdUiUrl }: FlagdWorld): Promise<FlagFile> {
  return (await (await fetch(`${flagdUiUrl}/api/read`)).json()) as FlagFile;
}

async function storeByUi(world: FlagdWorld, file: FlagFile): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ data: file });
  await fetch(`${world.flagdUiUrl}/api/write`, { method: 'POST', headers, body });
  await until(
    'the edit is stored',
    async () => JSON.stringify((await uiFile(world)).flags) === JSON.stringify(file.flags),
  );
}

/** What OFREP serves of the leak's flag. */
async function servedValue({ ofrepUrl }: FlagdWorld): Promise<unknown> {
  const answer = await fetch(`${ofrepUrl}/ofrep/v1/evaluate/flags/${leakFlag}`, {
    method: 'POST',
    body: '{"context":{}}',
  });
  return ((await answer.json()) as { value?: unknown }).value;
}

function lifeOfAFlag(kind: Kind, watch: WatchKind, flagsOf: (world: FlagdWorld) => Flags): void {
  let world: FlagdWorld;
  let flags: Flags;
  let earlier: FlagDefinition;
  beforeEach(async ({ onTestFinished }) => {
    world = await startFlagdWorld(kind, watch);
    onTestFinished(world.close);
    flags = flagsOf(world);
    const read = await flags.read(leakFlag);
    if (read === null) throw new Error(`there is no flag ${leakFlag}`);
    earlier = read;
  });

  const sent: SentWrite[] = [];
  beforeEach(() => void sent.splice(0));
  const names = () => chooseNames(earlier, owner.run);
  const own = () => ({ earlier, names: names(), owner, sent });
  const write = async (kindOfWrite: SentWrite['kind'], deadlineSeconds: number) => {
    const next: SentWrite = {
      write: sent.length + 1,
      kind: kindOfWrite,
      value: 300,
      deadlineSeconds,
      reason: kindOfWrite === 'off' ? 'command' : null,
    };
    sent.push(next);
    const definition = leaseDefinition(earlier, names(), next, owner);
    await flags.change(leakFlag, { change: () => definition, urgent: kindOfWrite === 'off' });
    return next.write;
  };
  const seen = (number: number) =>
    until(`write ${number} is served`, async () => {
      const served = await flags.served(leakFlag);
      return served.kind === 'served' && writeNumber(served.metadata) === number ? served : null;
    });
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
  const lit = async (seconds: number) => {
    await seen(await write('probe', expiredDeadlineSeconds));
    await seen(await write('live', inSeconds(seconds)));
  };

  test('rule 6: armed in two steps, and off by itself within a second of the deadline', async () => {
    const probe = await seen(await write('probe', expiredDeadlineSeconds));
    expect(probe).toMatchObject({ value: 0, off: true, reason: 'TARGETING_MATCH' });
    const deadline = inSeconds(6);
    const live = await seen(await write('live', deadline));
    expect(live).toMatchObject({ value: 300, off: false, reason: 'TARGETING_MATCH' });
    // Nobody writes any more. What was asked wholly before the deadline was on, wholly after it off.
    const file = JSON.stringify(world.stored());
    await until('it is off', async () => {
      const askedAt = Date.now();
      const served = await flags.served(leakFlag);
      const answeredAt = Date.now();
      if (served.kind !== 'served') throw new Error('OFREP does not answer');
      if (answeredAt < deadline * 1000) expect(served).toMatchObject({ value: 300 });
      if (askedAt >= (deadline + 1) * 1000) expect(served).toMatchObject({ value: 0 });
      return served.off;
    });
    expect(Date.now()).toBeGreaterThanOrEqual(deadline * 1000);
    expect(JSON.stringify(world.stored())).toBe(file);
  });

  test('renewed in time it stays on past its first deadline', async () => {
    await seen(await write('probe', expiredDeadlineSeconds));
    const first = inSeconds(6);
    await seen(await write('live', first));
    await seen(await write('live', inSeconds(60)));
    await until('the first deadline has passed', async () => Date.now() > (first + 1) * 1000);
    expect(await flags.served(leakFlag)).toMatchObject({ value: 300 });
  });

  test('rule 9: off is seen by its number; rule 14: undone, it is as it was before', async () => {
    await lit(60);
    const off = await seen(await write('off', expiredDeadlineSeconds));
    expect(off).toMatchObject({ value: 0, off: true });
    await flags.change(leakFlag, {
      change: (current) => {
        if (current === null) throw new Error('the flag is gone');
        expect(whose(current, own())).toMatchObject({ kind: 'ours', latest: true });
        const evaluate = (definition: FlagDefinition) => flags.evaluate(leakFlag, definition, inSeconds(0));
        return undo(current, own(), sent.length + 1, evaluate).definition;
      },
      urgent: false,
    });
    const end = await until('the run is out of it', async () => {
      const served = await flags.served(leakFlag);
      return served.kind === 'served' && writeNumber(served.metadata) === null ? served : null;
    });
    expect(end).toMatchObject({ value: 0, off: true });
    expect(await flags.read(leakFlag)).toEqual(earlier);
  });

  test("rule 12: a person's off in flagd-ui 3 turns it off, and is known as such", async () => {
    await lit(60);
    if ((await uiFile(world)).flags[leakFlag]?.metadata === undefined) {
      // Written behind its back: flagd-ui still shows, and writes, what it has read at its start.
      const current = world.stored();
      await storeByUi(world, current);
    }
    await world.person({ action: 'toggle', flag: leakFlag, variant: 'off' });
    await until('it is off', async () => (await servedValue(world)) === 0);
    expect(whose(world.stored().flags[leakFlag] ?? null, own())).toMatchObject({ kind: 'person-off' });
  });

  test("2.2's page edits the default alone: that does not turn a lease off", async () => {
    await lit(60);
    await flags.change(leakFlag, {
      change: (current) => ({ ...(current ?? earlier), defaultVariant: 'on' }),
      urgent: false,
    });
    await wait(twoPollsMs);
    expect(await servedValue(world)).toBe(300);
    await seen(await write('off', expiredDeadlineSeconds));
  });
}

function theFile(kind: Kind, watch: WatchKind): void {
  let world: FlagdWorld;
  beforeEach(async ({ onTestFinished }) => {
    world = await startFlagdWorld(kind, watch);
    onTestFinished(world.close);
  });
  const textWith = (value: number) => {
    const file = world.stored();
    const definition = file.flags[leakFlag];
    if (definition === undefined) throw new Error(`there is no flag ${leakFlag}`);
    const variants = { ...definition.variants, now: value };
    return JSON.stringify({
      ...file,
      flags: { ...file.flags, [leakFlag]: { ...definition, variants, defaultVariant: 'now' } },
    });
  };
  const serves = (value: number) =>
    until(`${value} is served`, async () => (await servedValue(world)) === value);
  const staysAt = async (value: number) => {
    await wait(twoPollsMs);
    expect(await servedValue(world)).toBe(value);
  };

  test('what cannot be loaded is refused, the last good state stays, and the next good one is taken', async () => {
    const good = textWith(7);
    world.replace(good);
    await serves(7);
    const broken = JSON.parse(good) as FlagFile;
    const flag = broken.flags[leakFlag];
    if (flag === undefined) throw new Error('no flag');
    const badDefault = { ...broken, flags: { [leakFlag]: { ...flag, defaultVariant: 'nowhere' } } };
    const badState = { ...broken, flags: { [leakFlag]: { ...flag, state: 'PERHAPS' } } };
    for (const text of [good.slice(0, 50), '', '{}', JSON.stringify(badDefault), JSON.stringify(badState)]) {
      world.replace(text);
      await staysAt(7);
    }
    world.replace(good.replaceAll('7', '8'));
    await serves(8);
  });

  test('a file of an older time: the poll never notices it, and notices the next', async () => {
    const [older, newer] = [textWith(5), textWith(6)];
    writeFileSync(`${world.file}.backup`, older);
    utimesSync(`${world.file}.backup`, 1_000_000_000, 1_000_000_000);
    renameSync(`${world.file}.backup`, world.file);
    if (watch === 'poll') await staysAt(0);
    else await serves(5);
    world.replace(newer);
    await serves(6);
  });

  test('gone for a moment it is found again; gone for long its watch is lost for good', async () => {
    const [soon, late, later] = [textWith(3), textWith(4), textWith(9)];
    rmSync(world.file);
    await wait(100);
    world.replace(soon);
    await serves(3);
    rmSync(world.file);
    await wait(4000);
    expect(await servedValue(world)).toBe(3);
    world.replace(late);
    await staysAt(3);
    world.replace(later);
    await staysAt(3);
  });
}
