import { InputError } from '@backstage/errors';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '../config/readOrdersConfig';
import { OrderLocation } from '../order/orderLocation';

const PLACEHOLDER = '{cluster}';

/**
 * Refuses an order that would reach other clusters than the one that was chosen and authorized: its kind is offered by
 * several of them, and its file has the same path for all.
 *
 * @param options - `clusters`: names of all configured clusters; `offers`: whether one of them has the XRD
 * @returns a phrase for each cluster that could not be asked
 * @throws InputError that names the clusters, the path and what to change
 * @public
 */
export async function refuseSharedPath(options: {
  xrd: CompositeResourceDefinition;
  cluster: string;
  location: Pick<OrderLocation, 'path'>;
  clusters: string[];
  offers(cluster: string): Promise<boolean>;
}): Promise<string[]> {
  const { xrd, cluster, location, clusters, offers } = options;
  if (location.path.includes(PLACEHOLDER)) {
    return [];
  }
  const { kind } = xrd.orderable;
  const answers = await Promise.all(
    clusters
      .filter(name => name !== cluster)
      .map(async name => ({
        name,
        offered: await offers(name).catch(() => undefined),
      })),
  );
  const rivals = answers.filter(({ offered }) => offered);
  if (rivals.length > 0) {
    throw new InputError(
      `${kind} is offered by the clusters ${[cluster, ...namesOf(rivals)]
        .map(name => `'${name}'`)
        .join(', ')}, and the path of its orders, '${
        location.path
      }', is the same for all of them: the order would not reach the chosen cluster alone. The platform team has to put ${PLACEHOLDER} into idp.orders.path, or into the annotation ${
        CrossplaneKeys.orderPath
      } of the XRD`,
    );
  }
  return namesOf(answers.filter(({ offered }) => offered === undefined)).map(
    name =>
      `whether cluster '${name}', which did not answer, offers ${kind} too and would apply the order`,
  );
}

/**
 * What is wrong with a path without cluster where several clusters are configured; undefined when nothing is.
 *
 * @public
 */
export function sharedPathWarning(
  { path }: Pick<OrdersConfig, 'path'>,
  clusters: string[],
): string | undefined {
  return clusters.length > 1 && !path.includes(PLACEHOLDER)
    ? `Configuration key "idp.orders.path" is '${path}', without ${PLACEHOLDER}, and there are ${clusters.length} clusters: orders of a kind that more than one of them offers are refused. Put ${PLACEHOLDER} into the path, and let the Flux of each cluster read its own folder`
    : undefined;
}

function namesOf(items: Array<{ name: string }>): string[] {
  return items.map(({ name }) => name);
}
