/**
 * Never loses the words over their layout: what a workspace does not take as it is designed goes without the newest
 * block kinds, then as text alone.
 */
import type { Said } from '../../../src/ports.ts';
import { type More, messageOf } from './message-blocks.ts';
import { SlackFailure } from './slack-failure.ts';

/** `blocks` is empty where there are none: an edit takes away those that were there. */
export interface Content {
  text: string;
  blocks: object[];
}

/** Whom to ping, and what to show. */
type Addition = Pick<More, 'mention' | 'picture'>;

export interface LayoutsOptions {
  account: { readonly workspaceUrl: string | null };
  log: { warn(details: object, words: string): void };
}

/** The last ones say only that something in the call was not taken: words alone may be. */
const ofLayout =
  /^(invalid_blocks|invalid_blocks_format|block_mismatch|msg_blocks_too_long|msg_too_long|invalid_(arguments|array_arg|arg_name))$/;
/** Slack refuses longer texts of private messages and edits. */
const longestAlone = 3_900;

export class Layouts {
  readonly #options: LayoutsOptions;
  /** Slack brings new blocks to workspaces one by one. */
  #withoutAlert = false;

  constructor(options: LayoutsOptions) {
    this.#options = options;
  }

  /** @param send called until a layout is taken: a refused one has posted nothing */
  async send<T>(said: Said, more: Addition, send: (content: Content) => Promise<T>): Promise<T> {
    const designed = this.designed(said, more);
    const hasAlert = designed.blocks.some((block) => 'type' in block && block.type === 'alert');
    try {
      return await send(designed);
    } catch (error) {
      if (!isOfLayout(error)) throw error;
      if (!hasAlert) return await this.#asText(designed, send, error);
    }
    const plain = this.#made(said, more, true);
    try {
      const sent = await send(plain);
      if (!this.#withoutAlert)
        this.#options.log.warn(
          {},
          'this workspace does not take the alert block yet: sections are used instead',
        );
      this.#withoutAlert = true;
      return sent;
    } catch (error) {
      if (!isOfLayout(error)) throw error;
      return await this.#asText(plain, send, error);
    }
  }

  /** As it is to be sent first. */
  designed(said: Said, more: Addition): Content {
    return this.#made(said, more, this.#withoutAlert);
  }

  #made(said: Said, more: Addition, plain: boolean): Content {
    return messageOf(said, { ...more, plain, workspaceUrl: this.#options.account.workspaceUrl });
  }

  async #asText<T>(
    { text }: Content,
    send: (content: Content) => Promise<T>,
    refused: SlackFailure,
  ): Promise<T> {
    this.#options.log.warn({ code: refused.code }, 'a message goes as text alone: its layout was not taken');
    return await send({ text: text.slice(0, longestAlone), blocks: [] });
  }
}

function isOfLayout(error: unknown): error is SlackFailure {
  return error instanceof SlackFailure && ofLayout.test(error.slackCode);
}
