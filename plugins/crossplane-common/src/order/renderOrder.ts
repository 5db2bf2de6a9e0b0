import { JsonObject, JsonValue } from '@backstage/types';
import { FormValueError } from '../form/FormValueError';
import { formToSpec } from '../form/formToSpec';
import { isJsonObject, ownValue } from '../json';
import { CompositeResourceDefinition, XrdVersion } from '../xrd/types';
import { crossplaneSpecFields } from './compositionSettings';

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
  /**
   * True for values of a form: values for fields that only other versions have are left out, because the form
   * keeps them unseen when people choose another version.
   */
  fromForm?: boolean;
  /** Crossplane's own part of the spec, see `compositionSettings`. */
  settings?: JsonObject;
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
 * @throws FormValueError for a value that cannot become part of a manifest
 * @public
 */
export function renderOrder(
  xrd: CompositeResourceDefinition,
  request: OrderRequest,
): OrderManifest {
  const otherVersions = request.fromForm
    ? xrd.versions.filter(({ name }) => name !== xrd.current.name)
    : [];
  const values = formToSpec(specSchema(xrd.current), request.spec, {
    otherVersions: otherVersions.map(specSchema),
  });
  refuseCrossplaneFields(xrd, values);
  const spec = withSettings(values, request.settings);
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

/** What belongs to Crossplane reaches into other namespaces too: it is never taken from the free part of a form. */
function refuseCrossplaneFields(
  xrd: CompositeResourceDefinition,
  spec: JsonValue | undefined,
): void {
  const field = isJsonObject(spec)
    ? crossplaneSpecFields(xrd).find(name => Object.hasOwn(spec, name))
    : undefined;
  if (field) {
    throw new FormValueError(
      `spec.${field}`,
      'belongs to Crossplane: choose the composition and its update policy in the fields made for that',
    );
  }
}

function withSettings(
  spec: JsonValue | undefined,
  settings: JsonObject = {},
): JsonValue | undefined {
  if (Object.keys(settings).length === 0) {
    return spec;
  }
  return isJsonObject(spec) ? { ...spec, ...settings } : settings;
}

function hasEntries(
  record: Record<string, string> | undefined,
): record is Record<string, string> {
  return record !== undefined && Object.keys(record).length > 0;
}
