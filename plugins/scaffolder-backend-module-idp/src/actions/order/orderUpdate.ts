import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  editManifest,
  findImmutableChanges,
  orderBranchParts,
  OrderSnapshot,
  parseOrderFile,
  updateManifest,
  validateManifest,
} from '@openportal/plugin-crossplane-node';
import { OrderPlan } from './OrderChange';
import { contentFields, outputFields, targetFields } from './orderFields';
import { examples } from './orderUpdate.examples';
import { checkInCluster, OrderContentInput, planContent } from './planContent';
import { OrderActionOptions, OrderPlanning, runOrder } from './runOrder';
import { updateBody, updateTitle } from './text/updateText';

interface OrderUpdateInput extends OrderContentInput {
  fileVersion?: string;
  choiceOfComposition?: string[];
}

/** The action `idp:order:update`. */
export function createOrderUpdateAction(options: OrderActionOptions) {
  return createTemplateAction({
    id: 'idp:order:update',
    description:
      'Changes an order: edits its file in the orders repository by a pull request, and leaves what people wrote into it beside the form. Fields that cannot be changed are refused. When nothing changes, there is no pull request.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...targetFields,
        ...contentFields,
        fileVersion: z =>
          z
            .string({
              description:
                'The file that the form was filled from, as the portal gives it with the form; the change is refused when somebody changed the file since.',
            })
            .max(64)
            .optional(),
        choiceOfComposition: z =>
          z
            .array(z.string().max(253), {
              description:
                'Clusters for which the form asks for composition and update policy: what was left empty there is taken out of the file. Elsewhere the file keeps what it has.',
            })
            .max(1000)
            .optional(),
      },
      output: outputFields,
    },
    handler: context =>
      runOrder({ services: options, context, operation: 'update', plan }),
  });
}

async function plan(
  planning: OrderPlanning<OrderUpdateInput>,
): Promise<OrderPlan> {
  const { input, ref, client, requestedBy, logger, signal } = planning;
  const { xrd, built, unasked } = await planContent(planning);
  const { location, path } = built;
  const { kind, plural } = xrd.orderable;

  const update = async ({ file }: OrderSnapshot) => {
    if (!file) {
      throw new NotFoundError(
        `Order '${ref.name}' in namespace '${ref.namespace}' has no file '${path}' in ${location.repository}: order it anew, or restore an earlier revision on its page`,
      );
    }
    if (input.fileVersion && input.fileVersion !== file.fileVersion) {
      throw new ConflictError(
        `Somebody changed order '${ref.name}' in namespace '${ref.namespace}' since the form was opened: see https://${location.host}/${location.repository}/blob/${location.baseBranch}/${path}. Open the form again, which has the present values`,
      );
    }
    const { group } = xrd;
    const before = parseOrderFile(file.content, { path, ref, kind, group });
    const manifest = updateManifest(xrd, before, built.manifest, {
      asksForComposition: input.choiceOfComposition?.includes(ref.cluster),
    });
    const notChecked = await validateManifest(xrd, manifest);
    const [fixed] = findImmutableChanges(xrd, before, manifest);
    if (fixed) {
      throw new InputError(
        `${fixed.message}. Set it back, or order a new ${kind} with the other value`,
      );
    }
    return {
      manifest,
      notChecked,
      content: editManifest(file.content, manifest),
    };
  };

  return {
    location,
    path,
    of: orderBranchParts(location, ref, plural),
    kind,
    title: updateTitle(kind, ref),
    content: async snapshot => (await update(snapshot)).content,
    body: (before, after, review) =>
      updateBody({ kind, ref, path, requestedBy, before, after, review }),
    check: async snapshot => {
      const { manifest, notChecked } = await update(snapshot);
      const unchecked = await checkInCluster({
        client,
        xrd,
        ref,
        manifest,
        operation: 'update',
        notChecked,
        logger,
        signal,
      });
      return [...unasked, ...unchecked];
    },
  };
}
