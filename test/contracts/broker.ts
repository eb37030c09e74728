/** What every Broker must do, whatever it scales. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker, BrokerState } from '../../src/ports.ts';

export interface BrokerUnderTest {
  /** One replica, ready, held by nobody. */
  broker: Broker;
  /** Another broker of the same workload, as after a restart of the bot. */
  again(): Broker;
  /** Waits so long on the bot's clock. */
  wait(ms: number): Promise<void>;
  /** Until what is wanted is there. */
  settlesMs: number;
  /** As a person does it, who knows nothing of holds. */
  scaleByHand(replicas: number): Promise<void>;
  /** A broker of a workload that there is not. */
  missing(): Broker;
  /** What is asked is done, and its answer lost, from now on. */
  loseAnswers(on: boolean): Promise<void>;
  /** From now on nothing answers. */
  loseAll(): Promise<void>;
  close(): Promise<void>;
}

const mine = 'run-1@bot-1';
const theirs = 'run-7@bot-2';

export function brokerContract(name: string, setup: () => Promise<BrokerUnderTest>): void {
  describe(`Broker: ${name}`, () => {
    let on: BrokerUnderTest;
    let before: BrokerState;
    beforeEach(async () => {
      on = await setup();
      before = (await on.broker.read())!;
    });
    afterEach(() => on.close());

    const settled = async () => {
      await on.wait(on.settlesMs);
      return on.broker.read();
    };

    test('has a name, a title for people, and an identity that stays', async () => {
      expect(on.broker.name).toMatch(/^\S+$/);
      expect(on.broker.title).toContain(on.broker.name);
      expect(before).toMatchObject({ replicas: 1, ready: 1, held: null, owner: null });
      expect(before.object).toContain(on.broker.name);
      expect((await on.again().read())!.identity).toBe(before.identity);
    });

    test('one that is not there is null, and is left alone', async () => {
      const broker = on.missing();
      expect(await broker.read()).toBeNull();
      expect(await broker.takeDown(mine, before)).toBe('left');
      expect(await broker.bringBack(mine, before)).toBe('left');
      await expect(broker.rehearse()).rejects.toMatchObject({ name: 'Failure' });
    });

    test('a rehearsal changes nothing', async () => {
      await on.broker.rehearse();
      expect(await settled()).toEqual(before);
    });

    test('down and back: as it was, with nothing left of us', async () => {
      expect(await on.broker.takeDown(mine, before)).toBe('done');
      expect(await settled()).toEqual({
        ...before,
        replicas: 0,
        ready: 0,
        held: { holder: mine, replicasBefore: 1 },
      });
      expect(await on.broker.bringBack(mine, before)).toBe('done');
      expect(await settled()).toEqual(before);
    });

    test('whose zero it is outlives the one that wrote it', async () => {
      await on.broker.takeDown(mine, before);
      expect((await on.again().read())!.held).toEqual({ holder: mine, replicasBefore: 1 });
      expect(await on.again().bringBack(mine, before)).toBe('done');
      expect(await settled()).toEqual(before);
    });

    test('done twice is done once', async () => {
      expect(await on.broker.takeDown(mine, before)).toBe('done');
      expect(await on.broker.takeDown(mine, before)).toBe('done');
      expect((await settled())!.held).toEqual({ holder: mine, replicasBefore: 1 });
      expect(await on.broker.bringBack(mine, before)).toBe('done');
      expect(await on.broker.bringBack(mine, before)).toBe('done');
      expect(await settled()).toEqual(before);
    });

    test('two at once: one scaling', async () => {
      const results = await Promise.all([
        on.broker.takeDown(mine, before),
        on.again().takeDown(theirs, before),
      ]);
      expect(results.toSorted()).toEqual(['done', 'left']);
      const holder = results[0] === 'done' ? mine : theirs;
      expect((await settled())!.held).toEqual({ holder, replicasBefore: 1 });
    });

    test('a lost answer: done, and known when it is asked again', async () => {
      await on.loseAnswers(true);
      await expect(on.broker.takeDown(mine, before)).rejects.toMatchObject({ retryable: true });
      await on.loseAnswers(false);
      expect(await on.broker.takeDown(mine, before)).toBe('done');
      expect((await settled())!.held).toEqual({ holder: mine, replicasBefore: 1 });
    });

    test('three-way: what another holds, scaled or put in its place is left', async () => {
      expect(await on.broker.takeDown(mine, { ...before, identity: 'another' })).toBe('left');
      expect(await on.broker.takeDown(mine, { ...before, replicas: 2 })).toBe('left');
      expect(await settled()).toEqual(before);
      await on.broker.takeDown(theirs, before);
      expect(await on.broker.takeDown(mine, before)).toBe('left');
      expect(await on.broker.bringBack(mine, before)).toBe('left');
      expect(await on.broker.bringBack(theirs, { ...before, identity: 'another' })).toBe('left');
      expect((await settled())!.held).toEqual({ holder: theirs, replicasBefore: 1 });
    });

    test('three-way: a person scaled it meanwhile: theirs stays, our hold goes out', async () => {
      await on.broker.takeDown(mine, before);
      await on.scaleByHand(2);
      expect(await on.broker.bringBack(mine, before)).toBe('left');
      expect(await settled()).toEqual({ ...before, replicas: 2, ready: 2 });
    });

    test('a hold that a person’s scaling left behind is nobody’s', async () => {
      await on.broker.takeDown(theirs, before);
      await on.scaleByHand(1);
      expect((await settled())!.held?.holder).toBe(theirs);
      expect(await on.broker.takeDown(mine, before)).toBe('done');
      expect((await settled())!.held).toEqual({ holder: mine, replicasBefore: 1 });
    });

    test('a person put it back to what it was: done', async () => {
      await on.broker.takeDown(mine, before);
      await on.scaleByHand(1);
      expect(await on.broker.bringBack(mine, before)).toBe('done');
      expect(await settled()).toEqual(before);
    });

    test('a person undid it by hand: not ours to take down again, another run may', async () => {
      await on.broker.takeDown(mine, before);
      await on.scaleByHand(1);
      expect(await on.broker.takeDown(mine, before)).toBe('left');
      expect(await on.broker.takeDown(theirs, before)).toBe('done');
      expect((await settled())!.held).toEqual({ holder: theirs, replicasBefore: 1 });
      expect(await on.broker.bringBack(theirs, before)).toBe('done');
      expect(await settled()).toEqual(before);
    });

    test('what cannot be reached is a Failure to try again', async () => {
      await on.loseAll();
      const failure = { name: 'Failure', retryable: true };
      await expect(on.broker.read()).rejects.toMatchObject(failure);
      await expect(on.broker.takeDown(mine, before)).rejects.toMatchObject(failure);
      await expect(on.broker.bringBack(mine, before)).rejects.toMatchObject(failure);
    });

    test('a signal that is over ends it at once, and nothing is written', async () => {
      await expect(on.broker.takeDown(mine, before, AbortSignal.abort())).rejects.toThrow();
      expect(await settled()).toEqual(before);
    });
  });
}
