/** The two pages that a browser without a pass may see. They need nothing else from here: all else is guarded. */
import { bareHtml, escaped } from './bare-html.ts';

/** Asks for the token; the form opens the same address with `?token=`. */
export function tokenPage(wasWrong: boolean): string {
  return bareHtml(
    '',
    `<h1>leakops</h1>
<p>${wasWrong ? 'That is not the token.' : 'This page needs a token.'} It is the value of <code>LEAKOPS_WEB_TOKEN</code>.</p>
<form method="get"><label>Token <input type="password" name="token" required autofocus></label> <button>Open</button></form>`,
  );
}

/** Loads `address` once more, this time as a step within this site, on which the strict cookie is sent. */
export function sameSiteAgainPage(address: string): string {
  const safe = escaped(address);
  return bareHtml(
    `<meta http-equiv="refresh" content="0;url=${safe}">`,
    `<p><a href="${safe}">Open leakops</a></p>`,
  );
}
