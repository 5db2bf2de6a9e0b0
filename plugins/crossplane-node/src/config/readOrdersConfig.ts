import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseRepository } from '@openportal/github-node';
import {
  DEFAULT_ANNOTATION_PREFIX,
  DEFAULT_ORDER_PATH,
} from '@openportal/plugin-crossplane-common';
import { checkPathTemplate } from '../order/checkPathTemplate';

/**
 * What can be done to an order.
 *
 * @public
 */
export type OrderOperation = 'create' | 'update' | 'delete' | 'restore';

/**
 * Orders of these kinds in these namespaces are merged without a person's approval.
 *
 * @public
 */
export interface AutoMergeRule {
  kinds: string[];
  namespaces: string[];
  operations: OrderOperation[];
}

/**
 * The section `idp.orders` of the configuration, with the host of `idp.github`.
 *
 * @public
 */
export interface OrdersConfig {
  /** Host with port, one of those under `integrations.github`. */
  host: string;
  /** `owner/name` of the repository that orders go to when their XRD names none. */
  repository: string;
  /** `owner/name` of every repository that orders may go to, `repository` among them. */
  allowedRepositories: string[];
  /** Template of an order's path, when its XRD names none. */
  path: string;
  baseBranch: string;
  /** Prefix of the owner annotation on orders. */
  annotationPrefix: string;
  /** Whether Flux deletes what leaves the repository. */
  prune: boolean;
  autoMerge: AutoMergeRule[];
  /** Whether `autoMerge` is also for orders of which something could not be checked. */
  autoMergeUnchecked: boolean;
}

const OPERATIONS: OrderOperation[] = ['create', 'update', 'delete', 'restore'];

// A removal is the one thing that cannot be taken back by looking at the result.
const DEFAULT_OPERATIONS: OrderOperation[] = ['create', 'update', 'restore'];

/**
 * Reads where orders go; the only place that knows the keys of `idp.orders` and their defaults.
 *
 * @param root - the configuration of the portal
 * @returns undefined when orders are not configured
 * @throws InputError that names the key, for a repository, a path or an operation that cannot be
 * @public
 */
export function readOrdersConfig(root: Config): OrdersConfig | undefined {
  const orders = root.getOptionalConfig('idp.orders');
  if (!orders) {
    return undefined;
  }
  const repository = readRepository(
    'idp.orders.repository',
    orders.getString('repository'),
  );
  const more =
    orders
      .getOptionalStringArray('allowedRepositories')
      ?.map((value, index) =>
        readRepository(`idp.orders.allowedRepositories[${index}]`, value),
      ) ?? [];
  const path = orders.getOptionalString('path') ?? DEFAULT_ORDER_PATH;
  named('idp.orders.path', () => checkPathTemplate(path));
  return {
    host: root.getString('idp.github.host'),
    repository,
    allowedRepositories: [...new Set([repository, ...more])],
    path,
    baseBranch: orders.getOptionalString('baseBranch') ?? 'main',
    annotationPrefix:
      orders.getOptionalString('annotationPrefix') ?? DEFAULT_ANNOTATION_PREFIX,
    prune: orders.getOptionalBoolean('prune') ?? false,
    autoMerge: (orders.getOptionalConfigArray('autoMerge') ?? []).map(
      (rule, index) => ({
        kinds: rule.getStringArray('kinds'),
        namespaces: rule.getStringArray('namespaces'),
        operations: readOperations(
          `idp.orders.autoMerge[${index}].operations`,
          rule.getOptionalStringArray('operations'),
        ),
      }),
    ),
    autoMergeUnchecked:
      orders.getOptionalBoolean('autoMergeUnchecked') ?? false,
  };
}

function readRepository(key: string, value: string): string {
  const { owner, repo } = named(key, () => parseRepository(value));
  return `${owner}/${repo}`;
}

function readOperations(key: string, values?: string[]): OrderOperation[] {
  return (
    values?.map(value => {
      const operation = OPERATIONS.find(item => item === value);
      if (!operation) {
        throw new InputError(
          `Configuration key "${key}" has "${value}". Use ${OPERATIONS.join(
            ', ',
          )}.`,
        );
      }
      return operation;
    }) ?? DEFAULT_OPERATIONS
  );
}

function named<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(`Configuration key "${key}": ${message}`);
  }
}
