import {
  KubernetesClient,
  KubernetesObject,
  parseApiVersion,
} from '@openportal/kubernetes-node';

/** A cluster that has some objects and serves their kinds; it records what is read. */
export function fakeClient(
  objects: KubernetesObject[],
  clusterKinds: string[] = [],
): { client: KubernetesClient; reads: string[] } {
  const reads: string[] = [];
  const pluralOf = (kind: string) => `${kind.toLowerCase()}s`;
  const notUsed = async (): Promise<never> => {
    throw new Error('not used here');
  };
  return {
    reads,
    client: {
      cluster: 'platform',
      get: async (resource, name, { namespace } = {}) => {
        reads.push([resource.plural, namespace, name].join('/'));
        return objects.find(
          ({ kind, metadata }) =>
            pluralOf(kind) === resource.plural &&
            metadata.name === name &&
            metadata.namespace === namespace,
        );
      },
      findKind: async (apiVersion, kind) =>
        objects.some(object => object.kind === kind)
          ? {
              resource: {
                ...parseApiVersion(apiVersion),
                plural: pluralOf(kind),
              },
              namespaced: !clusterKinds.includes(kind),
            }
          : undefined,
      groupVersions: async () => ['v1'],
      serves: async () => true,
      list: notUsed,
      watch: notUsed,
      patch: notUsed,
      create: notUsed,
      apply: notUsed,
    },
  };
}
