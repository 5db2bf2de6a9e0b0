import { ParsedXrd, parseXrd } from '@openportal/plugin-crossplane-common';
import { KubernetesClient } from './types';

const XRD_GROUP = 'apiextensions.crossplane.io';

/**
 * Reads one XRD from its cluster, as it is at this moment; `undefined` when there is none of this name.
 *
 * @public
 */
export async function readXrd(
  client: KubernetesClient,
  name: string,
  signal?: AbortSignal,
): Promise<ParsedXrd | undefined> {
  const versions = await client.groupVersions(XRD_GROUP, signal);
  const version = ['v2', 'v1'].find(candidate => versions.includes(candidate));
  if (!version) {
    return undefined;
  }
  const object = await client.get(
    { group: XRD_GROUP, version, plural: 'compositeresourcedefinitions' },
    name,
    { signal },
  );
  return object && parseXrd(object);
}
