import {
  OrderFailure,
  OrderLayer,
  OrderLayerId,
  OrderLayerState,
  OrderLink,
  OrderResourceReference,
} from '@openportal/plugin-crossplane-common';
import { toReference } from '../../sources/toReference';
import { GeneralCause } from '../causes';

/** What was decided about one layer. */
export interface LayerOutcome {
  layer: OrderLayer;
  /** Present when the layer failed. */
  failure?: OrderFailure;
}

type Rest = Partial<Pick<OrderLayer, 'fix' | 'links' | 'resources'>>;

/** Makes the outcomes of one layer. */
export function outcomesOf(id: OrderLayerId) {
  const outcome = (
    state: OrderLayerState,
    message: string,
    rest: Rest = {},
  ): LayerOutcome => ({
    layer: { id, state, message, links: [], resources: [], ...rest },
  });
  return {
    outcome,
    unknown: (what: string, reason: string): LayerOutcome =>
      outcome('unknown', `${what} cannot be read: ${reason}`),
    failed: (
      cause: GeneralCause,
      message: string,
      rest: Rest & { link?: OrderLink; resource?: OrderResourceReference } = {},
    ): LayerOutcome => {
      const { link, resource, ...layer } = rest;
      return {
        layer: outcome('failed', message, { fix: cause.fix, ...layer }).layer,
        failure: {
          ...cause,
          layer: id,
          message,
          ...(link ? { link } : {}),
          ...(resource ? { resource: toReference(resource) } : {}),
        },
      };
    },
  };
}
