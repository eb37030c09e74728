/** The port Flags over any source of the whole file; what is served is always asked of flagd itself. */
import type { Clock, Flags } from '../../src/ports.ts';
import { type FlagSource, flagEditor } from './editor.ts';
import { evaluateDefinition } from './evaluator.ts';
import { definitionIn, fingerprint } from './flag-text.ts';
import { ofrep } from './ofrep.ts';
import { changeQueue } from './queue.ts';

export function flagsOver(
  source: FlagSource,
  { ofrepUrl, clock }: { ofrepUrl: string; clock: Clock },
): Flags {
  const editor = flagEditor(source, clock);
  const queue = changeQueue();
  const { served } = ofrep({ ofrepUrl, clock });
  return {
    served,
    async read(key, signal) {
      return definitionIn((await editor.read(signal)).file, key);
    },
    async others(key, signal) {
      return fingerprint((await editor.read(signal)).file, key);
    },
    evaluate(key, definition, atSeconds) {
      return evaluateDefinition(editor.lastRead()?.file ?? null, key, definition, atSeconds);
    },
    change(key, { change, urgent }, signal) {
      return queue.run(urgent, signal, (cut) => editor.change(key, change, cut));
    },
  };
}
