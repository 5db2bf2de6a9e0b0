import { ConflictError } from '@backstage/errors';
import {
  CLUSTER_SCOPED,
  CrossplaneKeys,
  isJsonObject,
  OrderManifest,
  OrderRef,
  parseYamlData,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { AS_CLUSTER } from './manifestText';

/**
 * Reads the file of an order as the cluster does (`yes` is true, `010` is 8), and makes sure that it is the order that was authorized.
 *
 * @param content - text of the file
 * @param expected - which order the file should be, its group, and its kind unless nobody knows it any more;
 *   `largeIntegers`: `round` for callers that write nothing of the manifest into a file, see `parseYamlData` of
 *   crossplane-common; otherwise a file with integers beyond ±(2^53 - 1) is refused, since an update would change them
 * @throws ConflictError when the file is something else, cannot be read, or holds more than one object
 * @public
 */
export function parseOrderFile(
  content: string,
  expected: {
    path: string;
    ref: OrderRef;
    kind?: string;
    group: string;
    largeIntegers?: 'refuse' | 'round';
  },
): OrderManifest {
  const { path, ref, kind, group } = expected;
  const refuse = (reason: string): never => {
    throw new ConflictError(
      `'${path}' in the orders repository ${reason}: change it there by hand, or ask the platform team`,
    );
  };
  const { value: manifest, problems } = parseYamlData(content, {
    ...AS_CLUSTER,
    largeIntegers: expected.largeIntegers,
    countEmptyDocuments: true,
  });
  if (problems) {
    const [{ kind: what, line, reason: problem }] = problems;
    switch (what) {
      case 'documents':
        return refuse('does not hold exactly one object');
      case 'syntax':
        return refuse(`is no valid YAML (line ${line}: ${problem})`);
      default:
        return refuse(`cannot be read (line ${line}: ${problem})`);
    }
  }
  if (!isManifest(manifest)) {
    return refuse('is no manifest');
  }
  const { name, namespace, annotations } = manifest.metadata;
  const of = namespace ?? CLUSTER_SCOPED;
  if (
    (kind !== undefined && manifest.kind !== kind) ||
    manifest.apiVersion.split('/')[0] !== group ||
    name !== ref.name ||
    // Files of people may leave the namespace to the kustomization.
    (namespace !== undefined && of !== ref.namespace)
  ) {
    return refuse(
      `is ${manifest.kind} '${name}' of ${
        manifest.apiVersion
      } in '${of}', not ${kind ?? 'the order'} '${ref.name}' of ${group} in '${
        ref.namespace
      }'`,
    );
  }
  const order = isJsonObject(annotations)
    ? annotations[CrossplaneKeys.order]
    : undefined;
  if (order !== undefined && order !== stringifyOrderRef(ref)) {
    return refuse(
      `is the order ${JSON.stringify(order)}, not ${stringifyOrderRef(ref)}`,
    );
  }
  return manifest;
}

function isManifest(value: unknown): value is OrderManifest {
  return (
    isJsonObject(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isJsonObject(value.metadata)
  );
}
