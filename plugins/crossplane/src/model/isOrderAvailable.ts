import { Entity } from '@backstage/catalog-model';
import {
  CrossplaneKeys,
  OrderRef,
  parseOrderRef,
} from '@openportal/plugin-crossplane-common';

/** The order that an entity comes from; undefined when it comes from none. */
export function orderOfEntity(entity: Entity): OrderRef | undefined {
  const text = entity.metadata.annotations?.[CrossplaneKeys.orderRef];
  return text ? parseOrderRef(text) : undefined;
}

/**
 * Whether an entity has an order to show: it is a Resource that the ingestor
 * linked to an order.
 *
 * @public
 */
export function isOrderAvailable(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    orderOfEntity(entity) !== undefined
  );
}
