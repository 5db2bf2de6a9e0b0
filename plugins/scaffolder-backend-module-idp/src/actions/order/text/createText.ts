import { OrderManifest, OrderRef } from '@openportal/plugin-crossplane-common';
import { block } from './markdown';
import {
  joinBody,
  OrderTextOptions,
  place,
  section,
  summary,
  uncheckedSection,
} from './orderBody';
import { orderTable } from './orderTable';

/** Title of the pull request and first line of the commit. */
export function createTitle(kind: string, ref: OrderRef): string {
  return `Order ${kind} ${ref.name} in ${place(ref)}`;
}

/** What a reviewer of a new order needs to know. */
export function createBody(
  options: OrderTextOptions & { manifest: OrderManifest; content: string },
): string {
  const values = orderTable(options.manifest.spec);
  return joinBody(
    summary(options),
    uncheckedSection(options),
    values && section('What was set', values),
    section('Manifest', block(options.content, 'yaml')),
    section(
      'What happens next',
      'After the merge Flux applies the file to the cluster, and Crossplane makes the resource. The order page in the portal shows how far it is.',
    ),
    section(
      'How to undo it',
      'Before the merge: close this pull request. After it: remove the order on its page in the portal, which opens a pull request that says what stays in the cluster.',
    ),
  );
}
