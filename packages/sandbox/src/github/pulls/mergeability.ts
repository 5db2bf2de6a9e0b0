import { atLeast, accountPermission } from '../permissions';
import type {
  BranchProtection,
  PullRequest,
  Repository,
  Review,
} from '../entities';
import { branchTip, isAncestor, mergeTrees } from '../git';
import type { Services } from '../Services';

export type MergeState =
  | 'clean'
  | 'dirty'
  | 'blocked'
  | 'behind'
  | 'unstable'
  | 'draft'
  | 'unknown';

export type ReviewDecision =
  | 'APPROVED'
  | 'CHANGES_REQUESTED'
  | 'REVIEW_REQUIRED';

export interface Mergeability {
  headSha: string | undefined;
  baseSha: string | undefined;
  /** The merged tree; undefined on conflict. */
  tree: string | undefined;
  state: MergeState;
  reviewDecision: ReviewDecision | undefined;
  /** Why a merge is refused, in GitHub's words. */
  reason: string | undefined;
}

/** The last review with a verdict of every reviewer. */
export function latestVerdicts(reviews: Review[]): Review[] {
  const latest = new Map<string, Review>();
  for (const review of reviews) {
    if (review.state !== 'COMMENTED') latest.set(review.author, review);
  }
  return [...latest.values()];
}

/** What the reviews amount to under the branch's rules. */
export function decideReviews(
  rules: BranchProtection | undefined,
  verdicts: Review[],
): ReviewDecision | undefined {
  if (verdicts.some(it => it.state === 'CHANGES_REQUESTED')) {
    return 'CHANGES_REQUESTED';
  }
  const approvals = verdicts.filter(it => it.state === 'APPROVED').length;
  if (!rules?.requiredReviews) return approvals > 0 ? 'APPROVED' : undefined;
  return approvals >= rules.requiredReviews.count
    ? 'APPROVED'
    : 'REVIEW_REQUIRED';
}

/** The newest outcome per status context and check of a commit. */
export function outcomesOf(
  services: Services,
  repository: Repository,
  sha: string,
): Map<string, 'success' | 'pending' | 'failure'> {
  const { state } = services;
  const outcomes = new Map<string, 'success' | 'pending' | 'failure'>();
  for (const status of state.statuses.list(`${repository.id}/${sha}`)) {
    outcomes.set(
      status.context,
      status.state === 'error' ? 'failure' : status.state,
    );
  }
  for (const check of state.checkRuns.list(`${repository.id}/${sha}`)) {
    const passed = ['success', 'neutral', 'skipped'].includes(
      check.conclusion ?? '',
    );
    const ended = passed ? 'success' : 'failure';
    outcomes.set(check.name, check.status === 'completed' ? ended : 'pending');
  }
  return outcomes;
}

function describeMissing(
  rules: BranchProtection,
  decision: ReviewDecision | undefined,
  missing: string[],
): string | undefined {
  const count = rules.requiredReviews?.count ?? 0;
  if (rules.requiredReviews && decision === 'CHANGES_REQUESTED') {
    return 'Changes have been requested by a reviewer with write access.';
  }
  if (rules.requiredReviews && decision === 'REVIEW_REQUIRED') {
    return `At least ${count} approving review${
      count === 1 ? ' is' : 's are'
    } required by reviewers with write access.`;
  }
  if (missing.length === 1) {
    return `Required status check "${missing[0]}" is expected.`;
  }
  if (missing.length > 1) {
    return `${missing.length} of ${rules.requiredChecks?.contexts.length} required status checks have not succeeded.`;
  }
  return undefined;
}

/** Whether a pull request can be merged now, from the branches, reviews and checks as they are. */
export async function evaluate(
  services: Services,
  repository: Repository,
  pull: PullRequest,
): Promise<Mergeability> {
  const { state } = services;
  const folder = state.path(repository);
  const [headSha, baseSha] = await Promise.all([
    branchTip(folder, pull.headBranch),
    branchTip(folder, pull.baseBranch),
  ]);
  const rules = state.protections.get(repository.id, pull.baseBranch);
  const verdicts = latestVerdicts(state.reviews.list(pull.id)).filter(it =>
    atLeast(
      accountPermission(state, state.account(it.author), repository),
      'write',
    ),
  );
  const reviewDecision = decideReviews(rules, verdicts);
  const known = { headSha, baseSha, reviewDecision };
  if (!headSha || !baseSha) {
    return { ...known, tree: undefined, state: 'unknown', reason: undefined };
  }
  const tree = await mergeTrees(folder, baseSha, headSha);
  if (!tree) return { ...known, tree, state: 'dirty', reason: undefined };
  const result = (mergeState: MergeState, reason?: string) => ({
    ...known,
    tree,
    state: mergeState,
    reason,
  });
  if (pull.draft) return result('draft', 'Pull Request is still a draft');

  const outcomes = outcomesOf(services, repository, headSha);
  if (rules) {
    const missing = (rules.requiredChecks?.contexts ?? []).filter(
      it => outcomes.get(it) !== 'success',
    );
    const reason = describeMissing(rules, reviewDecision, missing);
    if (reason) return result('blocked', reason);
    if (
      rules.requiredChecks?.strict &&
      !(await isAncestor(folder, baseSha, headSha))
    ) {
      return result('behind', 'Head branch is out of date.');
    }
  }
  const allPassed = [...outcomes.values()].every(it => it === 'success');
  return result(allPassed ? 'clean' : 'unstable');
}
