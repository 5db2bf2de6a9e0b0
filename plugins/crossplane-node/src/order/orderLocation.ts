import { InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  OrderBranchParts,
  orderPath,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '../config/readOrdersConfig';
import { checkPathTemplate } from './checkPathTemplate';

/**
 * Where the orders of one XRD go.
 *
 * @public
 */
export interface OrderLocation {
  /** Host with port, one of those under `integrations.github`. */
  host: string;
  owner: string;
  repo: string;
  /** `owner/repo` */
  repository: string;
  baseBranch: string;
  /** Template of the path, with placeholders. */
  path: string;
}

/**
 * Decides where the orders of an XRD go: where its annotations `openportal.dev/order-repo` and
 * `openportal.dev/order-path` say, as far as the configuration allows, and where the configuration says otherwise.
 *
 * @param xrd - the XRD, or its annotations; undefined gives the configured default
 * @throws InputError when the XRD names a repository that is not on the list, or a path that cannot be
 * @public
 */
export function orderLocation(
  xrd: Pick<CompositeResourceDefinition, 'name' | 'annotations'> | undefined,
  config: OrdersConfig,
): OrderLocation {
  const wanted = xrd?.annotations[CrossplaneKeys.orderRepo];
  const repository = wanted?.trim() || config.repository;
  // Compared as text with what is configured: nothing that an XRD says is ever taken for an address.
  if (!config.allowedRepositories.includes(repository)) {
    throw new InputError(
      `XRD '${xrd?.name}' sends its orders to repository ${JSON.stringify(
        repository.slice(0, 200),
      )}, which is not allowed: the platform team has to add it to idp.orders.allowedRepositories, or correct the annotation ${
        CrossplaneKeys.orderRepo
      }`,
    );
  }
  const path = xrd?.annotations[CrossplaneKeys.orderPath]?.trim();
  if (path) {
    checkPathTemplate(path);
  }
  const [owner, repo] = repository.split('/');
  return {
    host: config.host,
    owner,
    repo,
    repository,
    baseBranch: config.baseBranch,
    path: path || config.path,
  };
}

/**
 * The path of an order's file in its repository.
 *
 * @param location - answer of {@link orderLocation}
 * @param ref - the order
 * @param plural - plural of what is ordered: the claim where an XRD has one
 * @throws InputError when a name cannot be part of a path
 * @public
 */
export function orderFilePath(
  location: Pick<OrderLocation, 'path'>,
  ref: OrderRef,
  plural: string,
): string {
  const { cluster, namespace, name } = ref;
  try {
    return orderPath(location.path, { cluster, namespace, plural, name });
  } catch (error) {
    throw new InputError(
      error instanceof Error ? error.message : String(error),
    );
  }
}

/**
 * What branches of an order are named by. The cluster is part of it where it is part of the path: only then are orders
 * of two clusters different files.
 *
 * @public
 */
export function orderBranchParts(
  location: Pick<OrderLocation, 'path'>,
  ref: OrderRef,
  plural: string,
): OrderBranchParts {
  return {
    ...(location.path.includes('{cluster}') ? { cluster: ref.cluster } : {}),
    namespace: ref.namespace,
    plural,
    name: ref.name,
  };
}
