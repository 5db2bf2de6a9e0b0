/** An operation of an HTTP API that the sandbox answers. */
export interface CoveredOperation {
  method: string;
  path: string;
  /** What it does, or what of it is missing. */
  notes?: string;
}

/** A kind that the sandbox's clusters serve from the start. */
export interface CoveredKind {
  groupVersion: string;
  kind: string;
  namespaced: boolean;
}

/** Everything that the coverage tables list. */
export interface Coverage {
  github: Array<
    CoveredOperation & { operationId: string; status: 'supported' | 'partial' }
  >;
  registry: CoveredOperation[];
  kinds: CoveredKind[];
}

const begin = '<!-- coverage: begin -->';
const end = '<!-- coverage: end -->';

/** Puts the tables between the markers of the text. */
export function withCoverage(text: string, coverage: Coverage): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`The text needs the lines '${begin}' and '${end}'`);
  }
  return [
    text.slice(0, from + begin.length),
    '',
    coverageTables(coverage),
    text.slice(to),
  ].join('\n');
}

function coverageTables({ github, registry, kinds }: Coverage): string {
  return [
    '### GitHub REST API',
    '',
    markdownTable(
      ['Operation', 'Path', 'Coverage', 'Notes'],
      github
        .map(route => [
          `\`${route.operationId}\``,
          operation(route),
          route.status,
          route.notes ?? '',
        ])
        .sort(byFirstCell),
    ),
    '',
    '### Registry',
    '',
    markdownTable(
      ['Path', 'What it does'],
      registry.map(route => [operation(route), route.notes ?? '']),
    ),
    '',
    '### Kubernetes kinds',
    '',
    'Every kind has create, get, list, watch, update, patch (JSON, merge, strategic merge, server-side apply) and delete; more kinds come with custom resource definitions.',
    '',
    markdownTable(
      ['Kind', 'Group and version', 'Scope'],
      kinds
        .map(kind => [
          kind.kind,
          kind.groupVersion,
          kind.namespaced ? 'namespace' : 'cluster',
        ])
        .sort((a, b) => compare(`${a[1]}/${a[0]}`, `${b[1]}/${b[0]}`)),
    ),
    '',
  ].join('\n');
}

function operation({ method, path }: CoveredOperation): string {
  return `\`${method.toUpperCase()} ${path}\``;
}

// Columns are padded as prettier pads them, so that formatting changes nothing.
function markdownTable(columns: string[], rows: string[][]): string {
  const cells = [columns, ...rows].map(row =>
    row.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')),
  );
  const widths = columns.map((_, index) =>
    Math.max(3, ...cells.map(row => row[index].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  return [
    line(cells[0]),
    line(widths.map(width => '-'.repeat(width))),
    ...cells.slice(1).map(line),
  ].join('\n');
}

function byFirstCell(left: string[], right: string[]): number {
  return compare(left[0], right[0]);
}

// By code units: the result must not depend on the machine's locale.
function compare(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
