import { NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readXrd } from '@openportal/kubernetes-node';
import {
  orderBranchParts,
  orderFilePath,
  orderLocation,
  OrderTargetInput,
  parseOrderFile,
} from '@openportal/plugin-crossplane-node';
import { OrderPlan } from './OrderChange';
import { examples } from './orderDelete.examples';
import { outputFields, targetFields } from './orderFields';
import { OrderActionOptions, OrderPlanning, runOrder } from './runOrder';
import { deleteBody, deleteCommand, deleteTitle } from './text/deleteText';

/** The action `idp:order:delete`. */
export function createOrderDeleteAction(options: OrderActionOptions) {
  return createTemplateAction({
    id: 'idp:order:delete',
    description:
      'Removes an order: takes its file, and its entry in the kustomization, out of the orders repository by a pull request that says what stays in the cluster.',
    examples,
    supportsDryRun: true,
    schema: { input: targetFields, output: outputFields },
    handler: context =>
      runOrder({ services: options, context, operation: 'delete', plan }),
  });
}

async function plan(
  planning: OrderPlanning<OrderTargetInput>,
): Promise<OrderPlan> {
  const { input, ref, client, orders, requestedBy, logger, signal } = planning;
  const xrd = (await readXrd(client, input.xrd, signal))?.xrd;
  if (!xrd) {
    logger.info(
      `Cluster '${client.cluster}' has no usable XRD '${input.xrd}' any more: the order goes by its name`,
    );
  }
  const [xrdPlural] = input.xrd.split('.');
  const group = xrd?.group ?? input.xrd.slice(xrdPlural.length + 1);
  const plural = xrd?.orderable.plural ?? xrdPlural;
  const kind = xrd?.orderable.kind;
  const location = orderLocation(xrd, orders);
  const path = orderFilePath(location, ref, plural);
  const resource = `${plural}.${group}`;
  return {
    location,
    path,
    of: orderBranchParts(location, ref, plural),
    kind: kind ?? plural,
    title: deleteTitle(kind ?? plural, ref),
    async content({ file }) {
      if (!file) {
        throw new NotFoundError(
          `Order '${ref.name}' in namespace '${
            ref.namespace
          }' has no file '${path}' in ${
            location.repository
          }: it is removed already. What still runs in the cluster is deleted by: ${deleteCommand(
            ref,
            resource,
          )}`,
        );
      }
      parseOrderFile(file.content, {
        path,
        ref,
        kind,
        group,
        // It is removed, whatever stands in it.
        largeIntegers: 'round',
      });
      return undefined;
    },
    body: (before, _after, review) =>
      deleteBody({
        kind: kind ?? plural,
        ref,
        path,
        requestedBy,
        resource,
        prune: orders.prune,
        before,
        review,
      }),
    async check() {
      if (!orders.prune) {
        logger.info(
          `Flux deletes nothing: after the merge somebody has to run: ${deleteCommand(
            ref,
            resource,
          )}`,
        );
      }
      return [];
    },
  };
}
