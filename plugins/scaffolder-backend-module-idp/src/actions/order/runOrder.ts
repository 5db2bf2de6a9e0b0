import type {
  AuditorService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { UserEntity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import type { JsonValue } from '@backstage/types';
import type {
  ClusterDetails,
  KubernetesClient,
} from '@openportal/kubernetes-node';
import {
  orderPagePath,
  OrderRef,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  AutoMergeDecision,
  clusterClient,
  decideAutoMerge,
  OrderLocation,
  OrderOperation,
  OrdersConfig,
  OrdersRepository,
  OrderTargetInput,
  toOrderRef,
} from '@openportal/plugin-crossplane-node';
import { readBranch } from '@openportal/github-node';
import type { GithubPatience } from '../../config/readGithubPatience';
import type { IdpConfig } from '../../config/readIdpConfig';
import { holdIntent } from '../../store/holdIntent';
import type { OrderIntents } from '../../store/OrderIntents';
import { toCommitAuthor } from '../repo/requester';
import { audited } from './audited';
import { authorizeOrder } from './authorizeOrder';
import { decideOrder, OrderRun } from './decideOrder';
import { findOwnOrder } from './findOwnOrder';
import { failOrder, leaveOrder } from './leaveOrder';
import { mergeOrder } from './mergeOrder';
import { openOrders, refuseOldLocation } from './openOrders';
import { OrderChange, OrderPlan } from './OrderChange';
import { submitOrder } from './submitOrder';

/** What the actions on orders need. */
export interface OrderActionOptions extends GithubPatience {
  config: IdpConfig;
  clusters: ClusterDetails[];
  integrations: ScmIntegrationRegistry;
  permissions: PermissionsService;
  auditor: AuditorService;
  intents: OrderIntents;
  credentialsProvider?: GithubCredentialsProvider;
  /** Time limit of one call to GitHub; only tests change it. */
  timeoutMs?: number;
}

/** The part of a scaffolder context that the actions on orders use. */
export interface OrderActionContext<TInput extends OrderTargetInput> {
  input: TInput;
  logger: LoggerService;
  signal?: AbortSignal;
  isDryRun?: boolean;
  task: { id: string };
  step?: { id?: string };
  user?: { entity?: UserEntity; ref?: string };
  getInitiatorCredentials(): Promise<BackstageCredentials>;
  checkpoint<T extends JsonValue>(options: {
    key: string;
    fn: () => Promise<T>;
  }): Promise<T>;
  output(
    name: 'pullRequestUrl' | 'orderUrl' | 'waitsBecause',
    value: string,
  ): void;
  output(name: 'merged', value: boolean): void;
  output(name: 'orderRef', value: OrderRef): void;
}

/** What an operation may use to make its plan; the user is allowed to do it by then. */
export interface OrderPlanning<TInput extends OrderTargetInput> {
  input: TInput;
  ref: OrderRef;
  client: KubernetesClient;
  /** All that are configured. */
  clusters: ClusterDetails[];
  orders: OrdersConfig;
  requestedBy: string;
  logger: LoggerService;
  signal?: AbortSignal;
  open(location: OrderLocation): OrdersRepository;
}

/**
 * What every action on an order does: authorize, decide, look whether it is done or refused already, then store what was
 * decided, write, open the pull request and merge, each step once, however often the task runs.
 */
export async function runOrder<TInput extends OrderTargetInput>(options: {
  services: OrderActionOptions;
  context: OrderActionContext<TInput>;
  operation: OrderOperation;
  plan(planning: OrderPlanning<TInput>): Promise<OrderPlan>;
}): Promise<void> {
  const { services, context, operation } = options;
  const { input, logger, signal } = context;
  const { orders } = services.config;
  if (!orders) {
    throw new InputError(
      'Orders are not configured: set idp.orders.repository to the repository that Flux reads',
    );
  }
  const ref = toOrderRef(input);
  const requestedBy = context.user?.ref ?? 'unknown';
  const event = {
    auditor: services.auditor,
    operation,
    ref,
    requestedBy,
    taskId: context.task.id,
  };
  await audited(event, async () => {
    // Before anything is read: who may not do it learns nothing about the cluster and the repository.
    await authorizeOrder({
      permissions: services.permissions,
      credentials: await context.getInitiatorCredentials(),
      operation,
      target: ref,
    });
    const client = clusterClient(services.clusters, input.cluster);
    const open = (location: OrderLocation) =>
      openOrders(services, location, { logger, signal });
    const run = {
      operation,
      ref,
      requestedBy,
      author: toCommitAuthor(context.user),
      taskId: context.task.id,
      stepId: context.step?.id ?? '',
    };
    context.output('orderRef', { ...ref });
    context.output('orderUrl', orderPagePath(ref));
    const begun = context.isDryRun
      ? undefined
      : await findBegunOrder(services, orders, run, open);
    if (begun) {
      logger.info('Going on with what an earlier run of this step decided');
      await carryOut(services, begun, { ...run, context, orders });
      return;
    }
    const plan = await options.plan({
      input,
      ref,
      client,
      clusters: services.clusters,
      orders,
      requestedBy,
      logger,
      signal,
      open,
    });
    const { change, isDone } = await decideOrder(
      open(plan.location),
      plan,
      run,
      { orders, logger },
    );
    if (isDone) {
      logger.info(
        `Nothing to change: ${change.path} says exactly this already`,
      );
      context.output('pullRequestUrl', fileUrl(change));
      context.output('merged', true);
    } else if (context.isDryRun) {
      logger.info(`Dry run: would open the pull request "${change.title}"`);
      logger.info(change.content ?? `Removes ${change.path}`);
      tellDecision(decideAutoMerge(orders, change), context);
      context.output('pullRequestUrl', '');
      context.output('merged', false);
    } else {
      await carryOut(services, change, { ...run, context, orders });
    }
  });
}

/**
 * Writes what was decided. It is stored first, so that a run that dies anywhere is completed by the next one, or by the
 * reconciler where nobody resumes the task.
 */
async function carryOut<TInput extends OrderTargetInput>(
  services: OrderActionOptions,
  change: OrderChange,
  run: {
    context: OrderActionContext<TInput>;
    orders: OrdersConfig;
    taskId: string;
    stepId: string;
  },
): Promise<void> {
  const { context, orders } = run;
  const { intents } = services;
  const { logger } = context;
  const lease = await intents.begin(change, run);
  try {
    const merged = await holdIntent(
      intents,
      lease,
      { signal: context.signal, logger },
      signal =>
        write(openOrders(services, change.location, { logger, signal }), {
          change,
          context,
          orders,
        }),
    );
    await leaveOrder(intents, lease, change, merged);
  } catch (error) {
    await failOrder(intents, lease, error, logger);
    throw error;
  }
}

async function write<TInput extends OrderTargetInput>(
  repository: OrdersRepository,
  run: {
    change: OrderChange;
    context: OrderActionContext<TInput>;
    orders: OrdersConfig;
  },
): Promise<boolean> {
  const { change, context, orders } = run;
  const { logger } = context;
  const { owner, repo } = repository;
  const key = (step: string) =>
    `idp.order.${change.operation}.${step}.${owner}.${repo}.${change.path}`;
  // Whatever the checkpoints say: people may have closed it since.
  await findOwnOrder(repository, change.branch);
  logger.info(`Writing ${change.path}`);
  const pull = await context.checkpoint({
    key: key('submit'),
    fn: () => submitOrder(repository, change, logger),
  });
  context.output('pullRequestUrl', pull.url);
  logger.info(`Pull request: ${pull.url}`);
  const decision = decideAutoMerge(orders, change);
  tellDecision(decision, context);
  const { merged } = await context.checkpoint({
    key: key('merge'),
    fn: async () =>
      decision.merge
        ? mergeOrder(repository, change, pull, logger)
        : { merged: false },
  });
  context.output('merged', merged);
  return merged;
}

function tellDecision(
  { merge, waitsBecause }: AutoMergeDecision,
  {
    logger,
    output,
  }: Pick<OrderActionContext<OrderTargetInput>, 'logger' | 'output'>,
): void {
  if (waitsBecause) {
    output('waitsBecause', waitsBecause);
  }
  if (!merge) {
    logger.info(waitsBecause ?? 'Somebody has to approve and merge it');
  }
}

/** What an earlier run decided, provided that it began to write it. */
async function findBegunOrder(
  services: OrderActionOptions,
  orders: OrdersConfig,
  run: OrderRun,
  open: (location: OrderLocation) => OrdersRepository,
): Promise<OrderChange | undefined> {
  const change = await services.intents.find({
    ...run,
    order: stringifyOrderRef(run.ref),
  });
  if (!change) {
    return undefined;
  }
  refuseOldLocation(orders, change);
  const repository = open(change.location);
  const { branch } = change;
  const hasBegun =
    (await findOwnOrder(repository, branch)) ??
    (await readBranch({ ...repository, branch }));
  return hasBegun ? change : undefined;
}

function fileUrl({ location, path }: OrderChange): string {
  const { host, repository, baseBranch } = location;
  return `https://${host}/${repository}/blob/${baseBranch}/${path}`;
}
