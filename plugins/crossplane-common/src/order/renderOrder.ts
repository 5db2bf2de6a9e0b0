import { JsonObject, JsonValue } from '@backstage/types';
import { formToSpec } from '../form/formToSpec';
import { isJsonObject, ownValue } from '../json';
import { CompositeResourceDefinition, XrdVersion } from '../xrd/types';

/**
 * What a user ordered.
 *
 * @public
 */
export interface OrderRequest {
  name: string;
  /** Left out for resources that live in no namespace. */
  namespace?: string;
  /** Values of the form made from the XRD, or plain data of the same shape. */
  spec?: JsonValue;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
}

/**
 * The manifest of an order as data.
 *
 * @public
 */
export interface OrderManifest extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: JsonObject;
}

/**
 * The schema of the `spec` field in a version of an XRD.
 *
 * @public
 */
export function specSchema(version: XrdVersion): JsonObject | undefined {
  const properties = ownValue(version.schema, 'properties');
  const spec = isJsonObject(properties)
    ? ownValue(properties, 'spec')
    : undefined;
  return isJsonObject(spec) ? spec : undefined;
}

/**
 * Makes the manifest of an order: what the user set, and nothing else.
 *
 * @public
 */
export function renderOrder(
  xrd: CompositeResourceDefinition,
  request: OrderRequest,
): OrderManifest {
  const spec = formToSpec(specSchema(xrd.current), request.spec);
  return {
    apiVersion: `${xrd.group}/${xrd.current.name}`,
    kind: xrd.orderable.kind,
    metadata: {
      name: request.name,
      ...(xrd.orderable.namespaced && request.namespace
        ? { namespace: request.namespace }
        : {}),
      ...(hasEntries(request.labels) ? { labels: request.labels } : {}),
      ...(hasEntries(request.annotations)
        ? { annotations: request.annotations }
        : {}),
    },
    ...(spec === undefined ? {} : { spec }),
  };
}

function hasEntries(
  record: Record<string, string> | undefined,
): record is Record<string, string> {
  return record !== undefined && Object.keys(record).length > 0;
}
