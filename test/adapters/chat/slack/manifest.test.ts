/** manifest.yml makes the app that the code needs: nothing is missing, nothing is there that is not used. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type MethodName, methods } from '../../../../adapters/chat/slack/methods.ts';
import { command, events, neededScopes } from '../../../../adapters/chat/slack/scopes.ts';
import { verbs } from '../../../../commands/index.ts';
import { allFiles, textOfFile } from '../../../structure/tree.ts';

/** Strict: a key that Slack does not know keeps the app from being made. Lengths as Slack documents them. */
const manifest = z
  .strictObject({
    _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.literal(1) }),
    display_information: z.strictObject({
      name: z.string().min(1).max(35),
      description: z.string().max(140),
      long_description: z.string().min(175).max(4000),
      background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
    }),
    features: z.strictObject({
      bot_user: z.strictObject({
        display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/),
        always_online: z.boolean(),
      }),
      app_home: z.strictObject({
        home_tab_enabled: z.boolean(),
        messages_tab_enabled: z.boolean(),
        messages_tab_read_only_enabled: z.boolean(),
      }),
      slash_commands: z
        .array(
          z.strictObject({
            command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
            description: z.string().min(1).max(2000),
            usage_hint: z.string().max(1000),
            should_escape: z.boolean(),
          }),
        )
        .max(50),
    }),
    oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
    settings: z.strictObject({
      event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
      interactivity: z.strictObject({ is_enabled: z.boolean() }),
      org_deploy_enabled: z.boolean(),
      socket_mode_enabled: z.boolean(),
      token_rotation_enabled: z.boolean(),
    }),
  })
  .parse(parse(textOfFile('manifest.yml')));

const adapter = allFiles().filter((path) => path.startsWith('adapters/chat/slack/'));
const code = (but: string) =>
  adapter.flatMap((path) => (path.endsWith(`/${but}`) ? [] : [textOfFile(path)])).join('\n');

/** In the order of the manifest, which is that of the alphabet. */
const sorted = (list: Iterable<string>) => [...list].sort();

test('the scopes are those that the methods, the events and the command need, and no others', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual(sorted(neededScopes().keys()));
});

test('every method of the list is called, and no other', () => {
  const text = code('methods.ts');
  // The ticket of a socket is fetched by Slack's library.
  const byLibrary: MethodName[] = ['apps.connections.open'];
  const unused = Object.keys(methods).filter(
    (name) => !byLibrary.includes(name as MethodName) && !text.includes(`'${name}'`),
  );
  expect(unused).toEqual([]);
  const named = [...text.matchAll(/\.(?:call|apiCall)\(\s*'([a-zA-Z.]+)'/g)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.hasOwn(methods, name!))).toEqual([]);
});

test('the events that are listened to are those that are subscribed to', () => {
  expect(sorted(manifest.settings.event_subscriptions.bot_events)).toEqual(sorted(Object.keys(events)));
  const listened = [...code('').matchAll(/\.event\(\s*'(\w+)'/g)].map((match) => match[1]!);
  expect(sorted(listened)).toEqual(sorted(Object.keys(events)));
});

test('buttons, forms and the Home are switched on, as the code listens to them', () => {
  const text = code('');
  expect(manifest.settings.interactivity.is_enabled).toBe(/\.action\(|\.view\(/.test(text));
  expect(manifest.features.app_home.home_tab_enabled).toBe(text.includes("'views.publish'"));
  expect(manifest.settings.socket_mode_enabled).toBe(true);
});

test('there is one command, and its hint names verbs that are understood', () => {
  const [slash, ...others] = manifest.features.slash_commands;
  expect(others).toEqual([]);
  expect(slash?.command).toBe(command.name);
  const named = slash!.usage_hint.split('|').map((part) => part.trim().split(' ')[0]);
  expect(named.filter((name) => !verbs.some((verb) => verb.name === name))).toEqual([]);
});
