import { html, type Html, type HtmlValue } from './html';

/** An entry of the navigation. A new stand-in brings its own. */
export interface Section {
  path: string;
  title: string;
}

/** A whole page of the console. */
export function layout(options: {
  title: string;
  sections: Section[];
  /** Path of the section that the page belongs to. */
  current: string;
  body: HtmlValue;
  message?: { kind: 'done' | 'failed'; text: string };
}): Html {
  const { title, sections, current, message } = options;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · sandbox console</title>
        <link rel="stylesheet" href="/console.css" />
        <link rel="icon" href="data:," />
        <script src="/console.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <aside class="banner" aria-label="About this page">
          This is a sandbox on your own machine. Nothing on this page is real.
        </aside>
        <header>
          <strong>Sandbox console</strong>
          <nav aria-label="Console">
            <ul>
              ${sections.map(
                section =>
                  html`<li>
                    <a
                      href="${section.path}"
                      ${section.path === current
                        ? html`aria-current="page"`
                        : undefined}
                      >${section.title}</a
                    >
                  </li>`,
              )}
            </ul>
          </nav>
        </header>
        <main id="content" tabindex="-1">
          <h1>${title}</h1>
          ${message &&
          html`<p
            class="message ${message.kind}"
            role="${message.kind === 'done' ? 'status' : 'alert'}"
          >
            ${message.text}
          </p>`}
          <div id="live">${options.body}</div>
        </main>
        <footer>
          <label
            ><input type="checkbox" id="refresh" /> Refresh every five
            seconds</label
          >
        </footer>
      </body>
    </html> `;
}

/** A table that scrolls by itself where the page is narrow. */
export function table(options: {
  caption: string;
  columns: string[];
  rows: HtmlValue[][];
  empty: string;
}): Html {
  if (options.rows.length === 0) {
    return html`<p>${options.empty}</p>`;
  }
  return html`<div
    class="scroll"
    role="region"
    tabindex="0"
    aria-label="${options.caption}"
  >
    <table>
      <caption>
        ${options.caption}
      </caption>
      <thead>
        <tr>
          ${options.columns.map(column => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${options.rows.map(
          row =>
            html`<tr>
              ${row.map(cell => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A state in words; the color only repeats it. */
export function badge(text: string | undefined): Html {
  const value = text ?? 'Unknown';
  const isGood =
    /^(success|merged|approved|synced|healthy|true|running|active)$/i.test(
      value,
    );
  const isBad =
    /^(failure|changes_requested|degraded|outofsync|false|missing|failed)$/i.test(
      value,
    );
  let tone = 'neutral';
  if (isGood) tone = 'good';
  if (isBad) tone = 'bad';
  return html`<span class="badge ${tone}">${value}</span>`;
}
