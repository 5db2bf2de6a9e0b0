import { JsonObject, JsonValue } from '@backstage/types';
import { OrderPreviewRequest } from '@openportal/plugin-crossplane-common';

/** `ui:options` of the fields that ask the portal about an order. */
export interface OrderFieldOptions {
  /** Name of the XRD. */
  xrd?: string;
  /** Clusters that have it; the form has a field `cluster` when there are several. */
  clusters?: string[];
}

/** What a form orders, and where. */
export interface OrderPlace {
  xrd?: string;
  cluster?: string;
  operation: 'create' | 'update';
}

/** Reads the place of an order from the options of a field and the values of its form. */
export function readOrderPlace(
  options: OrderFieldOptions | undefined,
  formData: JsonObject | undefined,
): OrderPlace {
  const [onlyCluster] = options?.clusters ?? [];
  return {
    xrd: options?.xrd,
    cluster: text(formData?.cluster) ?? onlyCluster,
    operation: isUpdate(formData) ? 'update' : 'create',
  };
}

/** True in a form that changes an existing order. */
export function isUpdate(formData: JsonObject | undefined): boolean {
  return formData?.operation === 'update';
}

/** What the portal is asked about the values of a form; undefined while they name no order. */
export function toPreviewRequest(
  options: OrderFieldOptions | undefined,
  formData: JsonObject | undefined,
): OrderPreviewRequest | undefined {
  const { xrd, cluster, operation } = readOrderPlace(options, formData);
  const name = text(formData?.name);
  if (!xrd || !cluster || !name) {
    return undefined;
  }
  return {
    operation,
    cluster,
    xrd,
    name,
    version: text(formData?.version),
    formVersion: text(formData?.formVersion),
    namespace: text(formData?.namespace),
    owner: text(formData?.owner),
    spec: formData?.spec,
    composition: text(formData?.composition),
    compositionUpdatePolicy: text(formData?.compositionUpdatePolicy),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
