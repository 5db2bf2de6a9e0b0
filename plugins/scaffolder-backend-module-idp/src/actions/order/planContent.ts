import { ConflictError, InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { readXrd, type KubernetesClient } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  CompositionChoice,
  isCurrentForm,
  OrderManifest,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  buildOrder,
  BuiltOrder,
  checkManifest,
  clusterClient,
  currentXrd,
  dryRun,
  findUnchecked,
  OrderLocation,
  OrderTargetInput,
  refuseSharedPath,
  toOwner,
  validateManifest,
  withoutSecrets,
} from '@openportal/plugin-crossplane-node';
import { OrderPlanning } from './runOrder';

/** Inputs of the actions that take the values of a form. */
export interface OrderContentInput extends OrderTargetInput, CompositionChoice {
  version?: string;
  formVersion?: string;
  owner?: string;
  spec?: unknown;
}

/** What a form asks for. */
export interface PlannedContent {
  xrd: CompositeResourceDefinition;
  built: BuiltOrder;
  /** What is left to the cluster to check. */
  notChecked: string[];
  /** Clusters of which nobody knows whether they would apply the order too. */
  unasked: string[];
}

/** The XRD at the ordered version, and the order that the form asks for; checked against the schema. */
export async function planContent(
  planning: OrderPlanning<OrderContentInput>,
): Promise<PlannedContent> {
  const { input, ref, client, orders, requestedBy, logger, signal } = planning;
  const xrd = await currentXrd({ client, input, signal });
  const built = buildOrder({
    xrd,
    ref,
    spec: input.spec,
    fromForm: Boolean(input.formVersion),
    owner: input.owner && toOwner(input.owner),
    requestedBy,
    orders,
    composition: input.composition || undefined,
    compositionUpdatePolicy: input.compositionUpdatePolicy,
  });
  await refuseOldForm(xrd, input, built.manifest);
  const unasked = await refuseOtherClusters(planning, xrd, built.location);
  const notChecked = await validateManifest(xrd, built.manifest);
  if (notChecked.length > 0) {
    logger.warn(`Left to the cluster to check: ${notChecked.join('; ')}`);
  }
  return { xrd, built, notChecked, unasked };
}

const CLUSTER_MILLISECONDS = 5_000;

/** Refuses what would reach other clusters than the one that was authorized; answers which of them did not say. */
export function refuseOtherClusters(
  {
    clusters,
    ref,
    signal,
  }: Pick<OrderPlanning<OrderTargetInput>, 'clusters' | 'ref' | 'signal'>,
  xrd: CompositeResourceDefinition,
  location: OrderLocation,
): Promise<string[]> {
  return refuseSharedPath({
    xrd,
    cluster: ref.cluster,
    location,
    clusters: clusters.map(({ name }) => name),
    offers: async name => {
      const limit = AbortSignal.timeout(CLUSTER_MILLISECONDS);
      const found = await readXrd(
        clusterClient(clusters, name),
        ref.xrd,
        signal ? AbortSignal.any([signal, limit]) : limit,
      );
      return found !== undefined;
    },
  });
}

/** A form that was made before its XRD changed can ask for something that nobody meant. */
async function refuseOldForm(
  xrd: CompositeResourceDefinition,
  { formVersion }: OrderContentInput,
  manifest: OrderManifest,
): Promise<void> {
  if (!formVersion || isCurrentForm(xrd, xrd.current, formVersion)) {
    return;
  }
  const { kind } = xrd.orderable;
  const made = formVersion.split(' ').map(item => item.split(':')[0]);
  const { problems } = await checkManifest(xrd, manifest);
  const reason = made.includes(xrd.current.name)
    ? `the fields of ${kind} ${xrd.current.name} changed since`
    : `version '${xrd.current.name}' of ${kind} was added since`;
  const misfits = problems.length
    ? ` (what does not fit any more: ${problems
        .map(({ message }) => message)
        .join('; ')})`
    : '';
  throw new ConflictError(
    `The form was made for ${made
      .map(name => `'${name}'`)
      .join(
        ', ',
      )} of ${kind} as it was then, but ${reason}${misfits}: open the template again and order with the new form`,
  );
}

/** Lets the cluster check a manifest; answers what neither the portal nor the cluster checked. */
export async function checkInCluster(options: {
  client: KubernetesClient;
  xrd: CompositeResourceDefinition;
  ref: OrderRef;
  manifest: OrderManifest;
  operation: 'create' | 'update';
  /** What the portal left to the cluster. */
  notChecked: string[];
  logger: LoggerService;
  signal?: AbortSignal;
}): Promise<string[]> {
  const { ref, logger, notChecked, ...rest } = options;
  const { xrd } = rest;
  const result = await dryRun({
    ...rest,
    namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
  });
  switch (result.outcome) {
    case 'refused':
      throw new InputError(withoutSecrets(result.reason));
    case 'exists':
      throw new ConflictError(withoutSecrets(result.reason));
    case 'not-checked':
      logger.info(withoutSecrets(result.reason));
      break;
    default:
      logger.info(`Cluster '${options.client.cluster}' accepts the order`);
  }
  return findUnchecked({ xrd, notChecked, answer: result });
}
