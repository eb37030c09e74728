/** Work done side by side, so many at a time, each begun in its order. Results stand in the order of the work. */
export async function inLanes<Work, Result>(
  lanes: number,
  works: readonly Work[],
  act: (work: Work) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    for (let index = next++; index < works.length; index = next++) {
      const work = works[index];
      if (work !== undefined) results[index] = await act(work);
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, works.length) }, lane));
  return results;
}
