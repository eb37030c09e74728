/** What the engine tells of a container as it happens. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { Failure } from '../../../src/failure.ts';
import { listOf } from '../lenient.ts';

export interface ContainerEvent {
  /** Id of the container. */
  id: string;
  action: 'oom' | 'die' | 'start' | 'destroy';
  /** On the engine's clock, ms and parts of it. */
  sourceAt: number;
  /** Of a `die`; null: none was said. */
  exitCode: number | null;
}

export const watchedActions = ['oom', 'die', 'start', 'destroy'] as const;

const event = z.object({
  Type: z.literal('container'),
  Action: z.enum(watchedActions),
  Actor: z.object({ ID: z.string().min(1), Attributes: z.record(z.string(), z.unknown()).catch({}) }),
  // Parts of a microsecond are lost in a number, alike for equal events.
  timeNano: z.number().positive(),
});

/** null: not one of those that are watched. */
function containerEvent(line: string): ContainerEvent | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = event.safeParse(json);
  if (!parsed.success) return null;
  const { Action, Actor, timeNano } = parsed.data;
  const exitCode = Number.parseInt(String(Actor.Attributes.exitCode), 10);
  return {
    id: Actor.ID,
    action: Action,
    sourceAt: timeNano / 1e6,
    exitCode: Number.isNaN(exitCode) ? null : exitCode,
  };
}

export const eventsIn = (body: string) =>
  listOf(z.string())
    .parse(body.split('\n'))
    .map(containerEvent)
    .filter((one) => one !== null);

/** Labels and all, an event has some kB: what is longer is none, and not waited for. */
const longestLine = 2 ** 20;

/** One a line, as they come; what is no event is left out. Throws a Failure on a line without an end. */
export async function* eventsOf(stream: Readable): AsyncGenerator<ContainerEvent> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      throw new Failure('docker-answer', 'what the Docker engine tells as its events is none of them', {
        remedy: 'Check DOCKER_HOST, and any proxy in front of the engine.',
      });
    }
    for (const line of lines) {
      const found = containerEvent(line);
      if (found !== null) yield found;
    }
  }
}

/** The engine's `since` and `until`: seconds with a fraction. */
export function eventInstant(sourceAt: number): string {
  return (sourceAt / 1_000).toFixed(3);
}
