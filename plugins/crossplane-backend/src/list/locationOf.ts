import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import {
  OrderLocation,
  orderLocation,
  OrdersConfig,
} from '@openportal/plugin-crossplane-node';

/** Where the orders of an XRD go; undefined for one that sends them to where they may not go. */
export function locationOf(
  xrd: CompositeResourceDefinition,
  config: OrdersConfig,
): OrderLocation | undefined {
  try {
    return orderLocation(xrd, config);
  } catch {
    return undefined;
  }
}
