/** The application's commands, global and of the server: look at, replace all, add, change, delete. */
import { checkCommands } from '../check/command.ts';
import { isObject, type Json } from '../json.ts';
import { refuse } from '../server/refusal.ts';
import { type Answer, bodyOf, type Call, param, type Route, route } from '../server/route.ts';
import type { Command, World } from '../state/world.ts';
import { needGuild } from './guild.ts';

const createsADay = 200;
const dayMs = 24 * 60 * 60_000;

type Scope = { get: () => Command[]; set: (commands: Command[]) => void; guild: string | null };

/** `written` is called for every change that was done. */
export function commandRoutes(world: World, written: () => void): Route[] {
  const global: Scope = {
    get: () => world.globalCommands,
    set: (commands) => {
      world.globalCommands = commands;
    },
    guild: null,
  };
  const ofGuild: Scope = {
    get: () => world.guildCommands,
    set: (commands) => {
      world.guildCommands = commands;
    },
    guild: world.guild.id,
  };
  const creates: number[] = [];
  const book = { world, written, creates };
  return [
    ...scopeRoutes(book, '/applications/{application}/commands', global),
    ...scopeRoutes(book, '/applications/{application}/guilds/{guild}/commands', ofGuild),
  ];
}

type Book = { world: World; written: () => void; creates: number[] };

function scopeRoutes(book: Book, path: string, scope: Scope): Route[] {
  const { world } = book;
  const guarded = (handle: (call: Call) => Answer) => (call: Call) => {
    if (param(call, 'application') !== world.application.id) throw refuse('unknownApplication');
    if (scope.guild !== null) needGuild(world, param(call, 'guild'));
    return handle(call);
  };
  const writing = { budget: { limit: 5, windowMs: 20_000 } };
  const one = (call: Call): Command => {
    const found = scope.get().find(({ id }) => id === param(call, 'command'));
    if (found === undefined) throw refuse('unknownCommand');
    return found;
  };
  const replace = (definitions: Json[]): Command[] => {
    const before = scope.get();
    const after = definitions.map((definition) => commandFrom(book, scope, definition, before));
    scope.set(after);
    book.written();
    return after;
  };
  return [
    route(
      `GET ${path}`,
      guarded(() => ({ status: 200, body: scope.get() })),
    ),
    route(
      `PUT ${path}`,
      guarded(({ body }) => ({ status: 200, body: replace(checkCommands(body)) })),
      writing,
    ),
    route(
      `POST ${path}`,
      guarded((call) => {
        const [definition = {}] = checkCommands([bodyOf(call)]);
        const others = scope.get().filter((command) => !isSame(command, definition));
        const isNew = others.length === scope.get().length;
        const after = replace([...others, definition]);
        return { status: isNew ? 201 : 200, body: after.at(-1) };
      }),
      writing,
    ),
    route(
      `GET ${path}/{command}`,
      guarded((call) => ({ status: 200, body: one(call) })),
    ),
    route(
      `PATCH ${path}/{command}`,
      guarded((call) => {
        const before = one(call);
        const [definition = {}] = checkCommands([{ ...before, ...bodyOf(call) }]);
        const after = replace(scope.get().map((command) => (command === before ? definition : command)));
        return { status: 200, body: after.find(({ id }) => id === before.id) };
      }),
      writing,
    ),
    route(
      `DELETE ${path}/{command}`,
      guarded((call) => {
        const gone = one(call);
        scope.set(scope.get().filter((command) => command !== gone));
        book.written();
        return { status: 204 };
      }),
      writing,
    ),
  ];
}

function isSame(command: Json, definition: Json): boolean {
  return command.name === definition.name && (command.type ?? 1) === (definition.type ?? 1);
}

/** A command keeps its id while its name stays; its version grows when anything in it changed. */
function commandFrom(book: Book, scope: Scope, definition: Json, before: readonly Command[]): Command {
  const { world } = book;
  const old = before.find((command) => isSame(command, definition));
  if (old === undefined) countCreate(book);
  const { id: _id, version: _version, ...given } = definition;
  const content = {
    application_id: world.application.id,
    ...(scope.guild === null
      ? { contexts: null, integration_types: [0], dm_permission: true }
      : { guild_id: scope.guild }),
    type: 1,
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    ...given,
    ...(Array.isArray(given.options) ? { options: given.options.filter(isObject).map(withoutDefaults) } : {}),
  };
  const { id: _oldId, version: _oldVersion, ...oldContent } = old ?? {};
  const unchanged =
    old !== undefined && JSON.stringify(sorted(oldContent)) === JSON.stringify(sorted(content));
  return {
    ...content,
    id: old?.id ?? world.nextId(),
    name: String(definition.name),
    version: unchanged ? old.version : world.nextId(),
  };
}

/** Discord leaves out of an option what is the default, so that what is read differs from what was sent. */
function withoutDefaults(option: Json): Json {
  const kept = Object.entries(option).filter(
    ([key, value]) =>
      value !== undefined &&
      value !== null &&
      !(key === 'required' && value === false) &&
      !(key === 'autocomplete' && value === false) &&
      !(key === 'choices' && Array.isArray(value) && value.length === 0),
  );
  const options = option.options;
  return {
    ...Object.fromEntries(kept),
    ...(Array.isArray(options) ? { options: options.filter(isObject).map(withoutDefaults) } : {}),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function countCreate({ world, creates }: Book): void {
  const since = world.now() - dayMs;
  const recent = creates.filter((at) => at > since);
  if (recent.length >= createsADay) throw refuse('tooManyCommandCreates');
  creates.splice(0, creates.length, ...recent, world.now());
}
