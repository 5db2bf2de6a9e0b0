import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { KubernetesClient, readXrd } from '@openportal/kubernetes-node';
import {
  atVersion,
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
} from '@openportal/plugin-crossplane-common';

/**
 * Which XRD, at which version.
 *
 * @public
 */
export interface CurrentXrdOptions {
  client: KubernetesClient;
  input: {
    xrd: string;
    /** A served version; undefined means the one that compositions refer to. */
    version?: string;
    /** Left out, empty or `CLUSTER_SCOPED` for kinds that live in none. */
    namespace?: string;
  };
  signal?: AbortSignal;
}

/**
 * The XRD as the cluster has it now, at the version that is asked for. The cluster may differ from the form that the
 * user filled in.
 *
 * @throws NotFoundError when the XRD is gone, ConflictError when the version is not served any more, InputError when
 * the XRD is broken or the namespace is missing or too much
 * @public
 */
export async function currentXrd(
  options: CurrentXrdOptions,
): Promise<CompositeResourceDefinition> {
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
  const xrd = atVersion(parsed.xrd, input.version);
  if (!xrd) {
    const { orderable, versions } = parsed.xrd;
    throw new ConflictError(
      `The form was made for version '${input.version}' of ${
        orderable.kind
      }, but cluster '${client.cluster}' now serves ${versions
        .map(({ name }) => `'${name}'`)
        .join(', ')}: open the template again and order with the new form`,
    );
  }
  const { kind, namespaced } = xrd.orderable;
  const hasNamespace =
    Boolean(input.namespace) && input.namespace !== CLUSTER_SCOPED;
  if (namespaced !== hasNamespace) {
    throw new InputError(
      namespaced
        ? `${kind} lives in a namespace: give the input 'namespace'`
        : `${kind} lives in no namespace: leave out the input 'namespace'`,
    );
  }
  return xrd;
}
