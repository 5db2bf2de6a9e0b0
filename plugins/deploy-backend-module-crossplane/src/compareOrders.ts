import { posix } from 'node:path';
import { CrossplaneKeys } from '@openportal/plugin-crossplane-common';
import {
  ManifestDifference,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { ManifestValue, manifestValues } from '@openportal/plugin-deploy-node';
import { OrderContent } from './OrderFile';
import { valueAt } from './orderOf';
import { OrderedKind } from './readConfig';

const MAX_DIFFERENCES = 200;
/** Say which order it is. That they differ is what makes two of them. */
const IDENTITY = new Set([
  'metadata.name',
  'metadata.namespace',
  `metadata.annotations.${CrossplaneKeys.order}`,
  `metadata.annotations.${CrossplaneKeys.sourceFile}`,
]);

function valuesOf({ manifest }: OrderContent): Map<string, ManifestValue> {
  return new Map(
    manifestValues(manifest).map(value => [value.path, value] as const),
  );
}

/**
 * What differs between the orders of two environments: the field of the version is what a promotion writes, all the
 * rest belongs to the environment and stays. The version is compared as images are, so that the same one in another
 * spelling is no difference.
 */
export function compareOrders(
  from: OrderContent,
  to: OrderContent,
  kind: OrderedKind,
): ManifestDifference[] {
  const field = kind.field.path.join('.');
  const name = valueAt(to.manifest, ['metadata', 'name']);
  const [left, right] = [valuesOf(from), valuesOf(to)];
  const paths = new Set([field, ...left.keys(), ...right.keys()]);
  return [...paths]
    .filter(path =>
      path === field
        ? !isSameImage(from.image, to.image)
        : !IDENTITY.has(path) &&
          left.get(path)?.compared !== right.get(path)?.compared,
    )
    .map(
      (path): ManifestDifference => ({
        file: posix.basename(to.path),
        path: `${to.manifest.kind}/${name} ${path}`,
        from: left.get(path)?.shown,
        to: right.get(path)?.shown,
        kind: path === field ? 'change' : 'stays',
      }),
    )
    .slice(0, MAX_DIFFERENCES);
}
