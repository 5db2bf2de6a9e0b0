import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  atVersion,
  CompositeResourceDefinition,
  OrderManifest,
} from '@openportal/plugin-crossplane-common';
import {
  checkManifest,
  currentXrd,
  findImmutableChanges,
  orderBranchParts,
  orderFilePath,
  orderLocation,
  OrderTargetInput,
  parseOrderFile,
  readRevision,
} from '@openportal/plugin-crossplane-node';
import { OrderPlan } from './OrderChange';
import { outputFields, targetFields } from './orderFields';
import { examples } from './orderRestore.examples';
import { checkInCluster, refuseOtherClusters } from './planContent';
import { OrderActionOptions, OrderPlanning, runOrder } from './runOrder';
import { restoreBody, restoreTitle } from './text/restoreText';

interface OrderRestoreInput extends OrderTargetInput {
  revision: string;
}

/** The action `idp:order:restore`. */
export function createOrderRestoreAction(options: OrderActionOptions) {
  return createTemplateAction({
    id: 'idp:order:restore',
    description:
      'Brings an order back to an earlier revision of its file, by a pull request; an order that was removed comes back. A revision that does not fit the XRD any more is refused.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...targetFields,
        revision: z =>
          z
            .string({
              description:
                'The full id of the commit after which the file was as wanted, one of those that the order page lists.',
            })
            .max(64),
      },
      output: outputFields,
    },
    handler: context =>
      runOrder({ services: options, context, operation: 'restore', plan }),
  });
}

async function plan(
  planning: OrderPlanning<OrderRestoreInput>,
): Promise<OrderPlan> {
  const { input, ref, client, orders, requestedBy, logger, signal } = planning;
  const { revision } = input;
  const newest = await currentXrd({ client, input, signal });
  const { kind, plural } = newest.orderable;
  const { group } = newest;
  const location = orderLocation(newest, orders);
  const path = orderFilePath(location, ref, plural);
  const expected: Parameters<typeof parseOrderFile>[1] = {
    path,
    ref,
    kind,
    group,
    // The text is restored as it was, not what was read of it.
    largeIntegers: 'round',
  };
  const old = await readRevision(planning.open(location), path, revision);
  if (!old) {
    throw new InputError(
      `Revision ${revision} removed the order: choose an earlier one`,
    );
  }
  const manifest = parseOrderFile(old.content, expected);
  const { xrd, notChecked } = await fittingXrd(newest, manifest, revision);
  const unasked = await refuseOtherClusters(planning, newest, location);
  return {
    location,
    path,
    of: orderBranchParts(location, ref, plural),
    kind,
    title: restoreTitle(kind, ref, revision),
    async content({ file }) {
      if (file) {
        refuseImmutable(xrd, parseOrderFile(file.content, expected), manifest);
      }
      return old.content;
    },
    body: (before, after, review) =>
      restoreBody({
        kind,
        ref,
        path,
        requestedBy,
        revision,
        before,
        after,
        review,
      }),
    check: async () => [
      ...unasked,
      ...(await checkInCluster({
        client,
        xrd,
        ref,
        manifest,
        // What was removed from git may still run.
        operation: 'update',
        notChecked,
        logger,
        signal,
      })),
    ],
  };
}

/** The XRD at the version of an old manifest, provided that the manifest still fits it. */
async function fittingXrd(
  newest: CompositeResourceDefinition,
  manifest: OrderManifest,
  revision: string,
): Promise<{ xrd: CompositeResourceDefinition; notChecked: string[] }> {
  const version = manifest.apiVersion.split('/')[1];
  const xrd = atVersion(newest, version);
  const check = xrd && (await checkManifest(xrd, manifest));
  const misfits = check
    ? check.problems.map(({ message }) => message)
    : [
        `version '${version}' is not served any more, only ${newest.versions
          .map(({ name }) => `'${name}'`)
          .join(', ')}`,
      ];
  if (!check || misfits.length > 0) {
    throw new ConflictError(
      `Revision ${revision} does not fit ${
        newest.orderable.kind
      } any more: ${misfits.join(
        '; ',
      )}. Choose a later revision, or change the order with the form`,
    );
  }
  return { xrd, notChecked: check.notChecked.map(({ message }) => message) };
}

function refuseImmutable(
  xrd: CompositeResourceDefinition,
  before: OrderManifest,
  after: OrderManifest,
): void {
  const [fixed] = findImmutableChanges(xrd, before, after);
  if (fixed) {
    throw new ConflictError(
      `${fixed.message}, and the revision has another value: choose a revision with the same one`,
    );
  }
}
