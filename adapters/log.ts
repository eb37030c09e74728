/** JSON lines on stderr: stdout is for people. No line holds a secret, whatever was logged. */
import { type Logger, pino } from 'pino';
import type { Config } from '../src/config.ts';
import { errorForLog, plainForLog } from './log/plain.ts';
import { redactedLine } from './log/redact.ts';

export interface LogOptions {
  level: Config['logLevel'];
  /** Values that never stand in a line, whatever they are called there: tokens of the configuration. */
  secrets?: readonly string[];
  /** Takes one line with its line break; stderr when left out. */
  write?: (line: string) => void;
}

export function createLog({ level, secrets = [], write = standardError() }: LogOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorForLog, error: errorForLog },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) =>
          Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainForLog(value)])),
      },
    },
    { write: (line: string) => write(redactedLine(line, secrets)) },
  );
}

/** Synchronous, so that the last words before an end are not lost; a reader that is gone ends nothing. */
function standardError(): (line: string) => void {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => {});
  return (line) => {
    destination.write(line);
  };
}
