import { checkReferenceUpdate } from '../branchRules';
import { GitHubError, invalid } from '../errors';
import {
  inspectObject,
  isAncestor,
  readReference,
  updateReferences,
  ZERO_SHA,
} from '../git';
import { parseNodeId } from '../Links';
import { recordPush } from '../pushes';
import { requireAccount, requireWrite, type Input } from './mutations';
import type { Scope } from './nodes';

interface RefUpdate {
  name: string;
  afterOid: string;
  beforeOid?: string;
  force?: boolean;
}

/** Moves, makes and removes several refs, all of them or none. */
export async function updateRefs(
  { input }: Input<{ repositoryId: string; refUpdates: RefUpdate[] }>,
  scope: Scope,
) {
  const { services } = scope;
  const account = requireAccount(scope);
  const id = parseNodeId(input.repositoryId)?.id;
  const repository = requireWrite(
    scope,
    services.state.listRepositories().find(it => String(it.id) === id),
  );
  if (repository.archived) {
    throw new GitHubError(403, 'Repository was archived so is read-only.');
  }
  const folder = services.state.path(repository);
  const moves = [];
  for (const update of input.refUpdates) {
    const { name, afterOid, beforeOid, force } = update;
    if (!/^refs\/(heads|tags)\/\S+$/.test(name)) {
      throw invalid(`${name} is not a valid ref`);
    }
    const current = (await readReference(folder, name))?.sha ?? ZERO_SHA;
    if (beforeOid !== undefined && beforeOid !== current) {
      throw invalid(
        `Reference cannot be updated: ${name} is at ${current} but expected ${beforeOid}`,
      );
    }
    const isRemoval = afterOid === ZERO_SHA;
    if (!isRemoval && !(await inspectObject(folder, afterOid))) {
      throw invalid(`Object ${afterOid} does not exist`);
    }
    const moved = current !== ZERO_SHA && !isRemoval;
    if (moved && !force && !(await isAncestor(folder, current, afterOid))) {
      throw invalid('Update is not a fast forward');
    }
    if (name.startsWith('refs/heads/')) {
      await checkReferenceUpdate(services, repository, account, {
        branch: name.replace('refs/heads/', ''),
        before: current === ZERO_SHA ? undefined : current,
        after: isRemoval ? undefined : afterOid,
      });
    }
    moves.push({ name, before: current, after: afterOid });
  }
  if (!(await updateReferences(folder, moves))) {
    throw invalid('Reference cannot be updated');
  }
  const existing = (sha: string) => (sha === ZERO_SHA ? undefined : sha);
  for (const { name, before, after } of moves) {
    if (before !== after) {
      await recordPush(services, repository, {
        ref: name,
        before: existing(before),
        after: existing(after),
        actor: account.login,
      });
    }
  }
  return { clientMutationId: input.clientMutationId ?? null };
}
