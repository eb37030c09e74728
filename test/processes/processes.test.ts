/**
 * Real processes: the bot and the sandbox, each in its own, killed with -9. One file, so that all of it can wait at
 * the same time: a run is mostly waiting, for readings and for the end of its lease. The longest come first.
 */
import { vi } from 'vitest';
import { brokerDown } from './broker-down.ts';
import { changedWorld } from './changed-world.ts';
import { demo } from './demo.ts';
import { inDiscord } from './discord.ts';
import { killAtEachStep } from './kill-at-each-step.ts';
import { mainJob } from './main-job.ts';
import { shutdown } from './shutdown.ts';
import { inSlack } from './slack.ts';
import { startErrors } from './start-errors.ts';
import { worlds } from './worlds.ts';

vi.setConfig({ maxConcurrency: 7, testTimeout: 300_000 });

killAtEachStep();
brokerDown();
inSlack();
inDiscord();
shutdown();
mainJob();
changedWorld();
worlds();
demo();
startErrors();
