/**
 * What commands and buttons ask of the bot. main.ts implements it with the live runs; commands know only this.
 */
import type { Person } from '../ports.ts';
import type { Present } from './outlook.ts';
import type { Predict, Run, RunId, ScenarioName } from './run.ts';

export interface StartRequest {
  chat: 'web' | 'slack' | 'discord';
  channel: string;
  owner: Person;
  /** As typed, without `/leak`. */
  command: string;
  scenario: ScenarioName;
  flagValue: number;
  users: number;
  spawnRate: number | null;
  durationMs: number;
  breaker: { thresholdPercent: number; state: 'armed' | 'off' };
  predict: Predict;
  /** Scales the broker to zero for the run. */
  brokerDown: boolean;
  dry: boolean;
}

/** One finding of preflight or doctor. */
export interface Finding {
  name: string;
  verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  text: string;
  /** What to do, with a command where there is one; null where nothing. */
  remedy: string | null;
}

export type StartResult =
  | { kind: 'started'; run: Run }
  | { kind: 'dry'; findings: Finding[]; plan: string[] }
  | { kind: 'refused'; findings: Finding[] }
  /** Another run, or another preflight (run null), holds the world. */
  | { kind: 'busy'; run: Run | null; holder: string }
  | { kind: 'stopped'; by: string };

export type Order =
  | { kind: 'stop' }
  | { kind: 'trip' }
  | { kind: 'flag-off' }
  | { kind: 'flag'; value: number }
  | { kind: 'load'; users: number }
  | { kind: 'breaker'; thresholdPercent: number }
  | { kind: 'breaker-off' }
  | { kind: 'breaker-reset' }
  | { kind: 'extend'; byMs: number }
  | { kind: 'restart' };

export type OrderResult =
  | { kind: 'done'; text: string }
  /** Nothing changed; why, and what to do. */
  | { kind: 'refused'; text: string; remedy: string | null };

export interface Desk {
  start(request: StartRequest, progress: (finding: Finding) => void): Promise<StartResult>;
  /** Acts at once and answers what is so; never throws for a run that is over. */
  order(runId: RunId, order: Order, by: Person): OrderResult;
  /** Works without a run: flag off wherever it is ours or not, seen off at OFREP. */
  flagOff(by: Person): Promise<OrderResult>;
  /** Restart of the target without a run. */
  restartTarget(by: Person): Promise<OrderResult>;
  /** Stops a preflight that holds the world; false when there is none. */
  stopPreflight(by: Person): boolean;
  live(): Run[];
  /** Newest first, all or only so many, without readings. */
  history(newest?: number): Run[];
  run(id: RunId): Run | null;
  doctor(): Promise<Finding[]>;
  /** What the chance of a kill by bursts depends on, as it is now; null: the target cannot be read. Never rejects. */
  present(): Promise<Present | null>;
}
