/** What is said in whole runs, as Ana in Berlin sees it in Discord: kept to be read in runs.snap, and checked. */
import { expect, test } from 'vitest';
import type { Said } from '../../../../src/ports.ts';
import type { Seen } from '../../../stand-ins/discord/people/seen.ts';
import { stories } from '../slack/stories.ts';
import { place, speakOn } from './speaking.ts';

const colours: Readonly<Record<number, string>> = {
  8422542: 'grey',
  5793266: 'blue',
  15774258: 'amber',
  14300988: 'red',
  2336090: 'green',
};

/** `!` rings, `|` stands in the coloured embed. */
function drawn(said: Said, message: Seen): string {
  const { color, pinged, silent, lines } = message;
  const notes = [
    said.kind,
    ...(color === null ? [] : [colours[color] ?? 'another colour']),
    ...(silent ? ['no notification'] : []),
    ...(pinged.length === 0 ? [] : [`rings for ${pinged.join(', ')}`]),
  ];
  return [notes.join(' · '), ...lines.map((line) => `  ${line}`)].join('\n').replaceAll('\u00a0', ' ');
}

test('whole runs', { timeout: 120_000 }, async () => {
  const on = await speakOn();
  const ana = on.discord.people.person('Ana').id;
  const pages: string[] = [];
  for (const { name, play } of stories) {
    const told = await play();
    const page = [`=== ${name}`];
    let root: string | null = null;
    for (const [at, each] of told.entries()) {
      await on.clock.advance(60);
      const said = { ...each, mention: each.mention === null ? null : ana };
      const thread = said.kind === 'card' ? null : root;
      const id: string = await on.chat.post(place(on.channel, { thread }), said, `${name} ${at}`, 'now');
      root ??= id;
      // All cards once; of the other runs the last one.
      if (pages.length > 0 && said.kind === 'card' && told[at + 1]?.kind === 'card') continue;
      const copies = on.discord.seen({ by: 'Ana' }).filter((message) => message.id >= id);
      page.push(...copies.map((message) => drawn(said, message)));
    }
    pages.push(page.join('\n'));
  }
  expect(on.logged).toEqual([]);
  await on.close();
  await expect(`${pages.join('\n\n\n')}\n`).toMatchFileSnapshot('./runs.snap');
});
