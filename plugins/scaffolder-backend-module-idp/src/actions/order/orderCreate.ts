import type { PermissionsService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  createOctokit,
  enableAutoMerge,
  parseRepository,
} from '@openportal/github-node';
import type { ClusterDetails } from '@openportal/kubernetes-node';
import { orderPagePath } from '@openportal/plugin-crossplane-common';
import type { IdpConfig } from '../../config/readIdpConfig';
import { toIntentId } from '../repo/intent';
import { toCommitAuthor } from '../repo/requester';
import { authorizeOrder } from './authorizeOrder';
import { dryRun } from './dryRun';
import { allowsAutoMerge, buildOrder } from './buildOrder';
import { examples } from './orderCreate.examples';
import { OrdersRepository } from './ordersRepository';
import { toOwner } from './toOwner';
import { clusterClient, currentXrd, toOrderRef } from './orderTarget';
import {
  findOwnOrder,
  labelOrder,
  refuseDuplicate,
  settleRivals,
  submitOrder,
} from './submitOrder';

/** Options for {@link createOrderCreateAction}. */
export interface OrderCreateActionOptions {
  config: IdpConfig;
  clusters: ClusterDetails[];
  integrations: ScmIntegrationRegistry;
  permissions: PermissionsService;
  credentialsProvider?: GithubCredentialsProvider;
  /** Time limit of one call to GitHub; only tests change it. */
  timeoutMs?: number;
}

/** The action `idp:order:create`. */
export function createOrderCreateAction(options: OrderCreateActionOptions) {
  const { config, clusters, integrations, permissions } = options;

  return createTemplateAction({
    id: 'idp:order:create',
    description:
      'Orders a Crossplane resource: writes its manifest to the orders repository by a pull request, which is merged at once where the configuration allows.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z =>
          z.string({
            description: 'Name of the cluster in the configuration.',
          }),
        xrd: z =>
          z.string({
            description: 'Name of the XRD in the cluster, <plural>.<group>.',
          }),
        version: z =>
          z
            .string({
              description:
                'Version of the XRD that the form was made for; the order is refused when the cluster uses another one by now.',
            })
            .optional(),
        name: z =>
          z.string({
            description:
              'Name of the resource: up to 63 lower-case letters, digits and inner dashes.',
          }),
        namespace: z =>
          z
            .string({
              description:
                'Namespace of the resource; left out for kinds that live in none.',
            })
            .optional(),
        owner: z =>
          z
            .string({
              description:
                'Entity reference of the group that is responsible for it.',
            })
            .optional(),
        spec: z =>
          z
            .record(z.string(), z.unknown(), {
              description: 'Values of the form made from the XRD.',
            })
            .or(z.string())
            .optional(),
      },
      output: {
        pullRequestUrl: z =>
          z.string({ description: 'Address of the pull request.' }),
        merged: z =>
          z.boolean({ description: 'Whether it is merged already.' }),
        orderUrl: z =>
          z.string({ description: 'Path of the order page in the portal.' }),
        orderRef: z =>
          z.object(
            {
              cluster: z.string(),
              namespace: z.string(),
              xrd: z.string(),
              name: z.string(),
            },
            { description: 'Which resource was ordered.' },
          ),
      },
    },

    async handler(ctx) {
      const { input, logger, signal } = ctx;
      const { orders } = config;
      if (!orders) {
        throw new InputError(
          'Orders are not configured: set idp.orders.repository to the repository that Flux reads',
        );
      }
      const ref = toOrderRef(input);
      const requestedBy = ctx.user?.ref ?? 'unknown';
      const client = clusterClient(clusters, input.cluster);
      // Before anything is read: who may not order learns nothing about the cluster.
      await authorizeOrder({
        permissions,
        credentials: await ctx.getInitiatorCredentials(),
        target: ref,
      });
      const xrd = await currentXrd({ client, input, signal });

      const { owner, repo } = parseRepository(orders.repository);
      const intentId = toIntentId({
        taskId: ctx.task.id,
        stepId: ctx.step?.id ?? '',
        repository: `${orders.repository}/${ref.cluster}/${ref.namespace}/${ref.xrd}/${ref.name}`,
      });
      const order = buildOrder({
        xrd,
        ref,
        spec: input.spec,
        owner: input.owner && toOwner(input.owner),
        requestedBy,
        orders,
        intentId,
        author: toCommitAuthor(ctx.user),
      });
      const repository: OrdersRepository = {
        octokit: createOctokit({
          integrations,
          host: config.github.host,
          owner,
          credentialsProvider: options.credentialsProvider,
          logger,
          signal,
          timeoutMs: options.timeoutMs,
        }),
        owner,
        repo,
        baseBranch: orders.baseBranch,
        signal,
      };

      if (!(await findOwnOrder(repository, order.branch))) {
        await refuseDuplicate(repository, order);
        await dryRun({
          client,
          xrd,
          manifest: order.manifest,
          namespace: input.namespace,
          logger,
          signal,
        });
      }
      ctx.output('orderRef', { ...ref });
      ctx.output('orderUrl', orderPagePath(ref));
      if (ctx.isDryRun) {
        logger.info(`Dry run: would order\n${order.content}`);
        ctx.output('pullRequestUrl', '');
        ctx.output('merged', false);
        return;
      }

      const key = (step: string) =>
        `idp.order.${step}.${owner}.${repo}.${order.path}`;
      logger.info(`Writing ${order.path}`);
      const pull = await ctx.checkpoint({
        key: key('submit'),
        fn: async () => {
          const known = await findOwnOrder(repository, order.branch);
          if (known?.state === 'merged') {
            const { number, url, headOid } = known;
            return { number, url, headOid };
          }
          const { headOid, pull: opened } = await submitOrder(
            repository,
            order,
            logger,
          );
          const { number, url, state } = opened;
          await settleRivals(repository, order, { number, state });
          await labelOrder(repository, number, logger);
          return { number, url, headOid };
        },
      });
      ctx.output('pullRequestUrl', pull.url);
      logger.info(`Pull request: ${pull.url}`);

      const { merged } = await ctx.checkpoint({
        key: key('merge'),
        fn: async () => {
          if (!allowsAutoMerge(orders.autoMerge, order.manifest, ref)) {
            logger.info('Somebody has to approve and merge it');
            return { merged: false };
          }
          const result = await enableAutoMerge({
            ...repository,
            number: pull.number,
            // Only what this order wrote is merged, whatever was pushed to the branch since.
            expectedSha: pull.headOid,
          });
          logger.info(
            result.outcome === 'not-possible'
              ? `Not merged yet: ${result.reason}`
              : `Auto-merge: ${result.outcome}`,
          );
          return { merged: result.outcome === 'merged' };
        },
      });
      ctx.output('merged', merged);
    },
  });
}
