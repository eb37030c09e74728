/** Every JSON error code of Discord's that can come has its rule; what is unknown is fatal for its message only. */
import { RESTJSONErrorCodes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { type Answer, failureOf, rules, type Where } from '../../../../adapters/chat/discord/faults.ts';

const codes = Object.entries(RESTJSONErrorCodes).filter(
  (entry): entry is [string, RESTJSONErrorCodes] => typeof entry[1] === 'number',
);

/** Of what leakops never asks for: no message, thread, channel, command or answer has to do with it. */
const ofOtherThings = [
  /Sticker|Lottie|Emoji|Sound|Voice|Stage|Poll|Reaction|Pin(?:s|ned)|Bulk|ToDelete|Crosspost|Forward/,
  /Invite|Gift|SKU|Store|Entitlement|Premium|Monetization|Boosts|Payment|Redistributable|Build|Branch|Lobby/,
  /BanUsers|Bans?(?:$|Has|Fetch)|Prune|Template|Widget|Onboarding|Welcome|Discoverable|Verification|Scheduled|FinishedEvent|TypeOfTheEvent/,
  /Account(?:$|Type|CanPerform)|Friends|GroupDM|Recipients|Guilds?Reached|ServerMembers|NewServers|DiscordTag|Note/,
  /Roles?Reached|InvalidRole|Overwrites?(?:$|Reached)|GuildChannels|Categories|ParentId|Bitrate|ChannelsForThisGuild|CommunityGuild|CommunityServer/,
  /Webhooks|SystemWebhook|WebhookService|Integration|Provider|Session|Asset|TagNames|Tags?(?:$|Available|InForum)|Permissions$|MinimumAge/,
  /OAuth2|IdToken|Provisional|ClientSecret|UniqueUsername|Connection|OnlyBots|Owner(?:$|ship|Cannot)|Maze|Activity/,
  /Duration|IndexNot|ThreadNotification|ParameterEarlier|InteractionFailedToSend|UnknownStream/,
];

test('each code of Discord’s has a rule, or is of something that leakops never asks for', () => {
  const open = codes.filter(
    ([name, code]) => !(code in rules) && !ofOtherThings.some((one) => one.test(name)),
  );
  expect(open.map(([name, code]) => `${code} ${name}`)).toEqual([]);
});

const answer = (more: Partial<Answer>): Answer => ({
  status: 400,
  jsonCode: null,
  words: null,
  retryAfterMs: null,
  ...more,
});
const troubleOf = (jsonCode: number, where: Where = 'channel', status = 403) =>
  failureOf(answer({ status, jsonCode }), where).trouble;

test.each([
  [10008, 'channel', 'message-gone'],
  [10003, 'channel', 'place-gone'],
  [10003, 'thread', 'thread-gone'],
  [50001, 'channel', 'place-gone'],
  [50013, 'channel', 'place-gone'],
  [50013, 'thread', 'thread-gone'],
  [50083, 'thread', 'thread-gone'],
  [160005, 'thread', 'thread-gone'],
  [50007, 'person', 'place-gone'],
  [50035, 'channel', 'refused'],
  [10015, 'interaction', 'refused'],
  [50027, 'interaction', 'refused'],
  [130000, 'channel', 'later'],
  [40001, 'channel', 'later'],
] as const)('code %i in a %s: %s', (code, where, trouble) => {
  expect(troubleOf(code, where)).toBe(trouble);
});

describe('by status', () => {
  test.each([
    [{ status: 429, retryAfterMs: 2_500 }, 'later', false],
    [{ status: 429, jsonCode: 20028, retryAfterMs: 2_500 }, 'later', false],
    [{ status: 429, jsonCode: 30046, retryAfterMs: 60_000 }, 'refused', false],
    [{ status: 500, jsonCode: 0 }, 'later', true],
    [{ status: 502 }, 'later', true],
    [{ status: 503, jsonCode: 130000 }, 'later', false],
    [{ status: 403 }, 'later', false],
    [{ status: 401, jsonCode: 0 }, 'later', false],
    [{ status: 404 }, 'refused', false],
    [{ status: 404, jsonCode: 0 }, 'refused', false],
    [{ status: 400, jsonCode: 999_999 }, 'refused', false],
    [{ status: 418 }, 'refused', false],
  ] as const)('%j: %s', (given, trouble, mayStand) => {
    const failure = failureOf(answer(given), 'channel');
    expect(failure).toMatchObject({ name: 'ChatFailure', trouble, mayStand, retryable: trouble === 'later' });
  });

  test('how long to wait is Discord’s word, else the rule’s', () => {
    expect(failureOf(answer({ status: 429, retryAfterMs: 2_500 }), 'channel').retryAfterMs).toBe(2_500);
    expect(failureOf(answer({ status: 401, jsonCode: 0 }), 'channel').retryAfterMs).toBe(60_000);
  });
});

test('what a person must do is said, and an unknown code with its number', () => {
  expect(failureOf(answer({ status: 403, jsonCode: 50013 }), 'thread')).toMatchObject({
    remedy: 'Allow the bot Create Public Threads and Send Messages in Threads in this channel.',
  });
  expect(failureOf(answer({ status: 401, jsonCode: 0 }), 'channel').remedy).toContain('DISCORD_TOKEN');
  expect(failureOf(answer({ jsonCode: 999_999, words: 'Something new' }), 'channel').message).toBe(
    'Discord answered with an error that leakops does not know (400, code 999999: Something new)',
  );
});
