import { JsonValue } from '@backstage/types';
import {
  ParseYamlOptions,
  resolvePlainScalar,
  stringifyManifest,
} from '@openportal/plugin-crossplane-common';
import { Document, isScalar, parseDocument, Scalar } from 'yaml';

/** Files of people may have some; each use counts. */
const MAX_ALIASES = 100;

/** How files of a repository are read: as Flux and the cluster do. */
export const AS_CLUSTER: ParseYamlOptions = {
  dialect: 'kubernetes',
  maxAliases: MAX_ALIASES,
};

/** A document whose scalars are the text that stands in the file, so that writing it changes none of them. */
export function parseAsText(content: string): Document.Parsed {
  return parseDocument(content, { schema: 'failsafe', uniqueKeys: false });
}

/** What a cluster takes a scalar of {@link parseAsText} for. */
export function scalarValue(node: Scalar): JsonValue {
  return node.type === Scalar.PLAIN && !node.tag
    ? resolvePlainScalar(node.source ?? String(node.value), 'kubernetes').value
    : String(node.value);
}

/** The name of a field; `on` is called "true" in a cluster. */
export function keyName(key: unknown): string {
  return String(isScalar(key) ? scalarValue(key) : key);
}

/** A scalar as one line that every YAML reads alike. */
export function toScalarText(value: JsonValue): string {
  return stringifyManifest({ value }).slice('value: '.length, -1);
}
