/**
 * Makes text safe inside HTML elements and quoted attributes.
 *
 * @public
 */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0; }
a { color: light-dark(#0550ae, #79c0ff); }
.banner { background: #7a4100; color: #fff; padding: 0.5rem 1.5rem; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0; vertical-align: top; border-bottom: 1px solid #8886; }
button { font: inherit; padding: 0.35rem 0.9rem; cursor: pointer; }
pre { overflow: auto; padding: 0.75rem; border: 1px solid #8886; }
ul.plain { list-style: none; padding: 0; }
ul.plain li { margin: 0.5rem 0; }
`;

/**
 * A whole page around a body of trusted HTML. Every page says that nothing on it is real.
 *
 * @public
 */
export function sandboxPage(options: { title: string; body: string }): string {
  const title = escapeHtml(options.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · sandbox</title>
<style>${STYLE}</style>
</head>
<body>
<div class="banner" role="note">This is a sandbox on your own machine, not the real service.</div>
<main>
<h1>${title}</h1>
${options.body}
</main>
</body>
</html>
`;
}
