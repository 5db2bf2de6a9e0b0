import { ConflictError, InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  KubernetesApiError,
  KubernetesClient,
} from '@openportal/kubernetes-node';
import {
  CompositeResourceDefinition,
  OrderManifest,
} from '@openportal/plugin-crossplane-common';

/**
 * Lets the cluster itself check the manifest, with its validation rules and admission policies. Where
 * the portal may not ask for that, the check is left to the moment when Flux applies the file.
 */
export async function dryRun(options: {
  client: KubernetesClient;
  xrd: CompositeResourceDefinition;
  manifest: OrderManifest;
  namespace?: string;
  logger: Pick<LoggerService, 'info'>;
  signal?: AbortSignal;
}): Promise<void> {
  const { client, xrd, manifest, namespace, logger, signal } = options;
  const { kind, plural } = xrd.orderable;
  try {
    await client.create(
      { group: xrd.group, version: xrd.current.name, plural },
      manifest,
      { namespace, dryRun: true, signal },
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof KubernetesApiError)) {
      throw error;
    }
    switch (error.statusCode) {
      case 400:
      case 422:
        throw new InputError(
          `Cluster '${client.cluster}' refuses the ${kind}: ${error.message}`,
        );
      case 409:
        throw new ConflictError(
          `Cluster '${client.cluster}' already has a ${kind} '${manifest.metadata.name}' in this namespace that was not ordered through the portal: choose another name`,
        );
      default:
        logger.info(
          `Cluster '${client.cluster}' did not check the order beforehand: ${error.message}`,
        );
    }
  }
}
