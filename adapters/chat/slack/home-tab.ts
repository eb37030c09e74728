/** The App Home: made anew when a person opens it, and on state changes for those who have opened it lately. */
import type { Clock } from '../../../src/ports.ts';
import type { Run } from '../../../src/run/run.ts';
import type { Home } from '../../../src/voice/home.ts';
import { dropOldest } from '../drop-oldest.ts';
import { homeView } from './home-view.ts';
import type { SlackLog } from './sdk-log.ts';
import type { SlackApi } from './slack-api.ts';

export interface HomeTabOptions {
  api: SlackApi;
  /** What this person's page says now. */
  homePage(user: string): Promise<Home>;
  workspaceUrl(): string | null;
  clock: Pick<Clock, 'monotonic'>;
  log: SlackLog;
}

/** Whoever opened it longer ago sees it anew on opening it again. */
const openedLatelyMs = 3_600_000;
/** Together with the pages that people open, this keeps within views.publish's hundred a minute. */
const mostReaders = 20;
const mostRuns = 100;

interface Reader {
  openedMono: number;
  publishing: boolean;
  /** Something changed while a page was on its way. */
  stale: boolean;
}

export class HomeTab {
  readonly #options: HomeTabOptions;
  readonly #readers = new Map<string, Reader>();
  readonly #states = new Map<string, Run['state']>();

  constructor(options: HomeTabOptions) {
    this.#options = options;
  }

  opened(user: string): void {
    const reader = this.#readers.get(user) ?? { openedMono: 0, publishing: false, stale: false };
    reader.openedMono = this.#options.clock.monotonic();
    this.#readers.delete(user);
    this.#readers.set(user, reader);
    dropOldest(this.#readers, mostReaders);
    void this.#publish(user, reader);
  }

  /** To be called with a run whenever it has changed. */
  runChanged({ id, state }: Pick<Run, 'id' | 'state'>): void {
    if (this.#states.get(id) === state) return;
    this.#states.delete(id);
    this.#states.set(id, state);
    dropOldest(this.#states, mostRuns);
    const sinceMono = this.#options.clock.monotonic() - openedLatelyMs;
    for (const [user, reader] of this.#readers) {
      if (reader.openedMono < sinceMono) this.#readers.delete(user);
      else void this.#publish(user, reader);
    }
  }

  /** One at a time for a person, so that an older page never comes after a newer one. */
  async #publish(user: string, reader: Reader): Promise<void> {
    reader.stale = true;
    if (reader.publishing) return;
    reader.publishing = true;
    const { api, homePage, workspaceUrl, log } = this.#options;
    try {
      while (reader.stale) {
        reader.stale = false;
        const view = homeView(await homePage(user), workspaceUrl());
        await api.call('views.publish', { user_id: user, view });
      }
    } catch (error) {
      log.warn({ err: error }, 'the app’s Home could not be shown');
    } finally {
      reader.publishing = false;
    }
  }
}
