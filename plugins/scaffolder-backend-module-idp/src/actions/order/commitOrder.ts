import { ConflictError } from '@backstage/errors';
import { commitFiles, ensureBranch, readBranch } from '@openportal/github-node';
import {
  checkOverlay,
  orderFileChanges,
  OrderSnapshot,
  OrdersRepository,
  readOrderFile,
  readSnapshot,
} from '@openportal/plugin-crossplane-node';
import { compareWithBase, foreignHead, recognizeHead } from './recognizeHead';
import { contentOn, OrderChange } from './OrderChange';

/** What the branch that Flux reads has now. */
export async function readBase(
  repository: OrdersRepository,
  path: string,
): Promise<OrderSnapshot> {
  const { owner, repo, baseBranch } = repository;
  const oid = await readBranch({ ...repository, branch: baseBranch });
  if (!oid) {
    throw new ConflictError(
      `Branch "${baseBranch}" does not exist in "${owner}/${repo}": create it, or correct idp.orders.baseBranch`,
    );
  }
  return readSnapshot(repository, oid, path);
}

/** Writes the order to its branch, unless an earlier run did. */
export async function commitOrder(
  repository: OrdersRepository,
  change: OrderChange,
): Promise<string> {
  const { branch, path } = change;
  const base = await readBase(repository, path);
  const { headOid } = await ensureBranch({
    ...repository,
    branch,
    baseOid: base.oid,
  });
  if (headOid === base.oid) {
    return writeCommit(repository, change, { snapshot: base, headOid });
  }
  const head = await recognizeHead(repository, change, headOid);
  if (head === 'ours') {
    return headOid;
  }
  if (head === 'foreign') {
    throw foreignHead(repository, change, headOid);
  }
  const snapshot = await readSnapshot(repository, headOid, path);
  return writeCommit(repository, change, { snapshot, headOid });
}

/**
 * Does the order again on the base as it is now, by a merge: for a pull request that came to conflict with its base,
 * because another order changed the same list.
 *
 * @param headOid - the head of the branch, which has to be ours: when it moved meanwhile, nothing is written
 * @throws ConflictError when the file of the order is not any more what the order was made for, when the list would not
 *   build, or when somebody pushed meanwhile
 */
export async function redoOrder(
  repository: OrdersRepository,
  change: OrderChange,
  headOid: string,
): Promise<string> {
  const base = await readBase(repository, change.path);
  return writeCommit(repository, change, {
    snapshot: base,
    headOid,
    mergedOid: base.oid,
  });
}

async function writeCommit(
  repository: OrdersRepository,
  change: OrderChange,
  place: { snapshot: OrderSnapshot; headOid: string; mergedOid?: string },
): Promise<string> {
  const { snapshot, headOid, mergedOid } = place;
  const changes = orderFileChanges(snapshot, contentOn(change, snapshot));
  await checkOverlay(repository, snapshot, changes);
  const { oid } = await commitFiles({
    ...repository,
    branch: change.branch,
    expectedHeadOid: headOid,
    mergedOid,
    message: change.title,
    ...changes,
    author: change.author,
    trailers: change.trailers,
  });
  return oid;
}

/** Refuses to go on when the file of the order is not any more what the order was made for. */
export async function refuseChangedFile(
  repository: OrdersRepository,
  change: OrderChange,
  found: { headOid: string; fileVersion: string | undefined },
): Promise<void> {
  const { startOid } = await compareWithBase(repository, found.headOid);
  const before = await readOrderFile(repository, change.path, startOid);
  if (before?.fileVersion !== found.fileVersion) {
    const now = await readOrderFile(repository, change.path);
    throw new ConflictError(
      now
        ? `Somebody changed order '${change.ref.name}' in namespace '${change.ref.namespace}' at the same moment: see ${now.url}. Look at what it is now, and start again`
        : `Somebody removed order '${change.ref.name}' in namespace '${change.ref.namespace}' at the same moment: look at the order, and start again`,
    );
  }
}
