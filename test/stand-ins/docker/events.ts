/** What the stand-in tells as it happens: the last 256 are kept, and lost when the engine restarts. */
import type { Clock } from '../../../src/ports.ts';

export interface EngineEvent {
  Type: 'container';
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  scope: 'local';
  time: number;
  timeNano: number;
}

/** `label=key=value`, `container=id or name`, `type`, `event`: all kinds must fit, of each one value. */
export type EventFilters = Record<string, string[]>;

const keptByTheEngine = 256;
const filterKinds = ['label', 'container', 'type', 'event'];

export function engineEvents(clock: Clock) {
  let kept: EngineEvent[] = [];
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    tell(id: string, action: string, attributes: Record<string, string>): void {
      const at = clock.now();
      const event: EngineEvent = {
        Type: 'container',
        Action: action,
        Actor: { ID: id, Attributes: attributes },
        scope: 'local',
        time: Math.floor(at / 1_000),
        timeNano: Math.floor(at * 1e6),
      };
      kept = [...kept, event].slice(-keptByTheEngine);
      for (const listener of listeners) listener(event);
    },
    since: (at: number) => kept.filter(({ timeNano }) => timeNano / 1e6 >= at),
    listen(listener: (event: EngineEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listening: () => listeners.size,
    forget(): void {
      kept = [];
    },
  };
}

/** null: it has no such filter. */
export function parseFilters(text: string | null): EventFilters | null {
  if (text === null) return {};
  const json: unknown = JSON.parse(text);
  if (typeof json !== 'object' || json === null) return null;
  const filters = Object.entries(json);
  const sound = filters.every(([kind, values]) => filterKinds.includes(kind) && Array.isArray(values));
  return sound ? Object.fromEntries(filters) : null;
}

export function fits(event: EngineEvent, filters: EventFilters): boolean {
  const { ID, Attributes } = event.Actor;
  const values: Record<string, string[]> = {
    type: [event.Type],
    event: [event.Action],
    container: [ID, Attributes.name ?? ''],
    label: Object.entries(Attributes).map(([key, value]) => `${key}=${value}`),
  };
  return Object.entries(filters).every(([kind, wanted]) =>
    wanted.some((one) => values[kind]?.includes(one) === true),
  );
}
