import { KubernetesObject, parseApiVersion } from '@openportal/kubernetes-node';
import { OrderResourceReference } from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { PackageFact } from '../sources/facts';
import { conditionOf, parseConditions } from '../sources/parseConditions';
import { ClusterReader } from './ClusterReader';

const packageSpec = z.object({ package: z.string() });

/** Providers or functions with their health. */
export async function readPackages(
  reader: ClusterReader,
  plural: 'providers' | 'functions',
): Promise<PackageFact[]> {
  return (await reader.packages(plural)).map(toPackageFact);
}

function toPackageFact(object: KubernetesObject): PackageFact {
  const conditions = parseConditions(object.status);
  const failing = ['Installed', 'Healthy']
    .map(type => conditionOf(conditions, type))
    .find(condition => condition?.status === 'False');
  const healthy = conditionOf(conditions, 'Healthy');
  const message = failing?.message ?? failing?.reason;
  return {
    name: object.metadata.name,
    package: packageSpec.safeParse(object.spec).data?.package,
    ...(failing || healthy
      ? { healthy: healthy?.status === 'True' && !failing }
      : {}),
    ...(message ? { message } : {}),
  };
}

/**
 * Names of the providers that made the kinds of some resources: a provider owns the definitions of its kinds.
 *
 * @returns undefined when the portal may not read definitions
 */
export async function readOwningProviders(
  reader: ClusterReader,
  resources: OrderResourceReference[],
): Promise<Set<string> | undefined> {
  const kinds = new Map(
    resources.map(resource => [
      `${resource.apiVersion}/${resource.kind}`,
      resource,
    ]),
  );
  try {
    const owners = await Promise.all(
      [...kinds.values()].map(async ({ apiVersion, kind }) => {
        const served = await reader.kind(apiVersion, kind);
        const { group } = parseApiVersion(apiVersion);
        if (!served || !group.includes('.')) {
          return [];
        }
        const definition = await reader.find(
          'apiextensions.k8s.io',
          'customresourcedefinitions',
          `${served.resource.plural}.${group}`,
        );
        return (definition?.metadata.ownerReferences ?? [])
          .filter(owner => owner.kind === 'Provider')
          .map(owner => owner.name);
      }),
    );
    return new Set(owners.flat());
  } catch {
    return undefined;
  }
}
