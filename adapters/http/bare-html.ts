/** A page that needs no other file: `head` and `body` are HTML already. */
export function bareHtml(head: string, body: string): string {
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

/** Text as a part of HTML, also within an attribute's quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
