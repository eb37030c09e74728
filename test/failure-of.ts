import { expect } from 'vitest';
import type { Failure } from '../src/failure.ts';

/** The Failure that the work rejects with; where it resolves, or rejects with something else, the test fails. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => 'it did not fail',
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'Failure' });
  return error as Failure;
}
