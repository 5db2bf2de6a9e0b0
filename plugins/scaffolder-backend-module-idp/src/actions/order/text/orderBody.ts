import { CLUSTER_SCOPED, OrderRef } from '@openportal/plugin-crossplane-common';
import { compareTexts } from '@openportal/plugin-crossplane-node';
import { OrderReview } from '../OrderChange';
import { block, cell, code, table } from './markdown';

/** What every pull request says. */
export interface OrderTextOptions {
  kind: string;
  ref: OrderRef;
  /** Path of the file. */
  path: string;
  requestedBy: string;
  /** What a reviewer has to know of how it was checked. */
  review: OrderReview;
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

/** What nobody checked, and what follows from that; nothing when everything was. */
export function uncheckedSection({
  review,
}: Pick<OrderTextOptions, 'review'>): string | undefined {
  const { unchecked, waitsBecause } = review;
  return unchecked.length === 0
    ? undefined
    : section(
        'What could not be checked',
        waitsBecause
          ? 'This pull request **waits for people**, because nobody could check the following. The cluster may refuse it after the merge, and then Flux applies no other order of the same Kustomization either:'
          : 'The cluster is the first to check the following, after the merge:',
        '',
        ...unchecked.map(item => `- ${code(item)}`),
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
  const { diff, diffOmitted } = compareTexts({
    before: before ?? '',
    after: after ?? '',
    names: [
      { file: before === undefined ? '/dev/null' : `a/${path}` },
      { file: after === undefined ? '/dev/null' : `b/${path}` },
    ],
  });
  if (diffOmitted) {
    return section(
      'What changes',
      'Too many lines differ to compare them here: see the changed files.',
    );
  }
  // The first line is a separator that only the patch program needs.
  return section(
    'What changes',
    diff === undefined
      ? 'Nothing.'
      : block(diff.split('\n').slice(1).join('\n'), 'diff'),
  );
}

/** The text of a pull request from its parts. */
export function joinBody(...parts: Array<string | undefined>): string {
  return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
}
