import { JsonObject } from '@backstage/types';
import { OrderPreviewRequest } from '@openportal/plugin-crossplane-common';

/** What a form orders, and where. */
export interface OrderPlace {
  xrd?: string;
  cluster?: string;
  operation: 'create' | 'update';
}

/**
 * Reads the place of an order from the `ui:options` of a field (`xrd`, and `clusters` of which the
 * form lets people choose one when there are several) and the values of its form.
 */
export function readOrderPlace(
  options: object | undefined,
  formData: JsonObject | undefined,
): OrderPlace {
  const { xrd, clusters } = { xrd: undefined, clusters: undefined, ...options };
  return {
    xrd: text(xrd),
    cluster:
      text(formData?.cluster) ??
      (Array.isArray(clusters) ? text(clusters[0]) : undefined),
    operation: isUpdate(formData) ? 'update' : 'create',
  };
}

/** True in a form that changes an existing order. */
export function isUpdate(formData: JsonObject | undefined): boolean {
  return formData?.operation === 'update';
}

/** What the portal is asked about the values of a form; undefined while they name no order. */
export function toPreviewRequest(
  options: object | undefined,
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
    fileVersion: text(formData?.fileVersion),
    namespace: text(formData?.namespace),
    owner: text(formData?.owner),
    spec: formData?.spec,
    composition: text(formData?.composition),
    compositionUpdatePolicy: text(formData?.compositionUpdatePolicy),
    choiceOfComposition: readChoice(options),
  };
}

/** Clusters for which the form asks for the composition; absent where it asks for none. */
function readChoice(options: object | undefined): string[] | undefined {
  const { choiceOfComposition }: { choiceOfComposition?: unknown } =
    options ?? {};
  return Array.isArray(choiceOfComposition)
    ? choiceOfComposition.flatMap(item => text(item) ?? [])
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
