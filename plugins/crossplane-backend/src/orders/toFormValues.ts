import { JsonObject, JsonValue } from '@backstage/types';
import {
  atVersion,
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  crossplaneSpecFields,
  formOfVersion,
  OrderRef,
  prefixedKeys,
  specSchema,
  specToForm,
} from '@openportal/plugin-crossplane-common';

/** Turns the manifest of an order into the values of the form that ordered it. */
export function toFormValues(options: {
  ref: OrderRef;
  xrd: CompositeResourceDefinition;
  manifest: JsonObject;
  annotationPrefix: string;
  /** Clusters of the template, if there is one: of a single one it does not ask. */
  clusters: string[] | undefined;
}): JsonObject {
  const { ref, xrd, manifest, annotationPrefix, clusters } = options;
  const version = versionOf(manifest.apiVersion);
  // A version that is not served any more is shown in the form of the current one.
  const ordered = atVersion(xrd, version) ?? xrd;
  const spec = asObject(manifest.spec);
  const own = crossplaneSpecFields(xrd);
  const ofUser = Object.fromEntries(
    Object.entries(spec).filter(([name]) => !own.includes(name)),
  );
  const { asText } = formOfVersion(xrd, ordered.current, {
    title: xrd.orderable.kind,
  });
  // Without a schema, everything is one text.
  const schema = asText ? undefined : specSchema(ordered.current);
  const values = specToForm(schema, ofUser);
  // Crossplane 2 keeps its own fields in a place of their own, before they stood beside those of the XRD.
  const settings = own.includes('crossplane')
    ? asObject(spec.crossplane)
    : spec;
  const owner = asObject(asObject(manifest.metadata).annotations)[
    prefixedKeys(annotationPrefix).owner
  ];
  return {
    operation: 'update',
    ...(clusters?.length === 1 ? {} : { cluster: ref.cluster }),
    name: ref.name,
    ...(ref.namespace === CLUSTER_SCOPED ? {} : { namespace: ref.namespace }),
    ...(typeof owner === 'string' ? { owner } : {}),
    version: ordered.current.name,
    ...(values === undefined ? {} : { spec: values }),
    ...pick('composition', asObject(settings.compositionRef).name),
    ...pick('compositionUpdatePolicy', settings.compositionUpdatePolicy),
  };
}

function versionOf(apiVersion: JsonValue | undefined): string | undefined {
  return typeof apiVersion === 'string' ? apiVersion.split('/')[1] : undefined;
}

function pick(name: string, value: JsonValue | undefined): JsonObject {
  return typeof value === 'string' ? { [name]: value } : {};
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}
