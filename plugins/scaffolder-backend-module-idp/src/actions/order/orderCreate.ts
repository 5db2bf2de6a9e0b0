import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { orderBranchParts } from '@openportal/plugin-crossplane-node';
import { examples } from './orderCreate.examples';
import { OrderPlan } from './OrderChange';
import { contentFields, outputFields, targetFields } from './orderFields';
import { checkInCluster, OrderContentInput, planContent } from './planContent';
import { OrderActionOptions, OrderPlanning, runOrder } from './runOrder';
import { createBody, createTitle } from './text/createText';

/** The action `idp:order:create`. */
export function createOrderCreateAction(options: OrderActionOptions) {
  return createTemplateAction({
    id: 'idp:order:create',
    description:
      'Orders a Crossplane resource: writes its manifest to the orders repository by a pull request, which is merged at once where the configuration allows.',
    examples,
    supportsDryRun: true,
    schema: {
      input: { ...targetFields, ...contentFields },
      output: outputFields,
    },
    handler: context =>
      runOrder({ services: options, context, operation: 'create', plan }),
  });
}

async function plan(
  planning: OrderPlanning<OrderContentInput>,
): Promise<OrderPlan> {
  const { ref, client, requestedBy, logger, signal } = planning;
  const { xrd, built, notChecked, unasked } = await planContent(planning);
  const { manifest, location, path, content } = built;
  const { kind, plural } = xrd.orderable;
  return {
    location,
    path,
    of: orderBranchParts(location, ref, plural),
    kind,
    title: createTitle(kind, ref),
    async content({ file }) {
      if (file) {
        throw new ConflictError(
          `'${ref.name}' is ordered already in namespace '${ref.namespace}': see https://${location.host}/${location.repository}/blob/${location.baseBranch}/${path}. Choose another name, or change that order`,
        );
      }
      return content;
    },
    body: (_before, _after, review) =>
      createBody({ kind, ref, path, requestedBy, manifest, content, review }),
    check: async () => [
      ...unasked,
      ...(await checkInCluster({
        client,
        xrd,
        ref,
        manifest,
        operation: 'create',
        notChecked,
        logger,
        signal,
      })),
    ],
  };
}
