import { isDeepStrictEqual } from 'node:util';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  crossplaneSpecFields,
  isJsonObject,
  OrderManifest,
  ownValue,
  setOwn,
  specSchema,
} from '@openportal/plugin-crossplane-common';

/**
 * The manifest that an update leaves: what the form says, on top of what the form does not know. Labels, annotations
 * and fields outside `spec` that people wrote stay; so do Crossplane's own fields of the spec unless the user chose
 * others, and defaults that somebody wrote out. A form that asks for the composition and its update policy knows both:
 * what is empty there is taken out.
 *
 * @param xrd - the XRD at the version that is ordered
 * @param before - the manifest as it is in git
 * @param built - the manifest as a new order would have it
 * @param form - `asksForComposition`: whether the form had fields for them; false when left out
 * @public
 */
export function updateManifest(
  xrd: CompositeResourceDefinition,
  before: OrderManifest,
  built: OrderManifest,
  form: { asksForComposition?: boolean } = {},
): OrderManifest {
  const old = form.asksForComposition
    ? withoutComposition(xrd, objectOf(before.spec))
    : objectOf(before.spec);
  const wanted = objectOf(built.spec);
  const spec = keepDefaults(specSchema(xrd.current), old, wanted);
  for (const field of crossplaneSpecFields(xrd)) {
    if (Object.hasOwn(old, field)) {
      const chosen = objectOf(wanted[field]);
      spec[field] =
        isJsonObject(old[field]) && Object.keys(chosen).length > 0
          ? { ...objectOf(old[field]), ...chosen }
          : wanted[field] ?? old[field];
    }
  }
  const annotations = {
    ...objectOf(built.metadata.annotations),
    // Who ordered it first, and where it is, do not change.
    ...objectOf(before.metadata.annotations),
    ...changedOwner(before, built),
  };
  return {
    ...before,
    apiVersion: built.apiVersion,
    metadata: { ...before.metadata, annotations },
    ...(Object.keys(spec).length > 0 || before.spec !== undefined
      ? { spec }
      : {}),
  };
}

const COMPOSITION_FIELDS = ['compositionRef', 'compositionUpdatePolicy'];

function withoutComposition(
  xrd: CompositeResourceDefinition,
  spec: JsonObject,
): JsonObject {
  const own = crossplaneSpecFields(xrd);
  // Crossplane 2 keeps its fields in a place of their own, before they stood beside those of the XRD.
  if (!own.includes('crossplane')) {
    return without(spec, COMPOSITION_FIELDS);
  }
  if (!isJsonObject(spec.crossplane)) {
    return spec;
  }
  const settings = without(spec.crossplane, COMPOSITION_FIELDS);
  return Object.keys(settings).length > 0
    ? { ...spec, crossplane: settings }
    : without(spec, ['crossplane']);
}

function without(value: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !names.includes(name)),
  );
}

/** Owner annotations are the one thing of the metadata that the form has. */
function changedOwner(before: OrderManifest, built: OrderManifest): JsonObject {
  const was = objectOf(before.metadata.annotations);
  return Object.fromEntries(
    Object.entries(objectOf(built.metadata.annotations)).filter(
      ([key, value]) => key.endsWith('/owner') && was[key] !== value,
    ),
  );
}

/** A form leaves out what equals the default; where somebody wrote it out, that is no reason to change the file. */
function keepDefaults(
  schema: JsonObject | undefined,
  before: JsonObject,
  wanted: JsonObject,
): JsonObject {
  const properties = objectOf(schema?.properties);
  const result: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(wanted)])) {
    const child = ownValue(properties, key);
    const value = keepDefault(
      child === undefined ? undefined : objectOf(child),
      ownValue(before, key),
      ownValue(wanted, key),
    );
    if (value !== undefined) {
      setOwn(result, key, value);
    }
  }
  return result;
}

function keepDefault(
  schema: JsonObject | undefined,
  was: JsonValue | undefined,
  is: JsonValue | undefined,
): JsonValue | undefined {
  if (isJsonObject(was) && isJsonObject(is)) {
    return keepDefaults(schema, was, is);
  }
  const isDefault =
    is === undefined &&
    was !== undefined &&
    schema !== undefined &&
    isDeepStrictEqual(was, schema.default);
  return isDefault ? was : is;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
