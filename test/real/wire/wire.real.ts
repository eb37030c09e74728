/** One file, so that all of it can wait at the same time: a run is mostly waiting. The longest come first. */
import { vi } from 'vitest';
import { beforeTheStart } from './before.ts';
import { chat } from './chat.ts';
import { hardCases } from './hard-cases.ts';
import { runs } from './runs.ts';
import { targetRuns } from './target-runs.ts';

vi.setConfig({ maxConcurrency: 7, testTimeout: 300_000 });

hardCases();
targetRuns();
chat();
beforeTheStart();
runs();
