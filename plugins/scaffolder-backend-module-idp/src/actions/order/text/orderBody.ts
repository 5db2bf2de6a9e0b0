import { CLUSTER_SCOPED, OrderRef } from '@openportal/plugin-crossplane-common';
import { createTwoFilesPatch } from 'diff';
import { block, cell, table } from './markdown';

/** What every pull request says. */
export interface OrderTextOptions {
  kind: string;
  ref: OrderRef;
  /** Path of the file. */
  path: string;
  requestedBy: string;
}

/** Where a resource is, in words. */
export function place({ namespace, cluster }: OrderRef): string {
  return namespace === CLUSTER_SCOPED
    ? `cluster ${cluster}`
    : `${namespace} of cluster ${cluster}`;
}

/** The first lines: what, where, who. */
export function summary(options: OrderTextOptions): string {
  const { kind, ref, path, requestedBy } = options;
  return table(
    ['Order', ''],
    [
      ['What', `${cell(kind)} ${cell(ref.name)}`],
      [
        'Where',
        ref.namespace === CLUSTER_SCOPED
          ? `cluster ${cell(ref.cluster)}`
          : `namespace ${cell(ref.namespace)} of cluster ${cell(ref.cluster)}`,
      ],
      ['Who', `${cell(requestedBy)}, in the portal`],
      ['File', cell(path)],
    ],
  );
}

/** A part of the text under its heading. */
export function section(title: string, ...lines: string[]): string {
  return [`### ${title}`, '', ...lines].join('\n');
}

/** What changes in the file. */
export function changeSection(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  // The first line is a separator that only the patch program needs.
  return section(
    'What changes',
    block(patch.split('\n').slice(1).join('\n'), 'diff'),
  );
}

/** The text of a pull request from its parts. */
export function joinBody(...parts: Array<string | undefined>): string {
  return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
}
