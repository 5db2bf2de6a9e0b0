import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  prefixedKeys,
  toDisplayText,
  toPlainText,
  toTag,
} from '@openportal/plugin-crossplane-common';
import { readOwner } from './readReferences';
import { ConvertOptions } from './types';

const MAX_EXTRA_TAGS = 10;

/**
 * How people call the resources of an XRD.
 *
 * @public
 */
export function displayTitle(xrd: CompositeResourceDefinition): string {
  const title = toPlainText(
    xrd.annotations['backstage.io/title'] ?? '',
    100,
  ).trim();
  return title || xrd.orderable.kind;
}

/** What an XRD says about itself, or its schema does. */
export function displayDescription(
  xrd: CompositeResourceDefinition,
): string | undefined {
  const described =
    xrd.annotations['backstage.io/description'] ??
    xrd.current.schema?.description;
  return typeof described === 'string'
    ? toDisplayText(described) || undefined
    : undefined;
}

/** Owner of the Template and API entities. */
export function xrdOwner(
  xrd: CompositeResourceDefinition,
  options: ConvertOptions,
): string {
  const keys = prefixedKeys(options.annotationPrefix);
  return (
    readOwner(xrd.annotations['backstage.io/owner']) ??
    readOwner(xrd.annotations[keys.owner]) ??
    options.defaultOwner
  );
}

/** Tags of the Template entity. */
export function templateTags(
  xrd: CompositeResourceDefinition,
  clusters: string[],
): string[] {
  const extra = (xrd.annotations[CrossplaneKeys.tags] ?? '')
    .split(',')
    .slice(0, MAX_EXTRA_TAGS)
    .flatMap(tag => toTag(tag) ?? []);
  const tags = [
    'crossplane',
    'source:kubernetes',
    ...clusters.flatMap(cluster => toTag(`cluster-${cluster}`) ?? []),
    ...extra,
  ];
  return [...new Set(tags)];
}
