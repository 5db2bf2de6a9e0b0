import { ConflictError, InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesClient } from '@openportal/kubernetes-node';
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
  currentXrd,
  dryRun,
  findManifestProblems,
  OrderTargetInput,
  toOwner,
  validateManifest,
} from '@openportal/plugin-crossplane-node';
import { OrderPlanning } from './runOrder';

/** Inputs of the actions that take the values of a form. */
export interface OrderContentInput extends OrderTargetInput, CompositionChoice {
  version?: string;
  formVersion?: string;
  owner?: string;
  spec?: unknown;
}

/** The XRD at the ordered version, and the order that the form asks for; checked against the schema. */
export async function planContent(
  planning: OrderPlanning<OrderContentInput>,
): Promise<{ xrd: CompositeResourceDefinition; built: BuiltOrder }> {
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
  refuseOldForm(xrd, input, built.manifest);
  const notChecked = validateManifest(xrd, built.manifest);
  if (notChecked.length > 0) {
    logger.warn(`Left to the cluster to check: ${notChecked.join('; ')}`);
  }
  return { xrd, built };
}

/** A form that was made before its XRD changed can ask for something that nobody meant. */
function refuseOldForm(
  xrd: CompositeResourceDefinition,
  { formVersion }: OrderContentInput,
  manifest: OrderManifest,
): void {
  if (!formVersion || isCurrentForm(xrd, xrd.current, formVersion)) {
    return;
  }
  const { kind } = xrd.orderable;
  const made = formVersion.split(' ').map(item => item.split(':')[0]);
  const problems = findManifestProblems(xrd, manifest);
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

/** Lets the cluster check a manifest; what it cannot check is only noted. */
export async function checkInCluster(options: {
  client: KubernetesClient;
  xrd: CompositeResourceDefinition;
  ref: OrderRef;
  manifest: OrderManifest;
  operation: 'create' | 'update';
  logger: LoggerService;
  signal?: AbortSignal;
}): Promise<void> {
  const { ref, logger, ...rest } = options;
  const result = await dryRun({
    ...rest,
    namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
  });
  switch (result.outcome) {
    case 'refused':
      throw new InputError(result.reason);
    case 'exists':
      throw new ConflictError(result.reason);
    case 'not-checked':
      logger.info(result.reason);
      break;
    default:
      logger.info(`Cluster '${options.client.cluster}' accepts the order`);
  }
}
