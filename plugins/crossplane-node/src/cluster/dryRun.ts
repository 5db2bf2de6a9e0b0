import {
  KubernetesApiError,
  KubernetesClient,
} from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  OrderManifest,
} from '@openportal/plugin-crossplane-common';
import { isRefusedByAdmission } from './admissionSays';

/**
 * What is checked, and where.
 *
 * @public
 */
export interface DryRunOptions {
  client: KubernetesClient;
  /** The XRD at the version of the manifest. */
  xrd: CompositeResourceDefinition;
  manifest: OrderManifest;
  namespace?: string;
  /** `update` checks against what runs, so that rules on changes apply. Defaults to `create`. */
  operation?: 'create' | 'update';
  signal?: AbortSignal;
}

/**
 * What the cluster said. `not-checked`: the portal may not ask, or the cluster did not answer; then Flux is the first to
 * learn. `exists`: something of that name runs already.
 *
 * @public
 */
export type DryRunResult =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'exists'; reason: string }
  | { outcome: 'not-checked'; reason: string };

// As Flux will do it, so that a field that leaves the file is removed in the check too.
const FLUX_FIELD_MANAGER = 'kustomize-controller';

/**
 * Lets the cluster itself check the manifest, with its validation rules and admission policies; nothing is stored.
 *
 * @public
 */
export async function dryRun(options: DryRunOptions): Promise<DryRunResult> {
  const { client, xrd, manifest, namespace, signal } = options;
  const { kind, plural } = xrd.orderable;
  const { name } = manifest.metadata;
  const resource = { group: xrd.group, version: xrd.current.name, plural };
  try {
    if (options.operation === 'update') {
      await client.apply(resource, String(name), manifest, {
        fieldManager: FLUX_FIELD_MANAGER,
        namespace,
        dryRun: true,
        signal,
      });
    } else {
      await client.create(resource, manifest, {
        namespace,
        dryRun: true,
        signal,
      });
    }
    return { outcome: 'accepted' };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof KubernetesApiError)) {
      throw error;
    }
    if (isRefusal(error)) {
      return {
        outcome: 'refused',
        reason: `Cluster '${client.cluster}' refuses the ${kind}: ${error.message}`,
      };
    }
    return error.statusCode === 409
      ? { outcome: 'exists', reason: await whatExists(options) }
      : {
          outcome: 'not-checked',
          reason: `Cluster '${client.cluster}' did not check the order beforehand: ${error.message}`,
        };
  }
}

/** Policies and quotas answer with the same status as a missing right to ask. */
function isRefusal({ statusCode, message }: KubernetesApiError): boolean {
  return (
    statusCode === 400 ||
    statusCode === 422 ||
    (statusCode === 403 && isRefusedByAdmission(message))
  );
}

/** Tells an order whose resource outlived its file, which `prune: false` makes the normal case, from what others made. */
async function whatExists(options: DryRunOptions): Promise<string> {
  const { client, xrd, manifest, namespace, signal } = options;
  const { kind, plural } = xrd.orderable;
  const { name, annotations } = manifest.metadata;
  const found = await readExisting(() =>
    client.get(
      { group: xrd.group, version: xrd.current.name, plural },
      String(name),
      { namespace, signal },
    ),
  );
  signal?.throwIfAborted();
  const order = orderOf(found?.metadata.annotations);
  if (order !== undefined && order === orderOf(annotations)) {
    return `Cluster '${client.cluster}' still runs the ${kind} '${name}' of this order, whose file was removed: restore an earlier revision on its page, have the ${kind} deleted in the cluster first, or choose another name`;
  }
  const origin = order
    ? ' of another order'
    : ' that was not ordered through the portal';
  return `Cluster '${
    client.cluster
  }' already has a ${kind} '${name}' in this namespace${
    found ? origin : ''
  }: choose another name`;
}

/** The refusal stands without knowing more of what is in the way, so that nothing else may replace it. */
async function readExisting<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

function orderOf(annotations: unknown): string | undefined {
  const order: unknown =
    typeof annotations === 'object' && annotations !== null
      ? Reflect.get(annotations, CrossplaneKeys.order)
      : undefined;
  return typeof order === 'string' ? order : undefined;
}
