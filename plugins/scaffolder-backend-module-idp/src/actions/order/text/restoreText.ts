import { OrderRef } from '@openportal/plugin-crossplane-common';
import {
  changeSection,
  joinBody,
  OrderTextOptions,
  place,
  section,
  summary,
  uncheckedSection,
} from './orderBody';

/** Title of the pull request and first line of the commit. */
export function restoreTitle(
  kind: string,
  ref: OrderRef,
  revision: string,
): string {
  return `Restore ${kind} ${ref.name} in ${place(ref)} as of ${revision.slice(
    0,
    8,
  )}`;
}

/** What a reviewer of a restored order needs to know. */
export function restoreBody(
  options: OrderTextOptions & {
    revision: string;
    before?: string;
    after?: string;
  },
): string {
  const { before, revision } = options;
  return joinBody(
    summary(options),
    uncheckedSection(options),
    section(
      'Which revision',
      before === undefined
        ? `The order was removed. This brings it back as it was at commit ${revision}.`
        : `This brings the order back to what it was at commit ${revision}.`,
    ),
    changeSection(options.path, before, options.after),
    section(
      'What happens next',
      'After the merge Flux applies the file to the cluster, and Crossplane follows. The order page in the portal shows how far it is.',
    ),
    section(
      'How to undo it',
      'Before the merge: close this pull request. After it: restore another revision on the order page in the portal.',
    ),
  );
}
