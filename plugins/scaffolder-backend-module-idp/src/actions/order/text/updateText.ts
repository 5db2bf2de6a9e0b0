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
export function updateTitle(kind: string, ref: OrderRef): string {
  return `Change ${kind} ${ref.name} in ${place(ref)}`;
}

/** What a reviewer of a changed order needs to know. */
export function updateBody(
  options: OrderTextOptions & { before?: string; after?: string },
): string {
  return joinBody(
    summary(options),
    uncheckedSection(options),
    changeSection(options.path, options.before, options.after),
    section(
      'What happens next',
      'After the merge Flux applies the file to the cluster, and Crossplane changes the resource. Some changes replace what is behind it: the order page in the portal shows what happens.',
    ),
    section(
      'How to undo it',
      'Before the merge: close this pull request. After it: restore the earlier revision on the order page in the portal.',
    ),
  );
}
