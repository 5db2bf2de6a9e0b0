/** Text as a code span, in which nothing is markup, a mention or a link. */
export function code(text: string): string {
  const line = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  const fence = '`'.repeat(longestRun(line) + 1);
  const isPadded = line.startsWith('`') || line.endsWith('`') || line === '';
  return isPadded ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Text as a cell of a table: a bar would end the cell, even within code. */
export function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

const MAX_BLOCK_LENGTH = 40_000;

/** Lines as a code block that nothing in them can end. */
export function block(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const isCut = text.length > MAX_BLOCK_LENGTH;
  const shown = isCut ? text.slice(0, MAX_BLOCK_LENGTH) : text;
  return [
    `${fence}${language}`,
    shown.trimEnd(),
    fence,
    ...(isCut
      ? ['', 'The rest is too long for this page: see the changed files.']
      : []),
  ].join('\n');
}

/** A table of two columns. */
export function table(
  head: [string, string],
  rows: Array<[string, string]>,
): string {
  return [
    `| ${head.join(' | ')} |`,
    '| --- | --- |',
    ...rows.map(([left, right]) => `| ${left} | ${right} |`),
  ].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
