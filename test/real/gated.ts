/** Tests that need a real server are skipped, and counted, where it cannot be had; run.ts says why. */
import { describe } from 'vitest';

/** `describe` where run.ts has set this variable, else one that skips. */
export function describeWith(variable: string) {
  return describe.runIf(process.env[variable] !== undefined);
}

/** Of a variable that run.ts has set. */
export function handed(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set: run these tests with npm run test:…`);
  return value;
}
