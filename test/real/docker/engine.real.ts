/** The ground itself: an engine that dies with its tests leaves nothing on the machine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeWith, handed } from '../gated.ts';
import { clear } from './clear.ts';
import { startEngine } from './engine.ts';
import { importLeaky, runLeaky } from './leaky.ts';

describeWith('LEAKOPS_TEST_LEAKY_TAR')('an engine of the tests’ own', () => {
  test('what it leaves when it is killed is cleared: containers, helpers, mounts, control groups, files', async () => {
    const engine = await startEngine({ liveRestore: true });
    onTestFinished(() => engine.close());
    await importLeaky(engine, handed('LEAKOPS_TEST_LEAKY_TAR'));
    const leaky = await runLeaky(engine);
    await engine.kill();
    const folder = dirname(engine.socket);
    await expect(leaky.state()).resolves.toMatchObject({ orders: 0 });

    await clear(folder);
    await expect(leaky.state()).rejects.toThrow(/fetch failed/);
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(folder);
    const groups = [
      '/sys/fs/cgroup',
      ...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`),
    ];
    expect(groups.filter((group) => existsSync(`${group}/${basename(folder)}`))).toEqual([]);
  });
});
