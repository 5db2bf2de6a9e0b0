import { InputError } from '@backstage/errors';
import { JsonValue } from '@backstage/types';
import { CommitAuthor } from '@openportal/github-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  CrossplaneKeys,
  DEFAULT_ANNOTATION_PREFIX,
  FormValueError,
  orderBranch,
  OrderManifest,
  orderPath,
  OrderRef,
  prefixedKeys,
  renderOrder,
  stringifyManifest,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import type { AutoMergeRule, IdpConfig } from '../../config/readIdpConfig';
import { orderBody, orderTitle } from './orderText';
import { OrderSubmission } from './submitOrder';
import { validateManifest } from './validateManifest';

/** Turns what the user asked for into the file, the branch and the pull request. Decides; reads nothing. */
export function buildOrder(options: {
  xrd: CompositeResourceDefinition;
  ref: OrderRef;
  spec: unknown;
  owner?: string;
  requestedBy: string;
  orders: NonNullable<IdpConfig['orders']>;
  intentId: string;
  author?: CommitAuthor;
}): OrderSubmission & { manifest: OrderManifest } {
  const { xrd, ref, requestedBy, orders, owner } = options;
  const { plural } = xrd.orderable;
  const path = asInputError(() => orderPath(orders.path, { ...ref, plural }));
  const manifest = asInputError(() =>
    renderOrder(xrd, {
      name: ref.name,
      namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
      spec: options.spec as JsonValue | undefined,
      annotations: {
        [CrossplaneKeys.order]: stringifyOrderRef(ref),
        [CrossplaneKeys.requestedBy]: requestedBy,
        [CrossplaneKeys.sourceFile]: `${orders.repository}/${path}`,
        ...(owner
          ? { [prefixedKeys(DEFAULT_ANNOTATION_PREFIX).owner]: owner }
          : {}),
      },
    }),
  );
  validateManifest(xrd, manifest);
  const of = { namespace: ref.namespace, plural, name: ref.name };
  return {
    manifest,
    of,
    path,
    branch: orderBranch(of, options.intentId),
    content: stringifyManifest(manifest),
    title: orderTitle(manifest, ref),
    body: orderBody({ manifest, ref, requestedBy }),
    author: options.author,
    trailers: [
      { key: 'OpenPortal-Order', value: stringifyOrderRef(ref) },
      { key: 'OpenPortal-Requested-By', value: requestedBy },
    ],
  };
}

/** Whether the configuration lets this order go without a person's approval. */
export function allowsAutoMerge(
  rules: AutoMergeRule[],
  manifest: OrderManifest,
  ref: OrderRef,
): boolean {
  return rules.some(
    ({ kinds, namespaces }) =>
      kinds.includes(manifest.kind) && namespaces.includes(ref.namespace),
  );
}

function asInputError<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(
      error instanceof FormValueError ? `Form value ${message}` : message,
    );
  }
}
