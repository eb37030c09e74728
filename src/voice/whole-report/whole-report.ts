/** All that a run has to tell once it is over, part by part: for its page and over HTTP. The thread has the short one. */
import type { Ended } from '../../run/run.ts';
import { breakerPart } from './breaker-part.ts';
import { endPart } from './end-part.ts';
import { guidePart } from './guide-part.ts';
import { learningPart } from './learning-part.ts';
import { loadPart } from './load-part.ts';
import { nextPart } from './next-part.ts';
import type { ReportPart } from './part.ts';
import { readingsPart } from './readings-part.ts';
import { storyPart } from './story-part.ts';

export function wholeReport(run: Ended): ReportPart[] {
  return [
    endPart(run),
    guidePart(run),
    breakerPart(run),
    readingsPart(run),
    loadPart(run),
    storyPart(run),
    learningPart(run),
    nextPart(run),
  ].filter(({ rows }) => rows.length > 0);
}
