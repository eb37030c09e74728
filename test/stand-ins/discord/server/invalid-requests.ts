/**
 * 10,000 answers 401, 403 or 429 (but not `shared` ones) within 10 minutes, and Discord's front door bans the
 * address for a while: a 429 in HTML, with Retry-After but without any of the usual headers.
 */
const windowMs = 10 * 60_000;
const banMs = 60 * 60_000;

export class InvalidRequests {
  readonly #elapsed: () => number;
  readonly #limit: number;
  #at: number[] = [];
  #bannedUntil = Number.NEGATIVE_INFINITY;

  constructor(elapsed: () => number, limit: number) {
    this.#elapsed = elapsed;
    this.#limit = limit;
  }

  /** How many counted within the last ten minutes. */
  get count(): number {
    const since = this.#elapsed() - windowMs;
    this.#at = this.#at.filter((at) => at > since);
    return this.#at.length;
  }

  /** Ms until the ban ends; 0 without one. */
  get bannedForMs(): number {
    return Math.max(0, this.#bannedUntil - this.#elapsed());
  }

  note(status: number, scope: string | undefined): void {
    if ((status !== 401 && status !== 403 && status !== 429) || scope === 'shared') return;
    this.#at.push(this.#elapsed());
    // Counting is dear on a long list: only where the limit may be reached.
    if (this.#at.length >= this.#limit && this.count >= this.#limit)
      this.#bannedUntil = this.#elapsed() + banMs;
  }
}

export const bannedPage = `<!doctype html><html lang="en"><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head><body><h1>Error 1015</h1><h2>You are being rate limited</h2><p>The owner of this website (discord.com) has banned you temporarily from accessing this website.</p></body></html>`;
