import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  DefaultKubernetesClient,
  ClusterDetails,
  KubernetesClient,
  readXrd,
} from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  isDnsLabel,
  isDnsSubdomain,
  OrderRef,
} from '@openportal/plugin-crossplane-common';

/** What the action was asked for, before anything was looked up. */
export interface OrderInput {
  cluster: string;
  xrd: string;
  version?: string;
  name: string;
  namespace?: string;
}

/** Checks names by RFC 1123 before they get near a path, a URL or a manifest. */
export function toOrderRef(input: OrderInput): OrderRef {
  const namespace = input.namespace ?? CLUSTER_SCOPED;
  for (const [field, value] of [
    ['name', input.name],
    ['namespace', namespace],
  ]) {
    if (!isDnsLabel(value)) {
      throw new InputError(
        `The ${field} ${JSON.stringify(
          value.slice(0, 80),
        )} is not valid: use up to 63 lower case letters, digits and inner dashes`,
      );
    }
  }
  if (!isDnsSubdomain(input.xrd)) {
    throw new InputError(
      `The XRD ${JSON.stringify(
        input.xrd.slice(0, 80),
      )} is not valid: use its name in the cluster, <plural>.<group>`,
    );
  }
  return {
    cluster: input.cluster,
    namespace,
    xrd: input.xrd,
    name: input.name,
  };
}

/** A client of a configured cluster; addresses never come from input. */
export function clusterClient(
  clusters: ClusterDetails[],
  name: string,
): KubernetesClient {
  const details = clusters.find(cluster => cluster.name === name);
  if (!details) {
    throw new InputError(
      `Cluster ${JSON.stringify(
        name.slice(0, 80),
      )} is not configured: use one of ${clusters
        .map(cluster => `'${cluster.name}'`)
        .join(', ')}, or add it to kubernetes.clusterLocatorMethods`,
    );
  }
  return DefaultKubernetesClient.create(details);
}

/** The XRD as the cluster has it now, which may differ from the form that the user filled in. */
export async function currentXrd(options: {
  client: KubernetesClient;
  input: OrderInput;
  signal?: AbortSignal;
}): Promise<CompositeResourceDefinition> {
  const { client, input, signal } = options;
  const parsed = await readXrd(client, input.xrd, signal);
  if (!parsed) {
    throw new NotFoundError(
      `Cluster '${client.cluster}' has no XRD '${input.xrd}' any more: choose another template`,
    );
  }
  if (!parsed.xrd) {
    const [{ path, reason }] = parsed.problems;
    throw new InputError(
      `XRD '${input.xrd}' cannot be ordered: ${path} ${reason}. The platform team has to correct it`,
    );
  }
  const { xrd } = parsed;
  if (input.version && input.version !== xrd.current.name) {
    throw new ConflictError(
      `The form was made for version '${input.version}' of ${xrd.orderable.kind}, but the cluster now uses '${xrd.current.name}': open the template again and order with the new form`,
    );
  }
  if (xrd.orderable.namespaced !== Boolean(input.namespace)) {
    throw new InputError(
      xrd.orderable.namespaced
        ? `${xrd.orderable.kind} lives in a namespace: give the input 'namespace'`
        : `${xrd.orderable.kind} lives in no namespace: leave out the input 'namespace'`,
    );
  }
  return xrd;
}
