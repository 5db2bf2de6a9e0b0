import type { Account, Repository } from './entities';
import { conflict, invalid } from './errors';
import { isAncestor } from './git';
import { bypassesProtection } from './permissions';
import type { Services } from './Services';

/** What somebody wants to do to a branch. */
export interface BranchUpdate {
  branch: string;
  before: string | undefined;
  /** undefined deletes the branch. */
  after: string | undefined;
}

/** Why a branch's protection refuses an update; `undefined` when it does not. */
export async function refuseUpdate(
  services: Services,
  repository: Repository,
  account: Account | undefined,
  update: BranchUpdate,
): Promise<string | undefined> {
  const { state } = services;
  const rules = state.protections.get(repository.id, update.branch);
  if (!rules) return undefined;
  const { before, after } = update;
  if (!after) {
    return rules.allowDeletions
      ? undefined
      : 'Cannot delete this protected branch';
  }
  const forced =
    before !== undefined &&
    !(await isAncestor(state.path(repository), before, after));
  if (forced && !rules.allowForcePushes) {
    return 'Cannot force-push to this protected branch';
  }
  if (
    bypassesProtection(state, account, repository, rules.enforceAdmins) ||
    !before
  ) {
    return undefined;
  }
  if (rules.restrictions && !isListed(services, repository, account, rules)) {
    return "You're not authorized to push to this branch.";
  }
  if (rules.requiredReviews) {
    return 'Changes must be made through a pull request.';
  }
  if (rules.requiredChecks && rules.requiredChecks.contexts.length > 0) {
    const { contexts } = rules.requiredChecks;
    return contexts.length === 1
      ? `Required status check "${contexts[0]}" is expected.`
      : `${contexts.length} of ${contexts.length} required status checks are expected.`;
  }
  return undefined;
}

function isListed(
  services: Services,
  repository: Repository,
  account: Account | undefined,
  rules: {
    restrictions:
      | { users: string[]; teams: string[]; apps: string[] }
      | undefined;
  },
): boolean {
  if (!account || !rules.restrictions) return false;
  const { users, teams, apps } = rules.restrictions;
  return (
    users.includes(account.login) ||
    apps.includes(account.login.replace(/\[bot\]$/, '')) ||
    teams.some(slug =>
      services.state.teams
        .get(repository.owner, slug)
        ?.members.includes(account.login),
    )
  );
}

/** Refuses a ref update through the git-data API as GitHub words it. */
export async function checkReferenceUpdate(
  services: Services,
  repository: Repository,
  account: Account | undefined,
  update: BranchUpdate,
): Promise<void> {
  const reason = await refuseUpdate(services, repository, account, update);
  if (reason) throw invalid(reason);
}

/** Refuses a commit through the contents API as GitHub words it. */
export async function checkContentsUpdate(
  services: Services,
  repository: Repository,
  account: Account | undefined,
  branch: string,
  before: string | undefined,
): Promise<void> {
  const rules = services.state.protections.get(repository.id, branch);
  if (!rules || !before) return;
  // The new commit does not exist yet, and builds on the branch in any case.
  const reason = await refuseUpdate(services, repository, account, {
    branch,
    before,
    after: before,
  });
  if (reason) throw conflict(`Could not create file: ${reason}`);
}
