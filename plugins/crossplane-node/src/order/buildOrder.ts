import { InputError } from '@backstage/errors';
import { JsonValue } from '@backstage/types';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  compositionSettings,
  CrossplaneKeys,
  FormValueError,
  OrderManifest,
  OrderRef,
  prefixedKeys,
  renderOrder,
  stringifyManifest,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '../config/readOrdersConfig';
import { refuseExcess } from './orderLimits';
import { orderFilePath, orderLocation, OrderLocation } from './orderLocation';

/**
 * What a user asked for.
 *
 * @public
 */
export interface BuildOrderOptions {
  /** The XRD at the version that is ordered, see `atVersion` of crossplane-common. */
  xrd: CompositeResourceDefinition;
  ref: OrderRef;
  /** Values of the form, or plain data of the same shape. */
  spec: unknown;
  /** True when `spec` comes from a form, see `renderOrder` of crossplane-common. */
  fromForm?: boolean;
  /** Entity reference of the group or user that is responsible. */
  owner?: string;
  /** Entity reference of who asked. */
  requestedBy: string;
  orders: OrdersConfig;
  /** Name of the composition, when the user chose one. */
  composition?: string;
  compositionUpdatePolicy?: 'Automatic' | 'Manual';
}

/**
 * An order as a file.
 *
 * @public
 */
export interface BuiltOrder {
  manifest: OrderManifest;
  location: OrderLocation;
  path: string;
  content: string;
}

/**
 * Turns what a user asked for into the file of the order. Decides; reads nothing, and validates nothing:
 * {@link validateManifest} does.
 *
 * @throws InputError that names the value which has no place in a manifest or a path
 * @public
 */
export function buildOrder(options: BuildOrderOptions): BuiltOrder {
  const { xrd, ref, requestedBy, orders, owner } = options;
  requireOrderSize(options.spec, xrd);
  const location = orderLocation(xrd, orders);
  const path = orderFilePath(location, ref, xrd.orderable.plural);
  const manifest = asInputError(() =>
    renderOrder(xrd, {
      name: ref.name,
      namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
      spec: options.spec as JsonValue | undefined,
      fromForm: options.fromForm,
      settings: compositionSettings(xrd, options),
      annotations: {
        [CrossplaneKeys.order]: stringifyOrderRef(ref),
        [CrossplaneKeys.requestedBy]: requestedBy,
        [CrossplaneKeys.sourceFile]: `${location.repository}/${path}`,
        ...(owner
          ? { [prefixedKeys(orders.annotationPrefix).owner]: owner }
          : {}),
      },
    }),
  );
  // Fields that are edited as YAML hold more than one value.
  requireOrderSize(manifest.spec, xrd);
  return { manifest, location, path, content: stringifyManifest(manifest) };
}

function requireOrderSize(
  spec: unknown,
  xrd: CompositeResourceDefinition,
): void {
  const refusal = refuseExcess(spec, xrd.name);
  if (refusal) {
    throw new InputError(`Form value spec: ${refusal}`);
  }
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
