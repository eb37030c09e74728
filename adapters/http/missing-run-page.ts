import { bareHtml, escaped } from './bare-html.ts';

/** @param chat where the chat page is, null: there is none @param anyRun a run was played already */
export function missingRunPage(name: string, chat: string | null, anyRun: boolean): string {
  const links = [
    ...(chat === null ? [] : [`<a href="${escaped(chat)}">Back to the chat</a>`]),
    ...(anyRun ? ['<a href="last">The last run</a>'] : []),
  ];
  return bareHtml(
    '<link rel="stylesheet" href="../run-page/tokens.css"><link rel="stylesheet" href="../run-page/run.css">',
    `<main><h1>No such run</h1>
<p>There is no run “${escaped(name)}”. A run is 42, run-42 or last.</p>
<p>${links.join(' · ')}</p></main>`,
  );
}
