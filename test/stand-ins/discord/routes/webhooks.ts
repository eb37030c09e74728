/** What an interaction's token can do after the first answer, for 15 minutes. */
import { checkMessage, flag } from '../check/message.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import { type Interaction, tokenLifeMs } from '../state/interaction.ts';
import { messageJson } from '../state/message-json.ts';
import { may } from '../state/permissions.ts';
import { type Core, edit, post, remove } from '../state/post.ts';
import { findChannel, findMessage, type Message } from '../state/world.ts';
import { answering } from './interactions.ts';

export function webhookRoutes(core: Core): Route[] {
  const { world } = core;
  const at = '/webhooks/{webhook}/{token}';
  const one = `${at}/messages/{message}`;
  const own = { open: true, budget: { limit: 5, windowMs: 2000 } };
  return [
    route(`POST ${at}`, (call) => followUp(core, call), own),
    route(
      `GET ${one}`,
      (call) => ({ status: 200, body: messageJson(world, messageOf(core, call).message) }),
      own,
    ),
    route(`PATCH ${one}`, (call) => change(core, call), own),
    route(
      `DELETE ${one}`,
      (call) => {
        const { message, interaction } = messageOf(core, call);
        needAwake(core, message);
        remove(core, message);
        if (interaction.original === message.id) interaction.pending = false;
        return { status: 204 };
      },
      own,
    ),
  ];
}

/** Throws 10015 for another application or an interaction without an answer, 50027 for a dead token. */
function interactionOf({ world }: Core, call: Call): Interaction {
  const interaction = world.interactions.get(param(call, 'token'));
  if (param(call, 'webhook') !== world.application.id) throw refuse('unknownWebhook');
  if (interaction === undefined) throw refuse('invalidWebhookToken');
  if (interaction.callback === null) throw refuse('unknownWebhook');
  if (world.now() - interaction.createdAt > tokenLifeMs) throw refuse('invalidWebhookToken');
  return interaction;
}

function messageOf(core: Core, call: Call): { message: Message; interaction: Interaction } {
  const interaction = interactionOf(core, call);
  const asked = param(call, 'message');
  const id = asked === '@original' ? interaction.original : asked;
  const message = id === null ? null : findMessage(core.world, id);
  const isOwn = message?.interaction?.token === interaction.token || message?.id === interaction.original;
  if (message === null || !isOwn) throw refuse('unknownMessage');
  return { message, interaction };
}

function needAwake({ world }: Core, message: Message): void {
  const channel = findChannel(world, message.channel);
  // An answer that only one person sees is not part of the thread.
  if (channel?.kind === 'thread' && channel.archived && message.to === null) throw refuse('threadArchived');
}

function change(core: Core, call: Call): Answer {
  const { message, interaction } = messageOf(core, call);
  const isLoading = (message.flags & flag.loading) !== 0;
  if (!isLoading) needAwake(core, message);
  const parts = checkMessage(bodyOf(call), {
    before: message,
    flagsAllowed: flag.suppressEmbeds | flag.componentsV2,
  });
  edit(core, message, parts, call.uploads, 'people');
  if (interaction.original === message.id) interaction.pending = false;
  return { status: 200, body: messageJson(core.world, message) };
}

function followUp(core: Core, call: Call): Answer {
  const { world } = core;
  const interaction = interactionOf(core, call);
  const parts = checkMessage(bodyOf(call), {
    before: null,
    flagsAllowed: flag.suppressEmbeds | flag.ephemeral | flag.suppressNotifications | flag.componentsV2,
  });
  const waiting = interaction.original === null ? null : findMessage(world, interaction.original);
  if (interaction.pending && waiting !== null) {
    // Right after a deferral a follow-up is its answer; who sees it was decided by the deferral.
    edit(core, waiting, { ...parts, flags: (parts.flags ?? 0) & ~flag.ephemeral }, call.uploads, 'people');
    interaction.pending = false;
    return { status: 200, body: messageJson(world, waiting) };
  }
  const channel = findChannel(world, interaction.channel);
  if (channel === null) throw refuse('unknownChannel');
  const isShut = channel.kind === 'thread' && channel.archived && channel.locked;
  if (isShut && !may(world, world.bot.id, channel, 'ManageThreads')) throw refuse('threadArchived');
  const { type, ...rest } = answering(interaction);
  const original =
    interaction.original === null ? null : { channel: channel.id, message: interaction.original };
  const message = post(core, {
    channel,
    author: world.bot.id,
    parts,
    uploads: call.uploads,
    to: ((parts.flags ?? 0) & flag.ephemeral) !== 0 ? interaction.by : null,
    ...rest,
    type: original === null ? type : 19,
    reference: original ?? rest.reference,
    mentionDefault: 'people',
  });
  return { status: 200, body: messageJson(world, message) };
}
