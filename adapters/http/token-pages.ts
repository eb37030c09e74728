/** The two pages that a browser without a pass may see. They need nothing else from here: all else is guarded. */

function page(head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>leakops</title>
${head}
${body}
</html>
`;
}

/** Asks for the token; the form opens the same address with `?token=`. */
export function tokenPage(wasWrong: boolean): string {
  return page(
    '',
    `<h1>leakops</h1>
<p>${wasWrong ? 'That is not the token.' : 'This page needs a token.'} It is the value of <code>LEAKOPS_WEB_TOKEN</code>.</p>
<form method="get"><label>Token <input type="password" name="token" required autofocus></label> <button>Open</button></form>`,
  );
}

/** Loads `address` once more, this time as a step within this site, on which the strict cookie is sent. */
export function sameSiteAgainPage(address: string): string {
  const escaped = address.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
  return page(
    `<meta http-equiv="refresh" content="0;url=${escaped}">`,
    `<p><a href="${escaped}">Open leakops</a></p>`,
  );
}
