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
  orderBranch,
  orderPagePath,
  OrderRef,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  allowsAutoMerge,
  checkOverlay,
  clusterClient,
  openOrdersRepository,
  OrderLocation,
  orderFileChanges,
  OrderOperation,
  OrdersConfig,
  OrdersRepository,
  OrderTargetInput,
  toOrderRef,
} from '@openportal/plugin-crossplane-node';
import type { IdpConfig } from '../../config/readIdpConfig';
import { INTENT_TRAILER, toIntentId } from '../repo/intent';
import { toCommitAuthor } from '../repo/requester';
import { audited } from './audited';
import { authorizeOrder } from './authorizeOrder';
import { readBase } from './commitOrder';
import { findOwnOrder } from './findOwnOrder';
import { mergeOrder } from './mergeOrder';
import { OrderChange, OrderPlan } from './OrderChange';
import { refuseRival, submitOrder } from './submitOrder';

/** What the actions on orders need. */
export interface OrderActionOptions {
  config: IdpConfig;
  clusters: ClusterDetails[];
  integrations: ScmIntegrationRegistry;
  permissions: PermissionsService;
  auditor: AuditorService;
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
  output(name: 'pullRequestUrl' | 'orderUrl', value: string): void;
  output(name: 'merged', value: boolean): void;
  output(name: 'orderRef', value: OrderRef): void;
}

/** What an operation may use to make its plan; the user is allowed to do it by then. */
export interface OrderPlanning<TInput extends OrderTargetInput> {
  input: TInput;
  ref: OrderRef;
  client: KubernetesClient;
  orders: OrdersConfig;
  requestedBy: string;
  logger: LoggerService;
  signal?: AbortSignal;
  open(location: OrderLocation): OrdersRepository;
}

/**
 * What every action on an order does: authorize, plan, look whether it is done or refused already, then write, open the
 * pull request and merge, each step once, however often the task runs.
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
      openOrdersRepository({
        location,
        integrations: services.integrations,
        credentialsProvider: services.credentialsProvider,
        logger,
        signal,
        timeoutMs: services.timeoutMs,
      });
    const plan = await options.plan({
      input,
      ref,
      client,
      orders,
      requestedBy,
      logger,
      signal,
      open,
    });
    const change = toChange(plan, { context, operation, ref, requestedBy });
    await carryOut(open(plan.location), change, { context, orders });
  });
}

function toChange<TInput extends OrderTargetInput>(
  plan: OrderPlan,
  run: {
    context: OrderActionContext<TInput>;
    operation: OrderOperation;
    ref: OrderRef;
    requestedBy: string;
  },
): OrderChange {
  const { context, operation, ref, requestedBy } = run;
  const order = stringifyOrderRef(ref);
  const intentId = toIntentId({
    taskId: context.task.id,
    stepId: context.step?.id ?? '',
    repository: `${plan.location.repository}/${order}`,
  });
  return {
    ...plan,
    operation,
    ref,
    intentId,
    branch: orderBranch(plan.of, intentId),
    author: toCommitAuthor(context.user),
    trailers: [
      { key: 'OpenPortal-Order', value: order },
      { key: 'OpenPortal-Operation', value: operation },
      { key: 'OpenPortal-Requested-By', value: requestedBy },
      { key: INTENT_TRAILER, value: intentId },
    ],
  };
}

async function carryOut<TInput extends OrderTargetInput>(
  repository: OrdersRepository,
  change: OrderChange,
  run: { context: OrderActionContext<TInput>; orders: OrdersConfig },
): Promise<void> {
  const { context, orders } = run;
  const { logger } = context;
  const { ref, kind, operation } = change;
  const known = await findOwnOrder(repository, change.branch);
  const look = known ? undefined : await firstLook(repository, change, logger);
  context.output('orderRef', { ...ref });
  context.output('orderUrl', orderPagePath(ref));
  if (look?.isDone) {
    logger.info(`Nothing to change: ${change.path} says exactly this already`);
    context.output('pullRequestUrl', fileUrl(change));
    context.output('merged', true);
    return;
  }
  if (context.isDryRun) {
    logger.info(`Dry run: would open the pull request "${change.title}"`);
    logger.info(look?.after ?? `Removes ${change.path}`);
    context.output('pullRequestUrl', '');
    context.output('merged', false);
    return;
  }
  const { owner, repo } = repository;
  const key = (step: string) =>
    `idp.order.${operation}.${step}.${owner}.${repo}.${change.path}`;
  logger.info(`Writing ${change.path}`);
  const pull = await context.checkpoint({
    key: key('submit'),
    fn: () => submitOrder(repository, change, logger),
  });
  context.output('pullRequestUrl', pull.url);
  logger.info(`Pull request: ${pull.url}`);
  const { merged } = await context.checkpoint({
    key: key('merge'),
    fn: async () => {
      if (!allowsAutoMerge(orders.autoMerge, { kind, ref, operation })) {
        logger.info('Somebody has to approve and merge it');
        return { merged: false };
      }
      return mergeOrder(repository, change, pull, logger);
    },
  });
  context.output('merged', merged);
}

/** Everything that can refuse an order before something is written. */
async function firstLook(
  repository: OrdersRepository,
  change: OrderChange,
  logger: LoggerService,
): Promise<{ isDone: boolean; after: string | undefined }> {
  const snapshot = await readBase(repository, change.path);
  const after = await change.content(snapshot);
  const changes = orderFileChanges(snapshot, after);
  if (changes.additions.length + changes.deletions.length === 0) {
    return { isDone: true, after };
  }
  await refuseRival(repository, change);
  const { unchecked } = await checkOverlay(repository, snapshot, changes);
  if (unchecked > 0) {
    logger.info(
      `${snapshot.kustomization?.path} lists more files than can be read at once: whether all of them build was not checked`,
    );
  }
  await change.check(snapshot);
  return { isDone: false, after };
}

function fileUrl({ location, path }: OrderChange): string {
  const { host, repository, baseBranch } = location;
  return `https://${host}/${repository}/blob/${baseBranch}/${path}`;
}
