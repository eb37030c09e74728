/**
 * What Discord answers when it does not do what was asked: an HTTP status and a JSON error code, as listed
 * under “Opcodes and Status Codes”. Form errors (50035) carry the nested `errors` object besides.
 */
import type { Json } from '../json.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly more: Json;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: number,
    message: string,
    more: Json = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
    this.headers = headers;
  }

  get body(): Json {
    return { message: this.message, code: this.code, ...this.more };
  }
}

type Known = readonly [status: number, code: number, message: string];

/** The refusals without details, by the name of the case. */
const known = {
  unauthorized: [401, 0, '401: Unauthorized'],
  noSuchRoute: [404, 0, '404: Not Found'],
  wrongMethod: [405, 0, '405: Method Not Allowed'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached'],
  tooManyCommandCreates: [
    400,
    30034,
    'Max number of daily application command creates has been reached (200)',
  ],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  badUserAgent: [403, 40333, 'internal network error'],
  missingAccess: [403, 50001, 'Missing Access'],
  notYourMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotSendToUser: [403, 50007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidVersion: [400, 50041, 'Invalid API version provided'],
  fileTooLarge: [413, 50045, 'File uploaded exceeds the maximum size'],
  threadArchived: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noReplyWithoutHistory: [403, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  threadLocked: [400, 160005, 'Thread is locked'],
} as const satisfies Record<string, Known>;

export type KnownRefusal = keyof typeof known;

export function refuse(name: KnownRefusal): Refusal {
  const [status, code, message] = known[name];
  return new Refusal(status, code, message);
}
