import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  orderBranch,
  OrderRef,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import {
  checkOverlay,
  orderFileChanges,
  decideAutoMerge,
  OrderOperation,
  OrdersConfig,
  OrderSnapshot,
  OrdersRepository,
  readSnapshot,
} from '@openportal/plugin-crossplane-node';
import type { CommitAuthor } from '@openportal/github-node';
import { INTENT_TRAILER, toIntentId } from '../repo/intent';
import { readBase } from './commitOrder';
import { findOwnOrder } from './findOwnOrder';
import { OrderChange, OrderPlan } from './OrderChange';
import { compareWithBase } from './recognizeHead';
import { refuseRival } from './submitOrder';

/** A change before the cluster was asked. */
type Draft = Omit<OrderChange, 'body'>;

/** Whose order it is. */
export interface OrderRun {
  operation: OrderOperation;
  ref: OrderRef;
  requestedBy: string;
  author?: CommitAuthor;
  taskId: string;
  stepId: string;
}

/**
 * Decides, once and for all, what a plan means for the orders repository as it is; everything that can refuse an order
 * before something is written does so here.
 *
 * @returns the change, and whether the repository has it already
 */
export async function decideOrder(
  repository: OrdersRepository,
  plan: OrderPlan,
  run: OrderRun,
  { orders, logger }: { orders: OrdersConfig; logger: LoggerService },
): Promise<{ change: OrderChange; isDone: boolean }> {
  const reviewed = (
    draft: Draft,
    { file }: OrderSnapshot,
    unchecked: string[],
  ): OrderChange => {
    const { waitsBecause } = decideAutoMerge(orders, { ...draft, unchecked });
    return {
      ...draft,
      ...(unchecked.length ? { unchecked } : {}),
      body: plan.body(file?.content, draft.content, {
        unchecked,
        waitsBecause,
      }),
    };
  };
  const intentId = toIntentId({
    taskId: run.taskId,
    stepId: run.stepId,
    repository: `${plan.location.repository}/${stringifyOrderRef(run.ref)}`,
  });
  const branch = orderBranch(plan.of, intentId);
  const known = await findOwnOrder(repository, branch);
  if (known) {
    // Of a run that was so long ago that nothing else is left of it.
    const { startOid } = await compareWithBase(repository, known.headOid);
    const start = await readSnapshot(repository, startOid, plan.path);
    const after = await plan.content(start);
    const draft = toDraft(plan, run, {
      intentId,
      branch,
      before: start,
      after,
    });
    const unchecked = known.state === 'open' ? await plan.check(start) : [];
    return { change: reviewed(draft, start, unchecked), isDone: false };
  }
  const before = await readBase(repository, plan.path);
  const after = await plan.content(before);
  const draft = toDraft(plan, run, { intentId, branch, before, after });
  const changes = orderFileChanges(before, after);
  if (changes.additions.length + changes.deletions.length === 0) {
    return { change: reviewed(draft, before, []), isDone: true };
  }
  await refuseRival(repository, draft);
  const overlay = await checkOverlay(repository, before, changes);
  if (overlay.unchecked > 0) {
    logger.info(
      `${before.kustomization?.path} lists more files than can be read at once: whether all of them build was not checked`,
    );
  }
  const unchecked = await plan.check(before);
  return { change: reviewed(draft, before, unchecked), isDone: false };
}

function toDraft(
  plan: OrderPlan,
  run: OrderRun,
  decided: {
    intentId: string;
    branch: string;
    before: OrderSnapshot;
    after: string | undefined;
  },
): Draft {
  const { location, path, of, kind, title } = plan;
  const { operation, ref, requestedBy, author } = run;
  const { intentId, branch, before, after } = decided;
  return {
    location,
    path,
    of,
    kind,
    operation,
    ref,
    requestedBy,
    intentId,
    branch,
    title,
    ...(before.file ? { fileVersion: before.file.fileVersion } : {}),
    ...(after === undefined ? {} : { content: after }),
    ...(author ? { author } : {}),
    trailers: [
      { key: 'OpenPortal-Order', value: stringifyOrderRef(ref) },
      { key: 'OpenPortal-Operation', value: operation },
      { key: 'OpenPortal-Requested-By', value: requestedBy },
      { key: INTENT_TRAILER, value: intentId },
    ],
  };
}
