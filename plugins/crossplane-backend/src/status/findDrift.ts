import { KubernetesObject, parseApiVersion } from '@openportal/kubernetes-node';
import { isJsonObject, OrderRef } from '@openportal/plugin-crossplane-common';
import { parseOrderFile } from '@openportal/plugin-crossplane-node';
import { isDeepStrictEqual } from 'node:util';

const MAX_PATHS = 10;
const MAX_DEPTH = 20;

/**
 * Fields of `spec` that the cluster has with another value than git. Names only, no values. Fields that git does not
 * set are nobody's business: defaults and Crossplane's own fields are among them.
 *
 * @param ref - the order
 * @param content - the file of the order
 * @param object - the resource in the cluster
 */
export function findDrift(
  ref: OrderRef,
  content: string,
  object: KubernetesObject,
): string[] {
  const manifest = manifestOf(ref, content, object);
  if (!manifest) {
    return [];
  }
  const paths: string[] = [];
  compare(manifest.spec, object.spec, 'spec', 0, paths);
  return paths.slice(0, MAX_PATHS);
}

function manifestOf(
  ref: OrderRef,
  content: string,
  { apiVersion, kind }: KubernetesObject,
) {
  const { group } = parseApiVersion(apiVersion);
  try {
    return parseOrderFile(content, {
      path: '',
      ref,
      kind,
      group,
      // The cluster's answer comes as JSON, which is rounded alike.
      largeIntegers: 'round',
    });
  } catch {
    // A file that is something else is a matter for Flux, which says so.
    return undefined;
  }
}

function compare(
  wanted: unknown,
  found: unknown,
  path: string,
  depth: number,
  paths: string[],
): void {
  if (wanted === undefined || wanted === null || paths.length >= MAX_PATHS) {
    return;
  }
  if (isJsonObject(wanted) && isJsonObject(found) && depth < MAX_DEPTH) {
    for (const [name, value] of Object.entries(wanted)) {
      compare(
        value,
        Object.hasOwn(found, name) ? found[name] : undefined,
        `${path}.${name}`,
        depth + 1,
        paths,
      );
    }
    return;
  }
  if (
    Array.isArray(wanted) &&
    Array.isArray(found) &&
    wanted.length === found.length &&
    depth < MAX_DEPTH
  ) {
    wanted.forEach((value, index) =>
      compare(value, found[index], `${path}[${index}]`, depth + 1, paths),
    );
    return;
  }
  // Clusters leave out what is empty.
  const isEmpty = isJsonObject(wanted) && Object.keys(wanted).length === 0;
  if (!isDeepStrictEqual(wanted, found) && !(isEmpty && found === undefined)) {
    paths.push(path);
  }
}
