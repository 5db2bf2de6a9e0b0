import { OrderResourceReference } from '@openportal/plugin-crossplane-common';

/** Only what names a resource, whatever else is known of it. */
export function toReference({
  apiVersion,
  kind,
  name,
  namespace,
}: OrderResourceReference): OrderResourceReference {
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
}
