import { CLUSTER_SCOPED, OrderRef } from '@openportal/plugin-crossplane-common';
import { block, code } from './markdown';
import {
  changeSection,
  joinBody,
  OrderTextOptions,
  place,
  section,
  summary,
} from './orderBody';

/** Title of the pull request and first line of the commit. */
export function deleteTitle(kind: string, ref: OrderRef): string {
  return `Remove ${kind} ${ref.name} from ${place(ref)}`;
}

/** The command that deletes what Flux leaves in the cluster. */
export function deleteCommand(ref: OrderRef, resource: string): string {
  return [
    'kubectl',
    `--context ${ref.cluster}`,
    ...(ref.namespace === CLUSTER_SCOPED
      ? []
      : [`--namespace ${ref.namespace}`]),
    `delete ${resource} ${ref.name}`,
  ].join(' ');
}

/** What a reviewer of a removal needs to know: above all, what it does not remove. */
export function deleteBody(
  options: OrderTextOptions & {
    /** `<plural>.<group>` of what was ordered. */
    resource: string;
    /** Whether Flux deletes what leaves the repository. */
    prune: boolean;
    before?: string;
  },
): string {
  const { kind, ref, resource, prune } = options;
  const what = `${code(kind)} ${code(ref.name)} in ${code(place(ref))}`;
  return joinBody(
    summary(options),
    prune
      ? section(
          'What is deleted',
          `Flux deletes what leaves the repository (\`prune: true\`): after the merge ${what} is deleted, with **everything that Crossplane made for it**, data too.`,
        )
      : section(
          'What stays in the cluster',
          `Flux deletes nothing here (\`prune: false\`): after the merge **${what} keeps running**, with everything that Crossplane made for it, and costs what it costs. Somebody with access to the cluster, the platform team as a rule, deletes it after the merge:`,
          '',
          block(deleteCommand(ref, resource), 'sh'),
          '',
          'That deletes the data of the resource too.',
        ),
    changeSection(options.path, options.before, undefined),
    section(
      'How to undo it',
      'Before the merge: close this pull request. After it: restore the last revision on the order page in the portal.',
    ),
  );
}
