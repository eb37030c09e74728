import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { command } from '../command.ts';
import { describeWith, handed } from '../gated.ts';

const dockerfile = fileURLToPath(new URL('../../../Dockerfile', import.meta.url));

describeWith('PACKAGES_HADOLINT')('hadolint', () => {
  const lint = (path: string) => command(handed('PACKAGES_HADOLINT'), ['--no-color', path]);

  test('finds nothing in the Dockerfile, and finds what is put in', async ({ onTestFinished }) => {
    expect(await lint(dockerfile)).toBe('');

    const folder = mkdtempSync(join(tmpdir(), 'leakops-lint-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const worse = join(folder, 'Dockerfile');
    writeFileSync(worse, readFileSync(dockerfile, 'utf8').replace('CMD ["main.ts"]', 'CMD node main.ts'));
    await expect(lint(worse)).rejects.toThrow(/DL3025/);
  });
});
